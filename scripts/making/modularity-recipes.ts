import type { Recipe } from './recipes.ts';

interface Setting {
  takes: string;
  options: string;
}

/** By the reproduction. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  'modularity-synthetic': {
    takes: 'three minutes',
    options: '--quick --types I,II,III --rate 0.25,0.02,0.02 --depths 2,4 --multiples 1,4 --repeats 3',
  },
  'modularity-rotations': {
    takes: 'ten minutes',
    options:
      '--quick --images 5000 --test 2000 --epochs 10 --rate 0.01 --depths 2,4,6,9 --depth 4 --embeddings 200,1000,4000 --repeats 5',
  },
  'modularity-colorization': { takes: 'five minutes', options: '--quick --depths 2,3,4,6 --epochs 8' },
  'modularity-unique': { takes: 'two minutes', options: '--images 3000 --test 1000 --batch 20 --epochs 1,5,20' },
};

/** Tables, numbers and figures of the experiments on modularity. */
export const MODULARITY_RECIPES: Readonly<Record<string, Recipe>> = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, { takes, options }]): [string, Recipe] => {
    const command = (text: string) => ['scripts/reproduce', name, ...text.split(' '), '--output', 'OUTPUT'] as const;
    return [
      name,
      {
        page: 'docs/experiments/modularity.md',
        makes: `its tables (OUTPUT/${name}.md), numbers and figure`,
        takes,
        commands: [command(options)],
        quick: [command('--quick')],
        published: Object.fromEntries(['svg', 'csv'].map((kind) => [`${name}.${kind}`, `docs/figures/${name}.${kind}`])),
      },
    ];
  }),
);
