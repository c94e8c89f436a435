import { OUTPUT, type Recipe } from './recipe.ts';

interface Setting {
  /** Below docs/experiments; named as the reproduction unless given. */
  page?: string;
  takes: string;
  /** With which it is published, beside those that say where it writes. */
  options?: string;
}

/** By the reproduction. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  fig2: { takes: 'five minutes', options: '--quick --widths 4,10,40 --repeats 5 --epochs 20' },
  fig4: {
    takes: 'five minutes',
    options: '--quick --widths 4,10,40 --learning-rates 1e-3,1e-2,3e-2,1e-1,1 --repeats 6',
  },
  fig5: { takes: 'five minutes', options: '--widths 100,1000,10000 --samples 5000 --test 2000 --epochs 5' },
  'table1-hypernetwork': { takes: 'an hour', options: '--repeats 4' },
  'ntk-dynamics': { takes: 'five minutes', options: '--repeats 10 --steps 15,100,600' },
  'modularity-synthetic': {
    page: 'modularity',
    takes: 'three minutes',
    options: '--quick --types I,II,III --rate 0.25,0.02,0.02 --depths 2,4 --multiples 1,4 --repeats 3',
  },
  'modularity-rotations': {
    page: 'modularity',
    takes: 'ten minutes',
    options:
      '--quick --images 5000 --test 2000 --epochs 10 --rate 0.01 --depths 2,4,6,9 --depth 4 --embeddings 200,1000,4000 --repeats 5',
  },
  'modularity-colorization': { page: 'modularity', takes: 'five minutes', options: '--quick --depths 2,3,4,6 --epochs 8' },
  'modularity-unique': {
    page: 'modularity',
    takes: 'two minutes',
    options: '--images 3000 --test 1000 --batch 20 --epochs 1,5,20',
  },
  'few-shot-sinusoid': { page: 'few-shot', takes: 'ten minutes', options: '--repeats 3' },
  'noisy-quadratic': { takes: 'half a minute' },
};

/** Tables, numbers and figures of the experiments. Those that train take so long with scripts/setup-tensorflow. */
export const EXPERIMENT_RECIPES: Readonly<Record<string, Recipe>> = {
  ...Object.fromEntries(Object.entries(SETTINGS).map(([name, setting]) => [name, recipeOf(name, setting)])),
  'fig2-full': {
    ...recipeOf('fig2', { takes: 'half an hour', options: '--widths 10 --repeats 1 --test 1000' }),
    makes: "its second figure: the paper's setting, but for one run of the narrowest g alone",
    quick: [],
    published: publishedAs('fig2', 'fig2-full'),
  },
};

function recipeOf(name: string, { page = name, takes, options }: Setting): Recipe {
  const command = (text?: string) => ['scripts/reproduce', name, ...(text?.split(' ') ?? []), '--output', OUTPUT] as const;
  return {
    page: `docs/experiments/${page}.md`,
    makes: `its tables and paragraph (OUTPUT/${name}.md), numbers and figure`,
    takes,
    commands: [command(options)],
    quick: [command('--quick')],
    published: publishedAs(name, name),
  };
}

function publishedAs(name: string, published: string): Record<string, string> {
  return Object.fromEntries(['svg', 'csv'].map((kind) => [`${name}.${kind}`, `docs/figures/${published}.${kind}`]));
}
