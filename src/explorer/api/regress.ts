import type { Arrays, NdArray, Schema } from '../../client/index.ts';
import { service } from './service.ts';

interface Predicted {
  /** As the prediction was asked for. */
  arrays: Arrays & { mean: NdArray };
  /** λ as it was added. */
  ridge: number;
  fitSeconds: number;
  predictSeconds: number;
}

/** What a regression predicts that is fitted for it and forgotten: it would be of no use to anyone else. */
export async function regress(
  fit: Schema<'RegressionRequest'>,
  prediction: Schema<'PredictionRequest'>,
  signal: AbortSignal,
): Promise<Predicted> {
  const start = performance.now();
  const { id, ridge } = await service().fit(fit, { signal });
  const fitted = performance.now();
  try {
    const arrays = await service().predict(id, prediction, { signal });
    return { arrays, ridge, fitSeconds: (fitted - start) / 1000, predictSeconds: (performance.now() - fitted) / 1000 };
  } finally {
    void service()
      .api.DELETE('/v1/regressions/{regression_id}', { params: { path: { regression_id: id } } })
      .catch(() => {});
  }
}
