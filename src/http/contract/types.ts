import type { Representation } from '../render/representation.ts';
import type { components, operations } from './contract.generated.ts';

export type OperationId = keyof operations;

/** A schema of the contract by name. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

type Content<Holder> = Holder extends { content: infer Media } ? Media : never;

type RequestContent<Id extends OperationId> = operations[Id] extends { requestBody: infer Body } ? Content<Body> : never;

/** The body of a request: parsed and validated JSON, or the bytes as they come. */
export type RequestBody<Id extends OperationId> = [RequestContent<Id>] extends [never]
  ? undefined
  : RequestContent<Id> extends { 'application/json': infer Json }
    ? Json
    : AsyncIterable<Uint8Array>;

type PathParameters<Id extends OperationId> = operations[Id]['parameters'] extends { path: infer Path }
  ? Path
  : Record<never, never>;

/** What a handler gets: all validated against the contract. */
export interface OperationRequest<Id extends OperationId> {
  path: PathParameters<Id>;
  body: RequestBody<Id>;
  /** Media type to answer with, one of the operation's. */
  accept: string;
  /** Which operation it is. */
  operation: Id;
  /** The Prefer header (RFC 7240), as it came. */
  prefer: string | undefined;
  /** The Idempotency-Key header, as it came. */
  idempotencyKey: string | undefined;
  /** Aborted when the client goes away before it was answered. */
  signal: AbortSignal;
}

type Responses<Id extends OperationId> = operations[Id]['responses'];

type JsonOf<Media> = Media extends { 'application/json': infer Json } ? { body: Json } : { body?: never };

/** Every other media type of the contract has a representation here, or it does not compile. */
type OtherMedia<Media> = [Exclude<keyof Media, 'application/json'>] extends [never]
  ? { as?: never }
  : { as: { [Type in Exclude<keyof Media, 'application/json'>]: () => Representation | Promise<Representation> } };

type ReplyOf<Status, Response> = {
  status: Status;
  headers?: Record<string, string>;
  release?: () => Promise<void>;
  stillThere?: () => Promise<unknown>;
} & ([Content<Response>] extends [never]
  ? { body?: never; as?: never }
  : (JsonOf<Content<Response>> & OtherMedia<Content<Response>>) | { accepted: Representation });

/** Statuses that are no problems. */
type Answered<Id extends OperationId> = Exclude<keyof Responses<Id>, 'default' | 410>;

/**
 * What a handler may answer: one of the operation's successful responses, in every media type or (`accepted`) in the one
 * of the request alone. Errors are thrown.
 */
export type OperationReply<Id extends OperationId> = {
  [Status in Answered<Id>]: ReplyOf<Status, Responses<Id>[Status]>;
}[Answered<Id>];

export type Handler<Id extends OperationId> = (request: OperationRequest<Id>) => Promise<OperationReply<Id>>;

/** A handler for every operation of the contract. */
export type Handlers = { [Id in OperationId]: Handler<Id> };
