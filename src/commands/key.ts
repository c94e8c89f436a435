import { parseArgs } from 'node:util';
import { type ApiKey, hashOfKey, newKey } from '../access/api-key.ts';
import { parseKeys } from '../access/key-list.ts';
import { KEYS_FILE_VARIABLE } from '../access/protection.ts';
import { HypertangentError, isHypertangentError } from '../errors.ts';

export const KEY_HELP = `Usage: hypertangent key NAME --scopes read,compute [--owner NAME]

Makes an API key and prints it, once, with the entry for the JSON list in the file that ${KEYS_FILE_VARIABLE} names. The
entry has a hash of the key, not the key.

Options:
  --scopes LIST  read: gets what is its owner's; compute: also computes, stores and deletes; admin: all, of every owner
  --owner NAME   whose things it sees and makes (default: the key's name); several keys may have one owner
  --help         this
`;

/** Where a command writes. */
export interface Output {
  out(text: string): void;
  err(text: string): void;
}

/** `hypertangent key …`: the exit code, everything else written. */
export function keyCommand(args: readonly string[], { out, err }: Output): number {
  try {
    const options = parsed(args);
    if (options === 'help') {
      out(KEY_HELP);
      return 0;
    }
    const key = newKey();
    const entry = checked({ ...options, hash: hashOfKey(key).toString('hex') });
    out(`The key, which is shown this once:\n\n  ${key}\n\nIts entry in the list:\n\n  ${JSON.stringify(entry)}\n`);
    return 0;
  } catch (error) {
    if (!isHypertangentError(error)) throw error;
    err(`${error.message}\n`);
    return 2;
  }
}

type Options = Omit<ApiKey, 'hash'>;

function parsed(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parsedArgs(args);
  if (values.help) return 'help';
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0 || values.scopes === undefined)
    throw badUsage('one NAME and --scopes are needed, such as: hypertangent key alice --scopes compute');
  const scopes = values.scopes.split(',') as Options['scopes'];
  return { name, scopes, ...(values.owner !== undefined && { owner: values.owner }) };
}

function parsedArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, scopes: { type: 'string' }, owner: { type: 'string' } },
    });
  } catch (error) {
    throw badUsage((error as Error).message.split(/\.\s/)[0]!);
  }
}

/** An entry that the service takes: read as it will be. */
function checked(entry: ApiKey): ApiKey {
  parseKeys(JSON.stringify([entry]), 'the key');
  return entry;
}

function badUsage(reason: string): HypertangentError {
  return new HypertangentError('bad_request', `${reason}; see hypertangent key --help`, { reason });
}
