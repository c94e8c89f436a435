import { KERNEL_OUTPUTS, type KernelOutput } from '../../kernels/architecture.ts';
import { commandArguments, invalid, numberOf, oneOf, refused } from '../arguments.ts';

export const FORMATS = ['json', 'npy', 'npz', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** An mlp by options. */
export interface MlpOptions {
  depth: number;
  activation: string;
  weightStd: number;
  biasStd: number;
}

export interface KernelOptions {
  /** A JSON file, or an mlp. */
  architecture: string | MlpOptions;
  /** Files, or - for standard input. */
  points: PointsFiles;
  points2?: PointsFiles;
  outputs: KernelOutput[];
  format: Format;
  /** Standard output unless given. */
  output?: string;
  /** Of a service that computes in place of this process. */
  url?: string;
}

export interface PointsFiles {
  x: string;
  z?: string;
  pairing?: 'rows' | 'grid';
}

export const KERNEL_HELP = `Usage: hypertangent kernel --x POINTS [--x2 POINTS] [architecture] [--outputs LIST] [-o FILE] [--url URL]

The kernels of an infinitely wide network between points: what POST /v1/kernels answers, to the bit, without a server.

Points, one a row:
  --x FILE, --x2 FILE   the rows and the columns of the matrices (default of --x2: the same as --x)
  --z FILE, --z2 FILE   coordinates, for a hypernetwork
  --pairing NAME        rows: point i is (x_i, z_i); grid: every x with every z (default rows)
  FILE is .npy, .csv (commas or blanks between numbers, lines that begin with # left out), .json (a list of rows), or - for any of
  these on standard input; what it is, its first bytes tell.

Architecture: a file of JSON as the API takes it, or an mlp by options:
  --architecture FILE   such as {"type": "hypernetwork", "hyper": {"type": "mlp", "depth": 3, "activation": {"name": "relu"}},
                        "primary": {"type": "mlp", "depth": 2, "activation": {"name": "relu"}}}
  --depth N             weight matrices, one more than hidden layers (default 3)
  --activation NAME     relu, erf, gelu, sin, … without parameters (default relu)
  --weight-std S, --bias-std S   (default 1 and 0)

Options:
  --outputs LIST        of ${KERNEL_OUTPUTS.join(', ')} (default nngp,ntk); the last three belong to hypernetworks
  -o, --output FILE     .json, .npz, or for one output .npy or .csv (default: standard output)
  --format NAME         ${FORMATS.join(', ')} (default: by the name of the file, else json)
  --url URL             asks a running service, with the key in HYPERTANGENT_API_KEY if there is one
  --help                this

Examples:
  echo '[[1, 0], [0.6, 0.8]]' | hypertangent kernel --x - --depth 3 --activation relu --outputs ntk --format csv
  hypertangent kernel --x images.npy --z pixels.npy --pairing grid --architecture hypernetwork.json --outputs ntk -o kernel.npy

Exit code: 0 done; 2 the options or a file are wrong, and nothing was written; 4 something else went wrong.
`;

/** @throws HypertangentError, naming the option */
export function kernelOptions(args: readonly string[]): KernelOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values, positionals } = commandArguments('kernel', args, {
    help: { type: 'boolean', short: 'h' },
    output: { type: 'string', short: 'o' },
    x: text,
    x2: text,
    z: text,
    z2: text,
    pairing: text,
    architecture: text,
    depth: text,
    activation: text,
    'weight-std': text,
    'bias-std': text,
    outputs: text,
    format: text,
    url: text,
  });
  if (values.help) return 'help';
  const { x, x2, z, z2, output, url } = values;
  if (positionals.length > 0) throw refused(`unknown argument ${positionals.join(' ')}; see hypertangent kernel --help`);
  if (x === undefined) throw invalid('--x', 'a file of points, or -', 'none');
  const named = [x, x2, z, z2].filter((file) => file === '-');
  if (named.length > 1) throw refused('standard input has one file of points: - may stand once');
  const outputs = (values.outputs ?? 'nngp,ntk').split(',').map((name) => oneOf('--outputs', KERNEL_OUTPUTS, name.trim()));
  const format = oneOf('--format', FORMATS, values.format ?? formatOf(output));
  if (outputs.length > 1 && (format === 'npy' || format === 'csv'))
    throw invalid('--outputs', `one kernel, as ${format} holds one`, outputs.join(','));
  const pairing = values.pairing === undefined ? {} : { pairing: oneOf('--pairing', ['rows', 'grid'] as const, values.pairing) };
  if (x2 === undefined && z2 !== undefined) throw refused('--z2 needs --x2');
  if (values.pairing !== undefined && z === undefined) throw refused('--pairing needs --z');
  return {
    architecture: architectureOf(values),
    points: { x, ...(z !== undefined && { z, ...pairing }) },
    ...(x2 !== undefined && { points2: { x: x2, ...(z2 !== undefined && { z: z2, ...pairing }) } }),
    outputs,
    format,
    ...(output !== undefined && { output }),
    ...(url !== undefined && { url }),
  };
}

interface ArchitectureValues {
  architecture?: string;
  depth?: string;
  activation?: string;
  'weight-std'?: string;
  'bias-std'?: string;
}

function architectureOf(values: ArchitectureValues): string | MlpOptions {
  const { architecture, depth, activation, 'weight-std': weightStd, 'bias-std': biasStd } = values;
  if (architecture === undefined)
    return {
      depth: numberOf('--depth', depth ?? '3', [1, 1e6], true),
      activation: activation ?? 'relu',
      weightStd: numberOf('--weight-std', weightStd ?? '1', [0, Number.MAX_VALUE]),
      biasStd: numberOf('--bias-std', biasStd ?? '0', [0, Number.MAX_VALUE]),
    };
  if (depth !== undefined || activation !== undefined || weightStd !== undefined || biasStd !== undefined)
    throw refused('--architecture says it all: no --depth, --activation, --weight-std and --bias-std beside it');
  return architecture;
}

function formatOf(output: string | undefined): string {
  return FORMATS.find((format) => output?.endsWith(`.${format}`)) ?? 'json';
}
