import assert from 'node:assert/strict';
import { architecture } from '../../src/http/translate/architecture.ts';
import type { Architecture } from '../../src/kernels/architecture.ts';
import type { Points } from '../../src/kernels/points.ts';
import { kernelsOf, paired, relativeError, toMatrix } from '../reference/cases.ts';
import { HYPERNETWORK, MLP, numbers } from '../support/requests.ts';
import { multiply, shifted, solve } from '../support/solve.ts';
import type { Question } from './connection.ts';

/** A request whose right answer is known, every byte of it but the time that it took. */
export interface Known {
  kind: 'kernel of an mlp' | 'kernel of a hypernetwork' | 'prediction';
  question: Question;
  right: string;
}

type Rows = number[][];
type Asked = Omit<Known, 'right'>;

/** Of each kind, so that an answer that belongs to another request is a wrong one. */
const VARIANTS = 8;
/** Between plain code in this process and the engine, relative to the largest entry. */
const TOLERANCE = 1e-10;
const RIDGE = 0.001;
const JSON_TYPE = { 'content-type': 'application/json' };

export const kernelQuestion = (body: object): Question => posted('/v1/kernels', body);

/** 10 points, 10 × 10 kernels. */
export const tenPoints = (variant: number) => ({
  architecture: MLP,
  points: { x: numbers(10, 4, variant) },
  outputs: ['nngp', 'ntk'],
});

/** An answer with the one thing taken out that differs from time to time. */
export function withoutTime(body: string): string {
  return body.replace(/"seconds":[^,}]+/, '"seconds":0');
}

/**
 * Small requests with their answers, from a service that has nothing else to do.
 *
 * @throws AssertionError where they are not what plain code in this process computes
 */
export async function knownQuestions(url: string): Promise<Known[]> {
  const known: Known[] = [];
  const learn = async (asked: Asked, check: (answer: never) => Promise<void>) => {
    const { method, path, headers, body } = asked.question;
    const response = await fetch(url + path, { method, headers: { ...headers }, body: body as string });
    const text = await response.text();
    assert.equal(response.status, 200, text);
    await check(JSON.parse(text) as never);
    known.push({ ...asked, right: withoutTime(text) });
  };
  const model = await fittedModel(url);
  for (let variant = 0; variant < VARIANTS; variant++) {
    const mlp = tenPoints(variant);
    await learn({ kind: 'kernel of an mlp', question: kernelQuestion(mlp) }, (answer) =>
      checkKernels(answer, architecture(MLP as never), { x: toMatrix(mlp.points.x) }),
    );
    const [x, z] = [numbers(4, 3, variant), numbers(3, 2, variant + 0.5)];
    const grid = { architecture: HYPERNETWORK, points: { x, z, pairing: 'grid' }, outputs: ['nngp', 'ntk'] };
    await learn({ kind: 'kernel of a hypernetwork', question: kernelQuestion(grid) }, (answer) =>
      checkKernels(answer, architecture(HYPERNETWORK as never), paired(x, z, 'grid')),
    );
    const test = { x: numbers(5, 3, variant + 10) };
    await learn({ kind: 'prediction', question: posted(`/v1/regressions/${model.id}/predictions`, { test }) }, (answer) =>
      checkPrediction(answer, model.train, test.x),
    );
  }
  return known;
}

const posted = (path: string, body: object): Question => ({ method: 'POST', path, headers: JSON_TYPE, body: JSON.stringify(body) });

async function fittedModel(url: string): Promise<{ id: string; train: { x: Rows; y: Rows } }> {
  const train = { x: numbers(40, 3), y: numbers(40, 2, 1) };
  const body = JSON.stringify({ architecture: MLP, train, ridge: { value: RIDGE } });
  const response = await fetch(`${url}/v1/regressions`, { method: 'POST', headers: JSON_TYPE, body });
  assert.equal(response.status, 201);
  return { id: ((await response.json()) as { id: string }).id, train };
}

async function checkKernels({ kernels }: { kernels: { nngp: Rows; ntk: Rows } }, network: Architecture, points: Points) {
  const expected = await kernelsOf(network, points);
  for (const output of ['nngp', 'ntk'] as const) assertClose(kernels[output], expected[output]);
}

/** K(u*, U)·(K + λI)⁻¹·y */
async function checkPrediction({ mean }: { mean: Rows }, train: { x: Rows; y: Rows }, test: Rows) {
  const network = architecture(MLP as never);
  const [points, others] = [{ x: toMatrix(train.x) }, { x: toMatrix(test) }];
  const weights = solve(shifted((await kernelsOf(network, points)).ntk, RIDGE), train.y);
  assertClose(mean, multiply((await kernelsOf(network, others, points)).ntk, weights));
}

function assertClose(actual: Rows, expected: Rows): void {
  const error = relativeError(actual, expected);
  assert.ok(error < TOLERANCE, `the service and plain code disagree by ${error}`);
}
