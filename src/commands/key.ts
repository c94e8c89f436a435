import { type ApiKey, hashOfKey, newKey } from '../access/api-key.ts';
import { parseKeys } from '../access/key-list.ts';
import { KEYS_FILE_VARIABLE } from '../access/protection.ts';
import { commandArguments, refused } from './arguments.ts';
import { type CommandMeans, EXIT, exitCode } from './command.ts';

export const KEY_HELP = `Usage: hypertangent key NAME --scopes read,compute [--owner NAME]

Makes an API key and prints it, once, with the entry for the JSON list in the file that ${KEYS_FILE_VARIABLE} names. The
entry has a hash of the key, not the key.

Options:
  --scopes LIST  read: gets what is its owner's; compute: also computes, stores and deletes; admin: all, of every owner
  --owner NAME   whose things it sees and makes (default: the key's name); several keys may have one owner
  --help         this

Examples:
  hypertangent key alice --scopes compute
  hypertangent key dashboard --scopes read --owner alice

Exit code: 0 done; 2 the name or an option is wrong, and no key was made.
`;

/** `hypertangent key …`: the exit code, everything else written. */
export function keyCommand(args: readonly string[], means: Pick<CommandMeans, 'out' | 'err'>): Promise<number> {
  return exitCode(means, async () => {
    const options = parsed(args);
    means.out(options === 'help' ? KEY_HELP : made(options));
    return EXIT.done;
  });
}

/** A new key, and what to do with it. */
function made(options: Options): string {
  const key = newKey();
  const entry = checked({ ...options, hash: hashOfKey(key).toString('hex') });
  return `The key, which is shown this once:\n\n  ${key}\n\nIts entry in the list:\n\n  ${JSON.stringify(entry)}\n`;
}

type Options = Omit<ApiKey, 'hash'>;

function parsed(args: readonly string[]): Options | 'help' {
  const { values, positionals } = commandArguments('key', args, {
    help: { type: 'boolean', short: 'h' },
    scopes: { type: 'string' },
    owner: { type: 'string' },
  });
  if (values.help) return 'help';
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0 || values.scopes === undefined)
    throw refused(
      'one NAME and --scopes are needed, such as: hypertangent key alice --scopes compute; see hypertangent key --help',
    );
  const scopes = values.scopes.split(',') as Options['scopes'];
  return { name, scopes, ...(values.owner !== undefined && { owner: values.owner }) };
}

/** An entry that the service takes: read as it will be. */
function checked(entry: ApiKey): ApiKey {
  parseKeys(JSON.stringify([entry]), 'the key');
  return entry;
}
