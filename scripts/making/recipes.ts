import { MODULARITY_RECIPES } from './modularity-recipes.ts';

/** Numbers or pictures of a page, and what makes them. */
export interface Recipe {
  /** From the root, as all paths here. */
  page: string;
  makes: string;
  /** On two cores. */
  takes: string;
  /** Each a script and its options; OUTPUT is a folder. */
  commands: readonly Command[];
  /** The same in small: says whether it works, measures nothing. None where there is no smaller one. */
  quick: readonly Command[];
  /** Files in OUTPUT that are published, and where. */
  published?: Readonly<Record<string, string>>;
}

export type Command = readonly [script: string, ...options: string[]];

/** Stands for the folder in a command. */
export const OUTPUT = 'OUTPUT';

const TABLE1 = ['--output', OUTPUT] as const;
const MASKS = ['0.95', '0.8', '0.5', '0.2'];

/** By name, in the order in which they are made. */
export const RECIPES: Readonly<Record<string, Recipe>> = {
  demonstration: {
    page: 'README.md',
    makes: 'what the demonstration prints, and its picture',
    takes: 'half a minute',
    commands: [['scripts/run', '--once', '--output', OUTPUT]],
    quick: [['scripts/run', '--once', '--images', '20', '--test', '4', '--output', OUTPUT]],
    published: { 'inpainting.png': 'docs/inpainting.png' },
  },
  table1: {
    page: 'docs/table1.md',
    makes: 'its tables (OUTPUT/table1.md) and the picture in the manner of Fig. 3',
    takes: 'two hours',
    commands: [['scripts/reproduce', 'table1', ...TABLE1]],
    quick: [['scripts/reproduce', 'table1', '--protocols', 'b', '--sizes', '50', '--repeats', '1', '--test', '5', ...TABLE1]],
    published: { 'figure3.png': 'docs/figures/figure3.png' },
  },
  fig1: {
    page: 'docs/finite-networks.md',
    makes: 'Fig. 1',
    takes: 'a minute',
    commands: [['scripts/reproduce', 'fig1', '--output', OUTPUT]],
    quick: [['scripts/reproduce', 'fig1', '--quick', '--output', OUTPUT]],
    published: { 'fig1.svg': 'docs/figures/fig1.svg', 'fig1.csv': 'docs/figures/fig1.csv' },
  },
  theorem1: {
    page: 'docs/theorem1.md',
    makes: 'its tables (OUTPUT/theorem1.md), numbers and figure',
    takes: 'ten minutes',
    commands: [['scripts/reproduce', 'theorem1', '--output', OUTPUT]],
    quick: [['scripts/reproduce', 'theorem1', '--quick', '--output', OUTPUT]],
    published: { 'theorem1.svg': 'docs/figures/theorem1.svg', 'theorem1.csv': 'docs/figures/theorem1.csv' },
  },
  fig2: {
    page: 'docs/experiments/fig2.md',
    makes: 'its first table and figure, reduced',
    takes: 'five minutes; with scripts/setup-tensorflow',
    commands: [
      ['scripts/reproduce', 'fig2', '--quick', '--widths', '4,10,40', '--repeats', '5', '--epochs', '20', '--output', OUTPUT],
    ],
    quick: [['scripts/reproduce', 'fig2', '--quick', '--output', OUTPUT]],
    published: { 'fig2.svg': 'docs/figures/fig2.svg', 'fig2.csv': 'docs/figures/fig2.csv' },
  },
  'fig2-full': {
    page: 'docs/experiments/fig2.md',
    makes: "its second figure: the paper's setting, but for one run of the narrowest g alone",
    takes: 'half an hour; with scripts/setup-tensorflow',
    commands: [['scripts/reproduce', 'fig2', '--widths', '10', '--repeats', '1', '--test', '1000', '--output', OUTPUT]],
    quick: [],
    published: { 'fig2.svg': 'docs/figures/fig2-full.svg', 'fig2.csv': 'docs/figures/fig2-full.csv' },
  },
  fig4: {
    page: 'docs/experiments/fig4.md',
    makes: 'its table and figure, reduced',
    takes: 'five minutes; with scripts/setup-tensorflow',
    commands: [
      [
        'scripts/reproduce',
        'fig4',
        '--quick',
        '--widths',
        '4,10,40',
        '--learning-rates',
        '1e-3,1e-2,3e-2,1e-1,1',
        '--repeats',
        '6',
        '--output',
        OUTPUT,
      ],
    ],
    quick: [['scripts/reproduce', 'fig4', '--quick', '--output', OUTPUT]],
    published: { 'fig4.svg': 'docs/figures/fig4.svg', 'fig4.csv': 'docs/figures/fig4.csv' },
  },
  fig5: {
    page: 'docs/experiments/fig5.md',
    makes: 'its table and figure, up to n = 10,000',
    takes: 'five minutes; with scripts/setup-tensorflow',
    commands: [
      [
        'scripts/reproduce',
        'fig5',
        '--widths',
        '100,1000,10000',
        '--samples',
        '5000',
        '--test',
        '2000',
        '--epochs',
        '5',
        '--output',
        OUTPUT,
      ],
    ],
    quick: [['scripts/reproduce', 'fig5', '--quick', '--output', OUTPUT]],
    published: { 'fig5.svg': 'docs/figures/fig5.svg', 'fig5.csv': 'docs/figures/fig5.csv' },
  },
  'table1-hypernetwork': {
    page: 'docs/experiments/table1-hypernetwork.md',
    makes: 'its table, paragraph (OUTPUT/table1-hypernetwork.md) and figure',
    takes: 'half an hour; with scripts/setup-tensorflow',
    commands: [['scripts/reproduce', 'table1-hypernetwork', '--sizes', '50,100', '--repeats', '4', '--output', OUTPUT]],
    quick: [['scripts/reproduce', 'table1-hypernetwork', '--quick', '--output', OUTPUT]],
    published: {
      'table1-hypernetwork.svg': 'docs/figures/table1-hypernetwork.svg',
      'table1-hypernetwork.csv': 'docs/figures/table1-hypernetwork.csv',
    },
  },
  'ntk-dynamics': {
    page: 'docs/experiments/ntk-dynamics.md',
    makes: 'its table, paragraph (OUTPUT/ntk-dynamics.md) and figure',
    takes: 'five minutes; with scripts/setup-tensorflow',
    commands: [['scripts/reproduce', 'ntk-dynamics', '--repeats', '10', '--steps', '15,100,600', '--output', OUTPUT]],
    quick: [['scripts/reproduce', 'ntk-dynamics', '--quick', '--output', OUTPUT]],
    published: {
      'ntk-dynamics.svg': 'docs/figures/ntk-dynamics.svg',
      'ntk-dynamics.csv': 'docs/figures/ntk-dynamics.csv',
    },
  },
  'few-shot-sinusoid': {
    page: 'docs/experiments/few-shot.md',
    makes: 'its tables and paragraph (OUTPUT/few-shot-sinusoid.md), numbers and figure',
    takes: 'ten minutes',
    commands: [['scripts/reproduce', 'few-shot-sinusoid', '--repeats', '3', '--output', OUTPUT]],
    quick: [['scripts/reproduce', 'few-shot-sinusoid', '--quick', '--output', OUTPUT]],
    published: {
      'few-shot-sinusoid.svg': 'docs/figures/few-shot-sinusoid.svg',
      'few-shot-sinusoid.csv': 'docs/figures/few-shot-sinusoid.csv',
    },
  },
  'noisy-quadratic': {
    page: 'docs/experiments/noisy-quadratic.md',
    makes: 'its table and paragraph (OUTPUT/noisy-quadratic.md), numbers and figure',
    takes: 'half a minute',
    commands: [['scripts/reproduce', 'noisy-quadratic', '--output', OUTPUT]],
    quick: [['scripts/reproduce', 'noisy-quadratic', '--quick', '--output', OUTPUT]],
    published: {
      'noisy-quadratic.svg': 'docs/figures/noisy-quadratic.svg',
      'noisy-quadratic.csv': 'docs/figures/noisy-quadratic.csv',
    },
  },
  ...MODULARITY_RECIPES,
  'full-grid': {
    page: 'docs/full-grid.md',
    makes: 'fits of 10,000 images, of masked ones, and iterations by preconditioner',
    takes: 'two hours',
    commands: [
      ['scripts/reproduce', 'full-grid', '--images', '10000'],
      ['scripts/reproduce', 'full-grid', '--images', '10000', '--engine', 'wasm'],
      ...MASKS.map((share): Command => ['scripts/reproduce', 'full-grid', '--images', '200', '--observed', share]),
      [
        'scripts/reproduce',
        'full-mnist',
        '--images',
        '1000',
        '--preconditioners',
        'eigenvectors,neighbours,landmarks,nystrom,blocks',
      ],
      ['scripts/reproduce', 'full-mnist', '--images', '3000', '--preconditioners', 'eigenvectors,neighbours'],
      ['scripts/reproduce', 'full-mnist', '--images', '10000', '--preconditioners', 'eigenvectors,neighbours'],
    ],
    quick: [['scripts/reproduce', 'full-grid', '--images', '20', '--engine', 'wasm']],
  },
  verification: {
    page: 'docs/verifications.md',
    makes: 'what hypertangent verify prints',
    takes: 'some seconds',
    commands: [['node', 'dist/main.js', 'verify', 'examples/verify.json']],
    quick: [['node', 'dist/main.js', 'verify', 'examples/verify.json']],
  },
  explorer: {
    page: 'docs/explorer.md',
    makes: 'pictures of its views',
    takes: 'a minute or two; needs Chromium',
    commands: [['scripts/pictures']],
    quick: [],
  },
  newcomer: {
    page: 'README.md',
    makes: 'the time from git clone to the first completed digit',
    takes: 'a minute or two; needs Chromium',
    commands: [['scripts/newcomer']],
    quick: [],
  },
  notebooks: {
    page: 'examples/README.md',
    makes: 'what the notebooks show',
    takes: 'some minutes; needs scripts/setup-notebooks',
    commands: [['scripts/run-notebooks']],
    quick: [],
  },
  benchmarks: {
    page: 'docs/benchmarks.md',
    makes: 'the table between its markers; those of finite networks, of training and of full grids',
    takes: 'an hour',
    commands: [
      ['scripts/bench/run', '--markdown', 'docs/benchmarks.md', '--repeats', '3'],
      ['scripts/bench/run', 'empirical-mlp', 'empirical-hyperkernel', 'normals', '--repeats', '3'],
      ['scripts/bench/run', 'training-step', '--repeats', '3'],
      ['scripts/bench/run', 'full-grid', '--repeats', '2'],
    ],
    quick: [['scripts/bench/run', '--quick', '--no-peers', 'mlp', 'hyperkernel', 'cholesky']],
  },
  operations: {
    page: 'docs/operations.md',
    makes: 'what it was seen to bear',
    takes: 'an hour; needs Redis',
    commands: [
      ['scripts/load', '--connections', '1000', '--seconds', '60'],
      ['scripts/load', '--soak', '--heavy-seconds', '0', '--seed', '1'],
      ['scripts/chaos', '--kills', '60', '--seed', '4'],
      ['scripts/chaos', '--kills', '200', '--workers', '2', '--seed', '20261129'],
      ['scripts/fuzz', '--seed', '20261130'],
      ['scripts/fuzz', 'parsers', '--seconds', '40', '--seed', '20261129'],
    ],
    quick: [
      ['scripts/load', '--connections', '20', '--seconds', '2'],
      ['scripts/chaos', '--kills', '3'],
      ['scripts/fuzz', '--requests', '100'],
      ['scripts/fuzz', 'parsers', '--seconds', '3'],
    ],
  },
};
