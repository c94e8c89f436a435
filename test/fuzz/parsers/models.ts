/** A model.json of every kind of regression, each with all that it may have. */

const provenance = { version: '0.1.0', engine: 'reference', precision: 'float64', jitter: 0, seconds: 0.002 };
const regression = {
  id: '6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11',
  created_at: '2026-11-21T12:00:00.000Z',
  architecture_type: 'mlp',
  kernel: 'ntk',
  points: 3,
  outputs: 1,
  ridge: 0.001,
  jitter: 0,
  train_mse: 0.5,
  provenance,
};
const certificate = { rank: 2, iterations: 3, relative_residual: 1e-9, exact_residual: 1e-9, checked_rows: 3 };
const activation = { name: 'erf' };
const mlp = { type: 'mlp', depth: 3, activation, weight_std: [1, 1, 2], bias_std: 0.5, width: [8, 8] };
const hypernetwork = {
  type: 'hypernetwork',
  hyper: { type: 'mlp', depth: 2, activation: { name: 'custom', expression: 'x*sigmoid(x)', breakpoints: [0] } },
  primary: { type: 'mlp', depth: 2, activation: { name: 'leaky_relu', negative_slope: 0.1, gain: 1 } },
  coordinate_features: { kind: 'fourier', length_scale: 1, features: 4, seed: 1 },
};
const overGrid = { format: 1, architecture: hypernetwork, pairing: 'grid' };
const gridPoints = { 'points.x': [2, 2], 'points.z': [2, 2] };
const ofGrid = { ...regression, architecture_type: 'hypernetwork', points: 4 };
const base = { format: 1, architecture: mlp };

export const MODELS: readonly object[] = [
  {
    ...base,
    regression: {
      ...regression,
      solver: 'cholesky',
      diagnostics: { log_marginal_likelihood: -1, leave_one_out_mse: 1, effective_degrees_of_freedom: 2, condition_estimate: 9 },
      gradient_flow: true,
    },
    arrays: {
      'points.x': [3, 1],
      weights: [3, 1],
      factor: [3, 3],
      'diagnostics.leave_one_out_residuals': [3, 1],
      'diagnostics.spectrum': [3],
      'flow.eigenvalues': [3],
      'flow.eigenvectors': [3, 3],
      'flow.projected': [3, 1],
    },
  },
  {
    ...base,
    regression: { ...regression, solver: 'conjugate_gradients', certificate },
    arrays: { 'points.x': [3, 1], weights: [3, 1] },
  },
  {
    ...base,
    regression: { ...regression, solver: 'nystrom', certificate },
    arrays: { 'points.x': [3, 1], 'landmarks.x': [2, 1], weights: [2, 1] },
  },
  {
    ...base,
    regression: { ...regression, solver: 'subsets' },
    parts: [{ ridge: 0.1, jitter: 0, train_mse: 0.1 }],
    arrays: { 'points.x': [3, 1], 'parts.0.indices': [2], 'parts.0.weights': [2, 1] },
  },
  {
    ...overGrid,
    regression: { ...ofGrid, solver: 'full_grid', certificate },
    pivots: [
      [0, 0],
      [0, 1],
    ],
    arrays: { ...gridPoints, weights: [1, 2, 2], coordinate_factors: [2, 4] },
  },
];
