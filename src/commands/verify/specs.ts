import { dirname, resolve } from 'node:path';
import { type ErrorCode, type ErrorDetails, HypertangentError, isHypertangentError } from '../../errors.ts';
import { contract } from '../../http/contract/document.ts';
import type { Schema } from '../../http/contract/types.ts';
import { ContractValidator } from '../../http/contract/validator.ts';
import { jsonFile, readOrRefuse, refused } from '../arguments.ts';

export type Spec = Schema<'VerificationRequest'>;

export interface Specs {
  specs: Spec[];
  /** Whether the file holds a list of them. */
  list: boolean;
}

/**
 * The specs of a file, checked against the contract; paths of .npy files are replaced by what they hold.
 *
 * @throws HypertangentError as the operation does, and `bad_request` for files that cannot be read
 */
export async function readSpecs(file: string): Promise<Specs> {
  const parsed = await jsonFile(file);
  const list = Array.isArray(parsed);
  const bodies: unknown[] = list ? parsed : [parsed];
  if (bodies.length === 0) throw refused(`${file} is an empty list; at least one spec is needed`);
  const validator: ContractValidator = new ContractValidator(contract);
  const specs: Spec[] = [];
  for (const [index, body] of bodies.entries()) {
    await inSpec(list ? index : undefined, async () => {
      const whole = await withArrays(body, dirname(file));
      validator.checkSchema('VerificationRequest', whole, '');
      specs.push(whole);
    });
  }
  return { specs, list };
}

/** Runs `work`; errors of one spec of a list say of which, counted from 0 as JSON Pointers do. */
export async function inSpec<Result>(index: number | undefined, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (index === undefined || !isHypertangentError(error)) throw error;
    const details = error.details as ErrorDetails[ErrorCode];
    throw new HypertangentError(error.code, `spec ${index}: ${error.message}`, details, error);
  }
}

/** The body with `points` and `points2` whose arrays may be .npy files in `folder`. */
async function withArrays(body: unknown, folder: string): Promise<unknown> {
  if (!isObject(body)) return body;
  const copy: Record<string, unknown> = { ...body };
  for (const name of ['points', 'points2']) {
    const points = copy[name];
    if (!isObject(points)) continue;
    const arrays: Record<string, unknown> = { ...points };
    for (const axis of ['x', 'z']) {
      const source = arrays[axis];
      if (typeof source !== 'string') continue;
      const bytes = await readOrRefuse(resolve(folder, source), `/${name}/${axis}`);
      arrays[axis] = { npy_base64: bytes.toString('base64') };
    }
    copy[name] = arrays;
  }
  return copy;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
