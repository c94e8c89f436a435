/** A client of the service for Node and browsers: `import { Client } from 'hypertangent/client'`. */
export type { AnswerOf, Api, BodyOf, ComputingPath, Schema } from './api.ts';
export { type Arrays, Client, type ClientOptions, type ComputeOptions } from './client.ts';
export type { components, operations, paths } from './contract.generated.ts';
export type { FollowOptions, Job } from './jobs.ts';
export { fromRows, isNdArray, type NdArray, type Numbers, toRows } from './nd-array.ts';
export { decodeNpy, encodeNpy } from './npy.ts';
export { ConnectionError, isProblemError, ProblemError } from './problem-error.ts';
