import { HypertangentError } from '../../errors.ts';
import type { Architecture } from '../../kernels/architecture.ts';
import type { WidthChoice, WidthLists } from '../widths.ts';

/** Of an mlp: narrow ones cost little, and three say whether 1/width is the whole story. */
const MLP_WIDTHS = [32, 64, 128];
/** Of g; f generates width² weights, so these are narrower. Half of them are too small for hypernetworks of depth 3 + 3. */
const PRIMARY_WIDTHS = [16, 32, 64];
/**
 * The width of f over that of g. A kernel of g is like a power H of S, so that f's part of the variance is H² times g's at
 * equal widths, while time is like (width of f)·(width of g)².
 */
const HYPER_TIMES = 8;
/** Rounding to whole units may take this much of a proportion. */
const PROPORTION = 0.02;

/**
 * The widths to continue to infinity: those of an mlp, or pairs for f and g that are in proportion, so that every term of
 * order 1/width is one over the same number.
 *
 * @param path where the lists stand in the request, for errors
 * @throws HypertangentError `invalid_value` or `shape_mismatch`
 */
export function verificationWidths(architecture: Architecture, lists: WidthLists = {}, path = '/widths'): WidthChoice[] {
  const { width, hyper, primary } = lists;
  if (architecture.type === 'mlp') {
    if (hyper || primary) throw invalid(path, 'width alone for an mlp', Object.keys(lists));
    return atLeastTwo(width ?? MLP_WIDTHS, `${path}/width`).map((value) => ({ width: value }));
  }
  if (width) throw invalid(path, 'primary, or hyper and primary, for a hypernetwork', Object.keys(lists));
  if (hyper && !primary) throw invalid(path, 'primary beside hyper', Object.keys(lists));
  const widthsOfG = atLeastTwo(primary ?? PRIMARY_WIDTHS, `${path}/primary`);
  const widthsOfF = hyper ?? widthsOfG.map((value) => HYPER_TIMES * value);
  if (widthsOfF.length !== widthsOfG.length) {
    const received = `${widthsOfF.length} and ${widthsOfG.length} widths`;
    const message = `${path}/hyper and ${path}/primary must go together one by one, but have ${received}`;
    throw new HypertangentError('shape_mismatch', message, { path: `${path}/hyper`, expected: 'as many as in primary', received });
  }
  const proportions = widthsOfF.map((value, index) => value / widthsOfG[index]!);
  if (Math.max(...proportions) > (1 + PROPORTION) * Math.min(...proportions))
    throw invalid(`${path}/hyper`, 'widths in proportion to those of primary', widthsOfF);
  return widthsOfG.map((value, index) => ({ hyperWidth: widthsOfF[index]!, primaryWidth: value }));
}

/** A number that every width of the choice is in proportion to. */
export function sizeOf(choice: WidthChoice): number {
  return 'width' in choice ? choice.width : choice.primaryWidth;
}

function atLeastTwo(values: readonly number[], path: string): readonly number[] {
  if (values.length > 1 && new Set(values).size === values.length) return values;
  throw invalid(path, 'at least two different widths; three and more also show whether they are large enough', values);
}

function invalid(path: string, expected: string, received: unknown): HypertangentError {
  const message = `${path} must have ${expected}, got ${JSON.stringify(received)}`;
  return new HypertangentError('invalid_value', message, { path, expected, received });
}
