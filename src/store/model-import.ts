import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorDetails, HypertangentError, isHypertangentError } from '../errors.ts';
import type { NpyFile } from './array-value.ts';
import { withStorageErrors, writeFully } from './atomic-file.ts';
import { type ArrayContents, checkContents } from './model-contents.ts';
import { malformedNpy, quoted } from './npy/errors.ts';
import { IncomingNpy } from './npy/incoming.ts';
import { readDirectory, type ZipMember } from './zip/directory.ts';
import { malformedModel } from './zip/errors.ts';
import { memberPieces } from './zip/member.ts';

/** The member that says what the others are. */
export const MODEL_JSON = 'model.json';

/** Ten thousand subsets take 3 MiB. */
const MOST_JSON_BYTES = 2 ** 24;

const DTYPE = '<f8';

/** What an array of a model must be. */
export interface ExpectedArray {
  shape: readonly number[];
  contents: ArrayContents;
}

/** What a model's JSON makes of it. */
export interface ModelPlan<Model> {
  /** By name: every one must be there, and no other. */
  arrays: ReadonlyMap<string, ExpectedArray>;
  build(array: (name: string) => NpyFile): Model;
}

/**
 * Takes in an exported model, its arrays as files in `folder`; whoever calls removes the folder if it is refused.
 *
 * No name of the file becomes a path. Memory: the JSON, and a few pieces.
 *
 * @param limitBytes of the file, and of all its members unpacked
 * @param read what the text of the member `model.json` means
 * @throws HypertangentError `malformed_model`, `malformed_npy`, `unsupported_dtype`, `shape_mismatch`, `not_finite`,
 *   `invalid_value`, `payload_too_large`, `storage_full`, and what `read` and the stream throw
 */
export async function receiveModel<Model>(
  folder: string,
  stream: AsyncIterable<Uint8Array>,
  limitBytes: number,
  read: (json: string) => ModelPlan<Model>,
): Promise<Model> {
  const path = join(folder, 'incoming.npz');
  const model = await withStorageErrors(async () => {
    const file = await open(path, 'wx+');
    try {
      await receive(file, stream, limitBytes);
      return await unpack(file, folder, limitBytes, read);
    } finally {
      await file.close();
    }
  });
  await rm(path);
  return model;
}

async function receive(file: FileHandle, stream: AsyncIterable<Uint8Array>, limitBytes: number): Promise<void> {
  let received = 0;
  for await (const chunk of stream) {
    received += chunk.length;
    if (received > limitBytes) throw tooLarge('The file', received, limitBytes);
    await writeFully(file, chunk);
  }
}

async function unpack<Model>(
  file: FileHandle,
  folder: string,
  limitBytes: number,
  read: (json: string) => ModelPlan<Model>,
): Promise<Model> {
  const members = await readDirectory(file);
  const unpacked = [...members.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  if (unpacked > limitBytes) throw tooLarge('Unpacked, the file', unpacked, limitBytes);
  const json = members.get(MODEL_JSON);
  if (json === undefined) throw malformedModel(MODEL_JSON, 'a member of the file', `the members ${listed(members.keys())}`);
  const plan = read(await readText(file, json));
  for (const name of members.keys())
    if (name !== MODEL_JSON && !(name.endsWith('.npy') && plan.arrays.has(name.slice(0, -4))))
      throw malformedModel(quoted(name), 'an array that model.json names, or not there', 'a member of the file');
  const files = new Map<string, NpyFile>();
  for (const [name, expected] of plan.arrays) {
    const member = members.get(`${name}.npy`);
    if (member === undefined) throw malformedModel(`${name}.npy`, 'a member of the file', `the members ${listed(members.keys())}`);
    const npyPath = join(folder, `incoming-${files.size}.npy`);
    await atMember(member.name, () => unpackArray(file, member, npyPath, expected));
    files.set(name, { shape: expected.shape, npyPath });
  }
  return plan.build((name) => files.get(name)!);
}

async function readText(file: FileHandle, member: ZipMember): Promise<string> {
  if (member.bytes > MOST_JSON_BYTES) throw malformedModel(MODEL_JSON, `at most ${MOST_JSON_BYTES} bytes`, `${member.bytes}`);
  const pieces: Uint8Array[] = [];
  for await (const piece of memberPieces(file, member)) pieces.push(piece);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch {
    throw malformedModel(MODEL_JSON, 'JSON in UTF-8', 'other bytes');
  }
}

async function unpackArray(file: FileHandle, member: ZipMember, npyPath: string, expected: ExpectedArray): Promise<void> {
  const incoming = new IncomingNpy(member.bytes);
  const target = await open(npyPath, 'wx');
  try {
    for await (const piece of memberPieces(file, member)) {
      incoming.push(piece);
      await writeFully(target, piece);
    }
  } finally {
    await target.close();
  }
  const { shape, dtype, fortranOrder } = incoming.finish();
  const path = member.name;
  if (dtype.descr !== DTYPE) {
    const message = `${path} must have the dtype ${DTYPE}, as it was exported; got ${dtype.descr}`;
    throw new HypertangentError('unsupported_dtype', message, { path, received: dtype.descr, supported: [DTYPE] });
  }
  if (fortranOrder) {
    const message = `${path} must be in C order, as it was exported; got Fortran order`;
    throw new HypertangentError('invalid_value', message, { path, expected: 'C order', received: 'Fortran order' });
  }
  if (shape.join() !== expected.shape.join()) {
    const [wanted, got] = [expected.shape, shape].map((lengths) => `[${lengths.join(', ')}]`) as [string, string];
    const message = `${path} must have the shape ${wanted} that model.json gives it, got ${got}`;
    throw new HypertangentError('shape_mismatch', message, { path, expected: wanted, received: got });
  }
  await checkContents({ shape, npyPath }, expected.contents, path);
}

/** Errors about an .npy file say which it is; one shorter than its header says is no matter of a limit. */
async function atMember(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const found = isHypertangentError(error, 'payload_too_large') ? cutShort(error.details) : error;
    if (!isHypertangentError(found, 'malformed_npy') && !isHypertangentError(found, 'unsupported_dtype')) throw found;
    if (found.details.path !== undefined) throw found;
    throw new HypertangentError(found.code, `${path}: ${found.message}`, { ...found.details, path } as never);
  }
}

function cutShort({ receivedBytes, limitBytes }: ErrorDetails['payload_too_large']): HypertangentError<'malformed_npy'> {
  return malformedNpy(`its header promises ${receivedBytes} bytes in all, the member has ${limitBytes}`);
}

function tooLarge(what: string, bytes: number, limitBytes: number): HypertangentError<'payload_too_large'> {
  const message = `${what} takes at least ${bytes} bytes, and at most ${limitBytes} are accepted (HYPERTANGENT_ARRAY_LIMIT_BYTES).`;
  return new HypertangentError('payload_too_large', message, { limitBytes, receivedBytes: bytes });
}

function listed(names: Iterable<string>): string {
  const all = [...names];
  return `${all.slice(0, 16).map(quoted).join(', ') || 'none'}${all.length > 16 ? ' …' : ''}`;
}
