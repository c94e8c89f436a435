import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client, Schema } from '../../../src/client/index.ts';
import { linePlot, type Panel } from '../../lib/line-plot.ts';
import { table } from '../../lib/table.ts';
import type { Fig1Options } from './options.ts';

type Study = Schema<'ConvergenceStudy'>;

const FOUR_LAYERS = { type: 'mlp', depth: 4, activation: { name: 'relu' } } as const;
const ARCHITECTURE = { type: 'hypernetwork', hyper: FOUR_LAYERS, primary: FOUR_LAYERS } as const;
const X = [1, -1];
const SEED = 1;

/** The paper's Fig. 1: `(a)` one entry's variance against both widths, `(b)` the kernel against θ. */
export async function fig1(client: Client, options: Fig1Options): Promise<void> {
  const variances = await varianceOfWidths(client, options);
  const angles = await kernelOfAngles(client, options);
  await writeFile(join(options.output, 'fig1.csv'), [...variances.csv, '', ...angles.csv, ''].join('\n'));
  await writeFile(join(options.output, 'fig1.svg'), linePlot([variances.panel, angles.panel]));
  console.log(`\n${variances.table}\n\n${angles.table}\n\nwritten: ${join(options.output, 'fig1.svg')}, fig1.csv`);
}

interface Part {
  panel: Panel;
  csv: string[];
  table: string;
}

/** The variance of Θ_h(u, u) relative to the square of its limit. */
async function varianceOfWidths(client: Client, { widths, networks, generatedWeights }: Fig1Options): Promise<Part> {
  const points = { x: [X], z: [[0, 1]] };
  const study = await studyOf(client, points, { hyper: [...widths], primary: [...widths] }, networks, generatedWeights);
  const limit = study.analytic.ntk![0]![0]!;
  const variance = (hyper: number, primary: number) => varianceAt(study, hyper, primary)[0]![0]! / limit ** 2;
  return {
    panel: {
      title: `(a) variance of the kernel, ${networks} networks each`,
      x: { label: 'width of f', scale: 'log' },
      y: { label: 'variance / limit²', scale: 'log' },
      legend: 'bottom',
      series: widths.map((primary) => ({
        name: `g of width ${primary}`,
        points: widths.map((hyper) => [hyper, variance(hyper, primary)] as const),
      })),
    },
    csv: ['width of f,width of g,relative variance', ...widths.flatMap((f) => widths.map((g) => `${f},${g},${variance(f, g)}`))],
    table: table(
      ['f \\ g', ...widths.map(String)],
      widths.map((f) => [String(f), ...widths.map((g) => variance(f, g).toExponential(2))]),
    ),
  };
}

/** Θ_h between z = (0, 1) and (sin θ, cos θ). */
async function kernelOfAngles(
  client: Client,
  { hyperWidth, primaryWidths, networks, angles, generatedWeights }: Fig1Options,
): Promise<Part> {
  const thetas = Array.from({ length: angles }, (_, k) => Math.PI * (k / Math.max(1, angles - 1) - 0.5));
  const points = { x: thetas.map(() => X), z: thetas.map((theta) => [Math.sin(theta), Math.cos(theta)]) };
  const points2 = { x: [X], z: [[0, 1]] };
  const study = await studyOf(
    client,
    points,
    { hyper: [hyperWidth], primary: [...primaryWidths] },
    networks,
    generatedWeights,
    points2,
  );
  const analytic = study.analytic.ntk!.map(([value]) => value!);
  const found = study.studies.map(({ primary_width: width, kernels: { ntk } }) => ({
    width: width!,
    mean: ntk!.mean.map(([value]) => value!),
    deviation: ntk!.variance.map(([value]) => Math.sqrt(value!)),
    error: ntk!.standard_error.map(([value]) => value!),
  }));
  const along = (values: readonly number[]) => thetas.map((theta, k) => [theta, values[k]!] as const);
  const head = [
    'theta',
    'analytic',
    ...found.flatMap(({ width }) => [`mean g ${width}`, `deviation g ${width}`, `standard error g ${width}`]),
  ];
  const rows = thetas.map((theta, k) => [
    theta,
    analytic[k]!,
    ...found.flatMap(({ mean, deviation, error }) => [mean[k]!, deviation[k]!, error[k]!]),
  ]);
  return {
    panel: {
      title: `(b) f of width ${hyperWidth}, ${networks} networks, ± one deviation`,
      x: { label: 'θ', scale: 'linear' },
      y: { label: 'Θ_h(u, u′)', scale: 'linear' },
      series: [
        ...found.map(({ width, mean, deviation }) => ({ name: `g of width ${width}`, points: along(mean), band: deviation })),
        { name: 'analytic', points: along(analytic), plain: true, dashed: true },
      ],
    },
    csv: [head.join(','), ...rows.map((row) => row.join(','))],
    table: table(
      head,
      rows.map((row) => row.map((value) => value.toFixed(4))),
    ),
  };
}

async function studyOf(
  client: Client,
  points: Schema<'Points'>,
  widths: Schema<'StudyWidths'>,
  samples: number,
  generatedWeights: Fig1Options['generatedWeights'],
  points2?: Schema<'Points'>,
): Promise<Study> {
  let stage = '';
  const request = {
    architecture: ARCHITECTURE,
    points,
    ...(points2 && { points2 }),
    outputs: ['ntk' as const],
    widths,
    samples,
    generated_weights: generatedWeights,
    seed: SEED,
  };
  return client.compute('/v1/convergence-studies', request, {
    onProgress(progress) {
      if (progress.stage !== undefined && progress.stage !== stage) console.log(`  ${progress.stage}`);
      stage = progress.stage ?? stage;
    },
  });
}

function varianceAt({ studies }: Study, hyper: number, primary: number): number[][] {
  return studies.find((study) => study.hyper_width === hyper && study.primary_width === primary)!.kernels.ntk!.variance;
}
