import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Hypernetwork } from '../../src/kernels/architecture.ts';
import type { HypernetworkRequest } from '../../src/kernels/hypernetwork-request.ts';
import { indexSides } from '../../src/kernels/hypernetwork-request.ts';
import { type HyperTableProblem, hypernetworkTables, tablesHere } from '../../src/kernels/hypernetwork-tables.ts';
import { PlainPasses } from '../../src/kernels/plain-passes.ts';
import { type Foreseen, TableCache } from '../../src/kernels/table-cache.ts';
import { hypernetwork, mlp, paired, RELU } from '../reference/cases.ts';
import { normalRows } from '../regression/support.ts';

const points = paired(normalRows(7, 3, 1), normalRows(5, 2, 2), 'grid') as HypernetworkRequest['points'];
const indexed = indexSides({ points } as HypernetworkRequest);
const LIMIT = { kind: 'fourier_limit', lengthScale: 1 } as const;

const request = (architecture: Hypernetwork, wanted: HypernetworkRequest['wanted'] = ['ntk']): HypernetworkRequest => ({
  architecture,
  points,
  indexed,
  wanted,
  allLayers: false,
});

/** Makes tables by plain loops, and keeps what it was asked for. */
class CountingMaker {
  readonly asked: HyperTableProblem[] = [];
  readonly placedTables: object[] = [];
  readonly layers = async (problem: HyperTableProblem) => {
    this.asked.push(problem);
    return tablesHere(problem, new PlainPasses());
  };
  readonly placed = <Table extends object>(table: Table) => {
    this.placedTables.push(table);
    return table;
  };
}

const foreseen = (rest: Partial<Foreseen> = {}): Foreseen => ({ hyperDepths: [], depths: [], kernels: [], ...rest });
const of = (f: number, g: number, lengthScale = 1) => hypernetwork(mlp(f, RELU), mlp(g, RELU), { ...LIMIT, lengthScale });

describe('tables that problems have in common', () => {
  test('are those of f for every g and length scale, and those of coordinates for every f and g', async () => {
    const cache = new TableCache(2 ** 20, foreseen());
    const maker = new CountingMaker();
    const made = async (architecture: Hypernetwork) => hypernetworkTables(request(architecture), maker, cache);
    const first = await made(of(3, 2));
    const deeper = await made(of(3, 4));
    const wider = await made(of(3, 2, 2));
    const other = await made(of(2, 2));
    assert.equal(maker.asked.length, 2);
    assert.equal(maker.placedTables.length, 2);
    assert.deepEqual(deeper, first);
    assert.deepEqual(wider.hyper, first.hyper);
    assert.notDeepEqual(wider.coordinates, first.coordinates);
    assert.notDeepEqual(other.hyper, first.hyper);
    assert.equal(other.coordinates, first.coordinates);
  });

  test('are made for all foreseen depths and kernels at once, with the bits that each would have alone', async () => {
    const cache = new TableCache(2 ** 20, foreseen({ hyperDepths: [2, 4], kernels: ['nngp', 'ntk'] }));
    const maker = new CountingMaker();
    for (const wanted of ['nngp', 'ntk'] as const)
      for (const depth of [2, 3, 4]) {
        const alone = await hypernetworkTables(request(of(depth, 2), [wanted]), new CountingMaker());
        assert.deepEqual(await hypernetworkTables(request(of(depth, 2), [wanted]), maker, cache), alone);
      }
    // Depth 3 was not foreseen.
    assert.deepEqual(
      maker.asked.map(({ hyper }) => hyper.depth),
      [4, 4],
    );
  });

  test('do without a foreseen depth that overflows', async () => {
    const huge = (depth: number) => hypernetwork({ ...mlp(depth, RELU), weightStd: 1e70 }, mlp(2, RELU), LIMIT);
    const cache = new TableCache(2 ** 20, foreseen({ hyperDepths: [2, 5] }));
    const alone = await hypernetworkTables(request(huge(2)), new CountingMaker());
    assert.deepEqual(await hypernetworkTables(request(huge(2)), new CountingMaker(), cache), alone);
    await assert.rejects(hypernetworkTables(request(huge(5)), new CountingMaker(), cache), { code: 'kernel_overflow' });
  });

  test('are made again where there was no room for them', async () => {
    const maker = new CountingMaker();
    const cache = new TableCache(100, foreseen());
    const first = await hypernetworkTables(request(of(3, 2)), maker, cache);
    assert.deepEqual(await hypernetworkTables(request(of(3, 2)), maker, cache), first);
    assert.equal(maker.asked.length, 2);
    assert.ok(cache.bytes <= 100);
  });
});
