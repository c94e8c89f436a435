import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ANYONE, type Caller, callerOf, UNPROTECTED } from '../../access/caller.ts';
import { NAME, NAME_RULE } from '../../access/key-list.ts';
import type { KeyRing } from '../../access/keyring.ts';
import { holds, type Scope } from '../../access/scopes.ts';
import { HypertangentError } from '../../errors.ts';

/** The header by which an administrator acts as an owner. */
export const OWNER_HEADER = 'hypertangent-owner';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a key needs for this route; `open`: no key is asked for. A route that does not say is for administrators. */
    scope?: Scope | 'open';
  }
  interface FastifyRequest {
    caller: Caller;
  }
}

/**
 * Finds out who calls, before anything of the body is read, and refuses what that key may not do.
 *
 * @param keys undefined where the service is not protected
 */
export function access(app: FastifyInstance, keys: KeyRing | undefined): void {
  app.decorateRequest('caller');
  app.addHook('onRequest', async (request, reply) => {
    const { scope = 'admin' } = request.routeOptions.config;
    // What is nowhere is answered 404 to anyone.
    if (scope === 'open' || request.is404) request.caller = ANYONE;
    else if (keys === undefined) request.caller = unprotected(request);
    else {
      const key = await keys.find(bearerKey(request.headers.authorization));
      // The same for a key that is none, was never one or is one no longer.
      if (key === undefined) throw unauthenticated('this key is not accepted: it is mistyped, or was taken off the list');
      if (!holds(key.scopes, scope)) throw forbidden(scope, key.scopes);
      request.caller = callerOf(key, ownerToActAs(request, key.scopes));
      request.log = request.log.child({ key: key.name });
      reply.log = request.log;
    }
  });
  // What a client has to know about keys to send a better request (RFC 6750).
  app.addHook('onSend', async (request, reply) => {
    if (reply.statusCode !== 401) return;
    const sent = request.headers.authorization !== undefined;
    reply.header('www-authenticate', `Bearer realm="hypertangent"${sent ? ', error="invalid_token"' : ''}`);
  });
}

function unprotected(request: FastifyRequest): Caller {
  if (request.headers[OWNER_HEADER] === undefined) return UNPROTECTED;
  const message = `${OWNER_HEADER} is for administrators, and this service has no keys to know one by`;
  throw new HypertangentError('forbidden', message, { scope: 'admin' });
}

function bearerKey(header: string | undefined): string {
  const [, key] = /^bearer +(\S+) *$/i.exec(header ?? '') ?? [];
  if (key !== undefined) return key;
  if (header === undefined) throw unauthenticated('this service wants a key; send Authorization: Bearer KEY');
  throw unauthenticated('the Authorization header is not of the form Bearer KEY');
}

function ownerToActAs(request: FastifyRequest, scopes: readonly Scope[]): string | undefined {
  const owner = request.headers[OWNER_HEADER];
  if (owner === undefined) return undefined;
  if (!holds(scopes, 'admin')) throw forbidden('admin', scopes);
  if (typeof owner === 'string' && NAME.test(owner)) return owner;
  throw new HypertangentError('bad_request', `${OWNER_HEADER} must be ${NAME_RULE}`, { reason: 'not the name of an owner' });
}

function unauthenticated(message: string): HypertangentError {
  return new HypertangentError('unauthenticated', message, {});
}

function forbidden(scope: Scope, held: readonly Scope[]): HypertangentError {
  const message = `this needs a key with the scope ${scope}; this one has ${held.join(', ')}`;
  return new HypertangentError('forbidden', message, { scope });
}
