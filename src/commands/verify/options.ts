import { TENSOR_BACKEND_NAMES, type TensorBackendName } from '../../empirical/backends/tensor-backend.ts';
import { commandArguments, invalid, oneOf } from '../arguments.ts';

export interface VerifyOptions {
  /** The file of specs. */
  file: string;
  json: boolean;
  /** In place of those of the specs. */
  backend?: TensorBackendName | 'auto';
  seed?: number;
}

const BACKENDS = ['auto', ...TENSOR_BACKEND_NAMES] as const;

export const VERIFY_HELP = `Usage: hypertangent verify SPEC.json [--json] [--backend NAME] [--seed N]

Says whether finite networks agree with the analytic kernels: draws networks of several widths, continues the mean of
every entry to infinite width, and tests the limit against the analytic kernel. No server is needed.

SPEC.json is the body of POST /v1/verifications, or a list of such bodies, all of which are run:

  {
    "architecture": {"type": "mlp", "depth": 3, "activation": {"name": "relu"}},
    "points": {"x": [[1, 0], [0.6, 0.8]]}
  }

  architecture, points     as for POST /v1/kernels; widths in it are ignored
  points2                  the columns of the matrices (default: the points themselves)
  outputs                  such as ["nngp", "ntk", "ntk_hyper"] (default nngp and ntk)
  widths                   {"width": [32, 64, 128]} for an mlp, {"primary": [16, 32, 64]} for a hypernetwork, whose f is
                           eight times as wide unless "hyper" says otherwise
  samples                  networks of each width (default 1000)
  seed                     (default 0)
  significance             the chance that a right kernel fails (default 0.001)
  resolution               the coarsest resolution that passes, relative to the largest entry (default 0.25)

An array is a list, or the path of an .npy file in quotes, from where the spec stands: {"x": "images.npy"}.

Options:
  --json          the answers as POST /v1/verifications gives them, in place of tables; a list for a list
  --backend NAME  ${BACKENDS.join(', ')}; in place of the specs'
  --seed N        in place of the specs'
  --help          this

Examples:
  hypertangent verify examples/verify.json
  hypertangent verify spec.json --json --backend wasm --seed 1

Exit code: 0 all passed; 1 one failed; 3 none failed, but one is inconclusive, and the text says what to try;
2 the spec or the options are wrong, with the field; 4 something else went wrong.
`;

/** @throws HypertangentError `invalid_value`, naming the option */
export function verifyOptions(args: readonly string[]): VerifyOptions | 'help' {
  const { values, positionals } = commandArguments('verify', args, {
    help: { type: 'boolean', short: 'h' },
    json: { type: 'boolean' },
    backend: { type: 'string' },
    seed: { type: 'string' },
  });
  if (values.help) return 'help';
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw invalid('SPEC.json', 'one file', positionals.join(' ') || 'none');
  return {
    file,
    json: values.json ?? false,
    ...(values.backend !== undefined && { backend: oneOf('--backend', BACKENDS, values.backend) }),
    ...(values.seed !== undefined && { seed: seedOf(values.seed) }),
  };
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw invalid('--seed', `an integer from 0 to ${Number.MAX_SAFE_INTEGER}`, text);
}
