import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type ContractOperation, contract, contractOperations } from '../../src/http/contract/document.ts';
import { ContractValidator } from '../../src/http/contract/validator.ts';

export const operations: readonly ContractOperation[] = contractOperations(contract);

const validator = new ContractValidator(contract);
const validateProblem = new Ajv2020({ strict: false, validateFormats: false }).compile(contract.components.schemas.Problem!);

/** The operation that a request is for, if it is of the contract. */
export function operationOf(method: string, url: string): ContractOperation | undefined {
  const path = url.split('?')[0]!;
  return operations.find(
    (operation) => operation.method === method.toLowerCase() && pattern(operation.path).test(path) && !path.endsWith('/'),
  );
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

/** Asserts that a JSON success response is what the contract says it is. */
export function assertContract(operation: ContractOperation, status: number, json: unknown): void {
  const validate = validator.response(operation, status);
  assert.ok(
    validate(json),
    `${operation.id} ${status}: ${validate.errors?.map((e) => `${e.instancePath} ${e.message}`).join('; ')}`,
  );
}

/** Asserts that a body is a problem as the contract has it, and belongs to its status. */
export function assertProblem(status: number, json: unknown): asserts json is Problem {
  assert.ok(validateProblem(json), `not a problem: ${JSON.stringify(json).slice(0, 300)}`);
  const problem = json as Problem;
  assert.equal(problem.status, status);
  assert.equal(problem.type, `urn:hypertangent:problem:${problem.code}`);
  assert.doesNotMatch(problem.detail, /\.ts\b|node_modules|\n\s+at /, 'no insides in an answer');
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  details: Record<string, unknown> & { path?: string; errors?: { path: string; message: string }[] };
}
