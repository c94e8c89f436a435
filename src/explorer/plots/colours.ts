/** Okabe and Ito's colours, which people with colour blindness tell apart; light ones where the page is dark. */
const SERIES = {
  light: ['#0072b2', '#c04a00', '#00795a', '#a8507f', '#8a6500', '#3c3c3c'],
  dark: ['#56b4e9', '#ff9a4d', '#2fc79a', '#e39ac2', '#f0c04a', '#d0d0d0'],
} as const;

export function seriesColour(index: number, theme: 'light' | 'dark'): string {
  const colours = SERIES[theme];
  return colours[index % colours.length]!;
}

type Rgb = readonly [number, number, number];

/** Stops of colour maps from low to high. VIRIDIS and INFERNO grow lighter evenly, also in grey. */
const VIRIDIS: readonly Rgb[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
];
const INFERNO: readonly Rgb[] = [
  [0, 0, 4],
  [31, 12, 72],
  [85, 15, 109],
  [136, 34, 106],
  [186, 54, 85],
  [227, 89, 51],
  [249, 140, 10],
  [249, 201, 50],
  [252, 255, 164],
];
const GREY: readonly Rgb[] = [
  [0, 0, 0],
  [255, 255, 255],
];

const COLOUR_MAPS = { viridis: VIRIDIS, inferno: INFERNO, grey: GREY };
export type ColourMap = keyof typeof COLOUR_MAPS;

/** A colour of a map, by a fraction from 0 to 1; what is beyond has the colour of the end. */
export function colourAt(map: ColourMap, fraction: number): Rgb {
  const stops = COLOUR_MAPS[map];
  const place = Math.min(1, Math.max(0, fraction)) * (stops.length - 1);
  const below = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [stops[below]!, stops[below + 1]!];
  return from.map((channel, index) => Math.round(channel + (place - below) * (to[index]! - channel))) as unknown as Rgb;
}
