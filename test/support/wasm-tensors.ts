import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { NetworkMeans } from '../../src/empirical/network-means.ts';
import { LocalNormals } from '../../src/engine/local-normals.ts';

setWasmPaths(dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm'))) + sep);
await tf.setBackend('wasm');
await tf.ready();

/** Fast enough for thousands of networks. */
export const wasmMeans: NetworkMeans = { tensors: tf, normals: new LocalNormals() };
