import type { Candidates } from '../../photos/choose.ts';
import { commandArguments, invalid, numberOf, oneOf } from '../arguments.ts';

export interface CompleteOptions {
  file: string;
  mask?: string;
  output: string;
  uncertainty?: string;
  candidates: Candidates;
  mostPixels: number;
}

const LENGTH_SCALES = [2, 4, 8, 16, 32, 64];
const RIDGES = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1];
const KERNELS = ['ntk', 'nngp'] as const;

export const COMPLETE_HELP = `Usage: hypertangent complete PHOTO [--mask MASK.png] -o OUT.png [options]

Completes the missing part of a picture from the rest of it: each colour is regressed on the coordinates of the pixels
with the kernel of an infinitely wide hypernetwork. No server is needed, and nothing leaves this machine.

PHOTO is PNG, grey or in colour, 8 or 16 bits, with transparency or without, or JPEG, of any size. What is missing is what
is white in MASK.png, a picture of the same size (at least half as light as white, and not transparent); without --mask,
what is wholly transparent, which then becomes opaque. All other pixels stay as they are to the bit, and so does the colour
profile. A JPEG is turned upright as its Exif says.

Options:
  -o, --output FILE       the completed picture, PNG; it is there whole or not at all
  --mask FILE             what is missing
  --uncertainty FILE      also a grey picture of the standard deviation: black is known, white the largest, which is told
  --kernel NAME           ntk (the hyperkernel), nngp, or auto, which tries both (default auto)
  --depth N               of the primary network, ReLU (default 2)
  --length-scale PIXELS   of its Fourier features, up to 128, or auto: the best of ${LENGTH_SCALES.join(', ')} (default auto)
  --ridge NUMBER          noise relative to the signal's variance, or auto: the best of 1e-6 to 0.1 (default auto)
  --max-megapixels N      larger pictures are refused before they are unpacked (default 100)
  --help                  this

auto hides known pixels in the shape of the mask, completes them, and takes what does so best. The error on them is told: it
is what to expect of the missing ones, where they are like their surroundings.

What it does well: scratches, text, dust, missing pixels, and holes about as wide as what is around them is smooth. On
three synthetic pictures its error is 8 to 94 % below that of harmonic (Laplace) filling for scratches and scattered
pixels; for holes of 8 to 24 pixels 20 to 90 % below it where the picture is smooth, and 5 % above where edges are
everywhere. What it does not do: invent. The middle of a large hole becomes a smooth blend of its rim, without texture and
without objects.

Time grows with what is missing, not with the picture: some ten milliseconds for 16 × 16 pixels that have some of it.

Examples:
  hypertangent complete photo.jpg --mask scratches.png -o restored.png
  hypertangent complete cutout.png -o filled.png --uncertainty where-unsure.png --kernel nngp --length-scale 16 --ridge 1e-4

Exit code: 0 done; 2 the options or a file are wrong, and nothing was written; 4 something else went wrong.
`;

/** @throws HypertangentError, naming the option */
export function completeOptions(args: readonly string[]): CompleteOptions | 'help' {
  const { values, positionals } = commandArguments('complete', args, {
    help: { type: 'boolean', short: 'h' },
    output: { type: 'string', short: 'o' },
    mask: { type: 'string' },
    uncertainty: { type: 'string' },
    kernel: { type: 'string' },
    depth: { type: 'string' },
    'length-scale': { type: 'string' },
    ridge: { type: 'string' },
    'max-megapixels': { type: 'string' },
  });
  if (values.help) return 'help';
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw invalid('PHOTO', 'one file', positionals.join(' ') || 'none');
  if (values.output === undefined) throw invalid('--output', 'the file to write', 'none');
  for (const option of ['output', 'uncertainty'] as const)
    if (values[option]?.toLowerCase().endsWith('.png') === false) throw invalid(`--${option}`, 'a .png file', values[option]);
  const kernel = oneOf('--kernel', [...KERNELS, 'auto'] as const, values.kernel ?? 'auto');
  const { 'length-scale': lengthScale = 'auto', ridge = 'auto' } = values;
  return {
    file,
    output: values.output,
    ...(values.mask !== undefined && { mask: values.mask }),
    ...(values.uncertainty !== undefined && { uncertainty: values.uncertainty }),
    candidates: {
      kernels: kernel === 'auto' ? KERNELS : [kernel],
      depth: numberOf('--depth', values.depth ?? '2', [1, 100], true),
      lengthScales: lengthScale === 'auto' ? LENGTH_SCALES : [numberOf('--length-scale', lengthScale, [0.1, 128])],
      ridges: ridge === 'auto' ? RIDGES : [numberOf('--ridge', ridge, [1e-12, 1e3])],
    },
    mostPixels: 1e6 * numberOf('--max-megapixels', values['max-megapixels'] ?? '100', [1e-6, 2000]),
  };
}
