import { createHash } from 'node:crypto';
import type { NdArray } from '../../src/nd-array.ts';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { HYPERNETWORK, MLP } from '../support/requests.ts';
import { type Caller, json, type Question } from './caller.ts';
import type { Thing } from './ledger.ts';

const NPY = 'application/x-npy';

/** A computation whose answer, as an .npy file, has a known digest. */
export interface Work {
  name: string;
  question: Question;
  right: string;
}

/** A regression, and what it predicts. */
export interface Fit {
  name: string;
  /** Which of them a listed regression is: no two have as many. */
  points: number;
  body: object;
  test: object;
  right: NdArray;
  /**
   * How far predictions may be from those, relative to the largest: a fit that goes on from what a killed one had reached
   * comes by another way to its own tolerance. 0: not at all.
   */
  tolerance: number;
}

export interface Works {
  kernels: Work[];
  fits: Fit[];
  /** Whether a request that comes twice with one Idempotency-Key is carried out once. */
  onceForEachKey: boolean;
}

const ARRAYS = { x: [1500, 6], y: [1500, 2], images: [30, 16], pixels: [36, 2], values: [1080, 1] };

const x = (rows: number) => ({ array_id: 'x', rows: [0, rows] });
const y = (rows: number) => ({ array_id: 'y', rows: [0, rows] });
const grid = { x: { array_id: 'images' }, z: { array_id: 'pixels' }, pairing: 'grid' };
const deep = (depth: number) => ({ type: 'mlp', depth, activation: { name: 'erf' } });

/** From a millisecond to about a second; the last two have results that stand in files. */
const KERNELS: Record<string, object> = {
  'small kernel': { architecture: MLP, points: { x: x(10) }, outputs: ['ntk'] },
  'hypernetwork kernel': {
    architecture: HYPERNETWORK,
    points: { ...grid, x: { array_id: 'images', rows: [0, 3] } },
    outputs: ['ntk'],
  },
  'middling kernel': { architecture: MLP, points: { x: x(400) }, outputs: ['ntk'] },
  'large kernel': { architecture: deep(20), points: { x: x(800) }, outputs: ['nngp'] },
};

const FITS: Record<string, Omit<Fit, 'name' | 'right'>> = {
  'small fit': { points: 40, tolerance: 0, body: { architecture: MLP, train: { x: x(40), y: y(40) } }, test: { x: x(5) } },
  'dense fit': { points: 700, tolerance: 0, body: { architecture: deep(8), train: { x: x(700), y: y(700) } }, test: { x: x(5) } },
  'fit on subsets': {
    points: 1200,
    tolerance: 0,
    body: { architecture: MLP, train: { x: x(1200), y: y(1200) }, solver: { kind: 'subsets', count: 4, size: 200 } },
    test: { x: x(5) },
  },
  'fit on a grid': {
    points: 1080,
    tolerance: 1e-3,
    body: { architecture: HYPERNETWORK, train: { ...grid, y: { array_id: 'values' } }, solver: { kind: 'full_grid' } },
    test: { ...grid, x: { array_id: 'images', rows: [0, 2] } },
  },
};

export const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Whether a prediction is what the fit is known to predict. */
export function predictsRightly({ right, tolerance }: Fit, prediction: Uint8Array): boolean {
  const { data } = decodeNpy(prediction);
  const largest = right.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return data.length === right.data.length && data.every((value, i) => Math.abs(value - right.data[i]!) <= tolerance * largest);
}

export const predictionOf = (id: string, { test }: Pick<Fit, 'test'>): Question =>
  posted(`/v1/regressions/${id}/predictions`, { test });

export const fitQuestion = ({ body }: Pick<Fit, 'body'>): Question => ({ ...posted('/v1/regressions', body), headers: JSON_TYPE });

const JSON_TYPE = { 'content-type': 'application/json' };

function posted(path: string, body: object): Question {
  return { method: 'POST', path, headers: { ...JSON_TYPE, accept: NPY }, body: JSON.stringify(body) };
}

/** Uploads what all clients use, and has everything computed once, while nothing is killed. */
export async function prepareWorks(caller: Caller, thing: Thing): Promise<Works> {
  for (const [id, shape] of Object.entries(ARRAYS)) {
    const length = shape.reduce((product, axis) => product * axis);
    const body = encodeNpy({ shape, data: Float64Array.from({ length }, (_, i) => Math.sin(12.9898 * i + length)) });
    await needed(caller, thing, { method: 'PUT', path: `/v1/arrays/${id}`, headers: { 'content-type': NPY }, body }, 201);
  }
  const kernels: Work[] = [];
  for (const [name, body] of Object.entries(KERNELS)) {
    const question = posted('/v1/kernels', body);
    kernels.push({ name, question, right: digest((await needed(caller, thing, question, 200)).body) });
  }
  const fits: Fit[] = [];
  for (const [name, fit] of Object.entries(FITS)) {
    const { id } = json<{ id: string }>(await needed(caller, thing, fitQuestion(fit), 201));
    const right = decodeNpy((await needed(caller, thing, predictionOf(id, fit), 200)).body);
    fits.push({ name, ...fit, right });
    await needed(caller, thing, { method: 'DELETE', path: `/v1/regressions/${id}` }, 204);
  }
  return { kernels, fits, onceForEachKey: await heedsKeys(caller, thing, fits[0]!) };
}

async function heedsKeys(caller: Caller, thing: Thing, fit: Fit): Promise<boolean> {
  const { headers, ...question } = fitQuestion(fit);
  const ids = new Set<string>();
  for (let time = 0; time < 2; time++) {
    const asked = { ...question, headers: { ...headers, 'idempotency-key': 'the-same-twice' } };
    ids.add(json<{ id: string }>(await needed(caller, thing, asked, 201)).id);
  }
  for (const id of ids) await needed(caller, thing, { method: 'DELETE', path: `/v1/regressions/${id}` }, 204);
  return ids.size === 1;
}

async function needed(caller: Caller, thing: Thing, question: Question, status: number) {
  const answer = await caller.expect(thing, question, status);
  if (answer === undefined) throw new Error(`${question.method} ${question.path} fails before anything was killed`);
  return answer;
}
