import { access, constants, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { HypertangentError } from '../errors.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

type Parsed<Given extends Options> = ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: Given }>>;

/** The options and other arguments of a command. @throws HypertangentError `bad_request` that names what is wrong */
export function commandArguments<const Given extends Options>(
  command: string,
  args: readonly string[],
  options: Given,
): Parsed<Given> {
  try {
    return parseArgs({ args: [...args], allowPositionals: true as const, options });
  } catch (error) {
    throw refused(`${(error as Error).message.split(/\.\s/)[0]}; see hypertangent ${command} --help`);
  }
}

export function refused(reason: string): HypertangentError {
  return new HypertangentError('bad_request', reason, { reason });
}

/** @throws HypertangentError `invalid_value`, naming the option */
export function invalid(path: string, expected: string, received: string): HypertangentError {
  return new HypertangentError('invalid_value', `${path} must be ${expected}, got ${received}`, { path, expected, received });
}

/** @throws HypertangentError `invalid_value` */
export function oneOf<Name extends string>(option: string, names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw invalid(option, `one of ${names.join(', ')}`, text);
  return found;
}

/** @throws HypertangentError `invalid_value` */
export function numberOf(option: string, text: string, [least, most]: readonly [number, number], whole = false): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw invalid(option, `${whole ? 'an integer' : 'a number'} from ${least} to ${most}`, text);
}

/**
 * @param name the file, or the field that names it, for errors
 * @throws HypertangentError `bad_request`
 */
export async function readOrRefuse(path: string, name = path): Promise<Buffer<ArrayBuffer>> {
  try {
    return await readFile(path);
  } catch (error) {
    throw refused(`${name} cannot be read: ${(error as Error).message}`);
  }
}

/** @throws HypertangentError `bad_request` or `malformed_json`, naming the file */
export async function jsonFile(path: string): Promise<unknown> {
  const text = (await readOrRefuse(path)).toString();
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = (error as Error).message;
    throw new HypertangentError('malformed_json', `${path} is not JSON: ${reason}`, { reason });
  }
}

/** Before anything is computed for it. @throws HypertangentError `bad_request` that names the file */
export async function checkWritable(path: string): Promise<void> {
  try {
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw refused(`${path} cannot be written: ${(error as Error).message}`);
  }
}
