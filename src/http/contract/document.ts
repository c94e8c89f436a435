import { readFileSync } from 'node:fs';
import { SCOPES, type Scope } from '../../access/scopes.ts';

/** The parts of the contract that the service reads; the document has more. */
export interface ContractDocument {
  paths: Record<string, PathItem>;
  components: { parameters: Record<string, Parameter>; responses: Record<string, Response>; schemas: Record<string, object> };
}

type PathItem = { parameters?: Referable<Parameter>[] } & Record<string, OperationObject>;

export interface OperationObject {
  operationId: string;
  security?: Record<string, string[]>[];
  parameters?: Referable<Parameter>[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, Referable<Response>>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: object;
}

interface Response {
  content?: Record<string, { schema: object }>;
}

type Referable<T> = T | { $ref: string };

/** The bundled contract, made from `openapi/*.yaml` by scripts/generate-contract. */
export const contractText: string = readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8');
export const contract = JSON.parse(contractText) as ContractDocument;

export const HTTP_METHODS = ['get', 'put', 'post', 'delete', 'patch', 'options'] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** One operation of the contract with what belongs to its path. */
export interface ContractOperation {
  id: string;
  method: HttpMethod;
  /** As in OpenAPI: `/v1/arrays/{array_id}`. */
  path: string;
  /** What a key needs; `open`: no key is asked for. */
  scope: Scope | 'open';
  parameters: Parameter[];
  /** Media types of the request body; empty when there is none. */
  requestMedia: string[];
  /** Media types of the successful response, the default first; empty when there is no body. */
  responseMedia: string[];
}

export function contractOperations(document: ContractDocument): ContractOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    HTTP_METHODS.filter((method) => item[method] !== undefined).map((method) => {
      const operation = item[method]!;
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) =>
        resolve(document, parameter),
      );
      const success = ['200', '201'].map((status) => operation.responses[status]).find((response) => response !== undefined);
      return {
        id: operation.operationId,
        method,
        path,
        scope: scopeOf(operation),
        parameters,
        requestMedia: Object.keys(operation.requestBody?.content ?? {}),
        responseMedia: success ? Object.keys(resolve(document, success).content ?? {}) : [],
      };
    }),
  );
}

/** @throws RangeError where the contract does not say, so that nothing is open by accident */
function scopeOf({ operationId, security }: OperationObject): Scope | 'open' {
  if (security?.length === 0) return 'open';
  const [scope, ...others] = security?.[0]?.ApiKey ?? [];
  const known = SCOPES.find((name) => name === scope);
  if (security?.length === 1 && others.length === 0 && known !== undefined) return known;
  throw new RangeError(`${operationId} must name its scope, security: [{ ApiKey: [${SCOPES.join(' or ')}] }], or be open with []`);
}

function resolve<T>(document: ContractDocument, value: Referable<T>): T {
  if (typeof value !== 'object' || value === null || !('$ref' in value)) return value as T;
  const steps = value.$ref.slice(2).split('/');
  return steps.reduce<unknown>(
    (node, step) => (node as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')],
    document,
  ) as T;
}
