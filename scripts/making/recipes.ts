import { EXPERIMENT_RECIPES } from './experiment-recipes.ts';
import { type Command, OUTPUT, type Recipe } from './recipe.ts';

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
  ...EXPERIMENT_RECIPES,
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
