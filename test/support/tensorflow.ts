import type { TensorFlowLibrary } from '../../src/tensorflow/library.ts';
import { loadLibrary, missingLibrary } from '../../src/tensorflow/library.ts';
import { testMissing } from './required.ts';

/** TensorFlow's library; null where it is not installed, with a test in its place that says so. */
export async function testLibrary(): Promise<TensorFlowLibrary | null> {
  const missing = missingLibrary();
  if (missing === null) return loadLibrary(2);
  testMissing('tensorflow', missing);
  return null;
}
