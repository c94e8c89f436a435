import { HypertangentError } from '../errors.ts';
import type { Architecture } from '../kernels/architecture.ts';

/** One combination of widths: of an mlp, or of both parts of a hypernetwork. */
export type WidthChoice = { width: number } | { hyperWidth: number; primaryWidth: number };

/** Widths to be combined. */
export interface WidthLists {
  width?: readonly number[];
  hyper?: readonly number[];
  primary?: readonly number[];
}

/**
 * Every combination, the last list varying fastest.
 *
 * @throws HypertangentError `invalid_value` unless the lists are those of the architecture
 */
export function widthChoices(architecture: Architecture, { width, hyper, primary }: WidthLists, path = '/widths'): WidthChoice[] {
  if (architecture.type === 'mlp') {
    if (width === undefined || hyper || primary) throw wrongLists(path, 'width alone for an mlp', { width, hyper, primary });
    return width.map((value) => ({ width: value }));
  }
  if (width || hyper === undefined || primary === undefined)
    throw wrongLists(path, 'hyper and primary for a hypernetwork', { width, hyper, primary });
  return hyper.flatMap((hyperWidth) => primary.map((primaryWidth) => ({ hyperWidth, primaryWidth })));
}

/** The same architecture with other widths. */
export function withWidths(architecture: Architecture, choice: WidthChoice): Architecture {
  if (architecture.type === 'mlp') return 'width' in choice ? { ...architecture, width: choice.width } : architecture;
  if ('width' in choice) return architecture;
  return {
    ...architecture,
    hyper: { ...architecture.hyper, width: choice.hyperWidth },
    primary: { ...architecture.primary, width: choice.primaryWidth },
  };
}

/**
 * The networks of choice `index` of a request for several widths, `samples` of each: those from index·samples on, so that no
 * two widths share weights.
 */
export function networksOfWidth<Request extends { architecture: Architecture; samples: number }>(
  { widths, ...request }: Request & { widths: readonly WidthChoice[] },
  index: number,
) {
  const { architecture, samples } = request;
  return { ...request, architecture: withWidths(architecture, widths[index]!), firstNetwork: index * samples };
}

/** For people. */
export function widthText(choice: WidthChoice): string {
  return 'width' in choice ? `width ${choice.width}` : `widths ${choice.hyperWidth} and ${choice.primaryWidth}`;
}

function wrongLists(
  path: string,
  expected: string,
  lists: Partial<Record<keyof WidthLists, readonly number[] | undefined>>,
): HypertangentError {
  const received = Object.keys(lists).filter((name) => lists[name as keyof WidthLists] !== undefined);
  const message = `${path} must have ${expected}, but has ${received.join(' and ') || 'none'}`;
  return new HypertangentError('invalid_value', message, { path, expected, received });
}
