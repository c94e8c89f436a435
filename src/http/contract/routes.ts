import { METHODS } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../access/caller.ts';
import { HypertangentError } from '../../errors.ts';
import { withOrigin } from '../../origin.ts';
import { sendReply } from '../render/send.ts';
import { originOf } from '../request-origin.ts';
import { type ContractOperation, contract, contractOperations, type HttpMethod } from './document.ts';
import { acceptedMedia, checkRequestMedia } from './media.ts';
import type { Handler, Handlers, OperationId, OperationRequest } from './types.ts';
import { ContractValidator } from './validator.ts';

/** Every method that Node reads; CONNECT makes no request. */
const ALL_METHODS = METHODS.filter((method) => method !== 'CONNECT');

/** Makes a route of every operation of the contract, and refuses other methods on its paths. */
export function contractRoutes(app: FastifyInstance, handlersFor: (caller: Caller) => Handlers): void {
  const validator = new ContractValidator(contract);
  const operations = contractOperations(contract);
  for (const operation of operations) {
    const handlerFor = (caller: Caller) => handlersFor(caller)[operation.id as OperationId] as Handler<OperationId>;
    app.route({
      method: operation.method.toUpperCase() as Uppercase<HttpMethod>,
      url: fastifyPath(operation.path),
      config: { scope: operation.scope, operation: operation.id } as object,
      // Before the body is read: one that would not be taken need not be sent.
      onRequest: async (request) => checkRequestMedia(operation, request.headers),
      handler: (request, reply) => handle(operation, handlerFor(request.caller), validator, request, reply),
    });
  }
  for (const method of ALL_METHODS) if (!app.supportedMethods.includes(method)) app.addHttpMethod(method);
  for (const path of new Set(operations.map((operation) => operation.path))) refuseOtherMethods(app, path, operations);
}

async function handle(
  operation: ContractOperation,
  handler: Handler<OperationId>,
  validator: ContractValidator,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const path = request.params as Record<string, string>;
  checkQuery(operation, request.query as Record<string, unknown>);
  validator.checkPath(operation, path);
  if (operation.requestMedia.length > 0 && request.body === undefined) throw missingBody(operation);
  if (operation.requestMedia.includes('application/json')) validator.checkBody(operation, request.body);
  const gone = new AbortController();
  reply.raw.once('close', () => reply.raw.writableFinished || gone.abort());
  const operationRequest = {
    path,
    body: request.body,
    accept: acceptedMedia(operation, request.headers.accept),
    operation: operation.id as OperationId,
    prefer: request.headers.prefer as string | undefined,
    idempotencyKey: request.headers['idempotency-key'] as string | undefined,
    signal: gone.signal,
  };
  const answer = await withOrigin(originOf(request), () => handler(operationRequest as OperationRequest<OperationId>));
  return sendReply(reply, answer, operationRequest.accept);
}

function missingBody({ requestMedia }: ContractOperation): HypertangentError {
  const message = `a body is required: ${requestMedia.join(' or ')}`;
  return new HypertangentError('contract_violation', message, { errors: [{ path: '', message }] });
}

function checkQuery(operation: ContractOperation, query: Record<string, unknown>): void {
  const known = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const unknown = Object.keys(query).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const errors = unknown.map((name) => ({ path: `query/${name}`, message: 'unknown parameter' }));
  throw new HypertangentError('contract_violation', `unknown query parameters: ${unknown.join(', ')}`, { errors });
}

function refuseOtherMethods(app: FastifyInstance, path: string, operations: readonly ContractOperation[]): void {
  const allowed = operations.filter((operation) => operation.path === path).map(({ method }) => method.toUpperCase());
  if (allowed.includes('GET')) allowed.push('HEAD');
  app.route({
    method: ALL_METHODS.filter((method) => !allowed.includes(method)),
    exposeHeadRoute: false,
    config: { scope: 'open' },
    url: fastifyPath(path),
    onRequest: async (request, reply) => {
      reply.header('allow', allowed.join(', '));
      const message = `${request.method} is not allowed on ${path}; allowed: ${allowed.join(', ')}`;
      throw new HypertangentError('method_not_allowed', message, { method: request.method, allowed });
    },
    handler: () => {},
  });
}

/** `/v1/arrays/{array_id}` → `/v1/arrays/:array_id` */
function fastifyPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
