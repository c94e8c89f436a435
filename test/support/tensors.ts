import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { NetworkMeans } from '../../src/empirical/network-means.ts';
import { plainNormals } from './plain-normals.ts';

await tf.setBackend('cpu');

/** Plain JavaScript throughout. */
export const plainMeans: NetworkMeans = { tensors: tf, normals: plainNormals };
