/** Reproductions: starts the service, asks it for what the paper or the documentation reports, and ends it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '../lib/client.ts';
import { ServiceProcess } from '../lib/service.ts';
import { fullGrid } from './full-grid.ts';
import { SIZES } from './paper.ts';
import { PROTOCOLS, type Protocol } from './protocols.ts';
import { table1 } from './table1.ts';

const HELP = `Usage: scripts/reproduce table1|full-grid [options]

table1

Table 1 and Fig. 3 of the paper on MNIST, through the service's HTTP API: (a) by the authors' protocol,
(b) on all pixels at once, (c) with hyperparameters chosen from the training images. Goes on where an
earlier run ended; delete DIR/table1.json to begin anew. On two cores: (a) about 1 hour (N = 500 takes most),
(b) about 10 minutes, (c) about half an hour.

  --protocols abc       which
  --sizes 50,100,200,500
  --repeats N           draws of training and test images (default 20)
  --test N              test images of each draw (default 50)
  --search-seconds N    for each search of (c) (default 120)
  --output DIR          folder of table1.md, table1.json, figure3.png and the service's log (default output)

full-grid

One fit on all 784 pixels of MNIST images and 200 unseen images completed: seconds, memory, certificate.

  --images N            default 500
  --kernel nngp|ntk     default nngp
  --engine openblas|wasm
  --observed SHARE      of each image's pixels, drawn anew for each (default 1)
  --tolerance T         relative residual (default 1e-6)
`;

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(args: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        protocols: { type: 'string', default: PROTOCOLS.join('') },
        sizes: { type: 'string', default: SIZES.join(',') },
        repeats: { type: 'string', default: '20' },
        test: { type: 'string', default: '50' },
        'search-seconds': { type: 'string', default: '120' },
        output: { type: 'string', default: 'output' },
        images: { type: 'string', default: '500' },
        kernel: { type: 'string', default: 'nngp' },
        engine: { type: 'string', default: 'openblas' },
        observed: { type: 'string', default: '1' },
        tolerance: { type: 'string', default: '1e-6' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help || !['table1', 'full-grid'].includes(positionals[0]!)) {
      console.log(HELP);
      return values.help ? 0 : 1;
    }
    if (positionals[0] === 'full-grid') {
      await fullGrid({
        images: Number(values.images),
        kernel: values.kernel === 'ntk' ? 'ntk' : 'nngp',
        linalg: values.engine === 'wasm' ? 'wasm' : 'openblas',
        observed: Number(values.observed),
        tolerance: Number(values.tolerance),
      });
      return 0;
    }
    await mkdir(values.output, { recursive: true });
    await withService(values.output, (client) =>
      table1(client, {
        protocols: PROTOCOLS.filter((protocol): protocol is Protocol => values.protocols.includes(protocol)),
        sizes: values.sizes.split(',').map(Number),
        repeats: Number(values.repeats),
        test: Number(values.test),
        searchSeconds: Number(values['search-seconds']),
        output: values.output,
      }),
    );
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

async function withService(output: string, use: (client: Client) => Promise<void>): Promise<void> {
  process.env.PORT ??= '0';
  process.env.HYPERTANGENT_DATA_DIR ??= join(output, 'data');
  const service = new ServiceProcess(join(output, 'service.log'));
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort());
  try {
    await use(new Client(await service.address(), interruption.signal));
  } finally {
    await service.stop();
  }
}
