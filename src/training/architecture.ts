import type { CoordinateFeatures, Hypernetwork, Mlp } from '../kernels/architecture.ts';

/**
 * q([z; e(x)]), the embedding method of Galanti and Wolf, *On the Modularity of Hypernetworks* (NeurIPS 2020): one network for
 * all x, which sees e(x) beside the coordinates.
 */
export interface EmbeddingNetwork {
  type: 'embedding';
  /** e */
  embedding: Mlp;
  /** Numbers that e gives. */
  embeddingSize: number;
  /** q */
  primary: Mlp;
  coordinateFeatures: CoordinateFeatures;
}

/** Networks that can be trained: all of their weights, or those of f, which generates g's. */
export type TrainedArchitecture = Mlp | Hypernetwork | EmbeddingNetwork;

/**
 * What is trained, and where it starts.
 *
 * `ntk`: y = σ_w·Wq/√n + σ_b·b, q = γσ(y), W and b ~ N(0, 1). `standard`: y = Wq + b, q = σ(y), with the variance that He et
 * al. (2015) give the weights, W ~ U(±γσ_w·√(3/n)); b ~ U(±√3·σ_b).
 */
export type Parameterization = (typeof PARAMETERIZATIONS)[number];

export const PARAMETERIZATIONS = ['ntk', 'standard'] as const;
