import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './contract.generated.ts';
import { isNdArray } from './nd-array.ts';
import { encodeNpy } from './npy.ts';

/** Every operation of the contract, typed; answers that are no success are exceptions. */
export type Api = Client<paths>;

/** A schema of the contract by name. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** Paths whose POST computes something, at once or as a job. */
export type ComputingPath = {
  [Path in keyof paths]: paths[Path] extends { post: { responses: { 202: unknown } } }
    ? Path extends `${string}{${string}`
      ? never
      : Path
    : never;
}[keyof paths];

export type BodyOf<Path extends ComputingPath> = paths[Path]['post']['requestBody']['content']['application/json'];

export type AnswerOf<Path extends ComputingPath> = paths[Path]['post']['responses'] extends infer Responses
  ? JsonOf<Responses extends { 200: infer Response } ? Response : Responses extends { 201: infer Response } ? Response : never>
  : never;

type JsonOf<Response> = Response extends { content: { 'application/json': infer Json } } ? Json : never;

export function createApi(url: string, fetch: (request: Request) => Promise<Response>): Api {
  return createClient<paths>({ baseUrl: url, fetch, bodySerializer: bodyText });
}

/** Bytes as they are; all else as JSON, in which arrays are .npy files in base64. */
function bodyText(body: unknown): string | Uint8Array {
  if (body instanceof Uint8Array) return body;
  return JSON.stringify(body, (_key, value) => (isNdArray(value) ? { npy_base64: base64(encodeNpy(value)) } : value));
}

const CHUNK = 32_768;

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}
