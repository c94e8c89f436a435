import assert from 'node:assert/strict';
import { contract } from '../../../src/http/contract/document.ts';
import { decodeNpy } from '../../../src/store/npy/decode.ts';
import { assertContract, assertProblem, operationOf, type operations } from '../../support/contract.ts';
import type { Case } from './case.ts';
import type { Answer } from './client.ts';

/** No answer needs to be longer than these to say what is wrong. */
const MOST_DETAIL = 2000;
const MOST_PROBLEM_BYTES = 16_384;

/** @throws AssertionError on an answer that the contract does not allow */
export function judge(request: Case, path: string, answer: Answer | undefined): void {
  if (answer === undefined) {
    assert.ok(request.mayClose, 'the connection ended without an answer');
    return;
  }
  const { status, headers, body } = answer;
  const type = headers.get('content-type') ?? '';
  if (status >= 500) {
    assert.equal(status, 503, `${status}: ${body.subarray(0, 500)}`);
    assert.ok(headers.has('retry-after'), '503 without Retry-After');
  }
  if (request.contract === 'invalid') assert.ok(status >= 400, `${status} for what the contract forbids`);
  if (request.method === 'HEAD') return;
  if (status >= 400) {
    assert.match(type, /^application\/problem\+json/, `${status} of type ${type}`);
    const problem: unknown = JSON.parse(body.toString());
    assertProblem(status, problem);
    assert.ok(problem.detail.length <= MOST_DETAIL, `a detail of ${problem.detail.length} characters`);
    assert.ok(body.length <= MOST_PROBLEM_BYTES, `a problem of ${body.length} bytes`);
    assert.ok(!/\p{Surrogate}/u.test(problem.detail), 'a detail that is no Unicode');
    if (status === 405) assert.ok(headers.get('allow'), '405 without Allow');
    if (request.contract === 'valid')
      assert.ok(
        !['contract_violation', 'malformed_json'].includes(problem.code),
        `${status} for what the contract allows: ${problem.detail}`,
      );
    return;
  }
  const operation = request.head === undefined ? operationOf(request.method, path) : undefined;
  if (!operation || status === 204 || (status >= 300 && status < 400)) return;
  const declared = contract.paths[operation.path]![operation.method]!.responses[status];
  assert.ok(declared, `${operation.id} does not declare ${status}`);
  judgeBody(operation, status, type, body);
}

function judgeBody(operation: (typeof operations)[number], status: number, type: string, body: Buffer): void {
  if (type.startsWith('application/json')) {
    assertContract(operation, status, JSON.parse(body.toString()));
    return;
  }
  assert.ok(operation.responseMedia.includes(type.split(';')[0]!), `${operation.id} does not declare ${type}`);
  if (type === 'application/x-npy') decodeNpy(body);
  if (type === 'application/x-npz') assert.equal(body.toString('latin1', 0, 2), 'PK');
  if (type === 'image/png') assert.equal(body.toString('latin1', 1, 4), 'PNG');
}
