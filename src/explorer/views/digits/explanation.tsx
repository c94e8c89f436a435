import { TOLD_BY_ITSELF, TOLD_BY_NEIGHBOURS } from './plan.ts';
import { TRAINING_DIGITS } from './sample.ts';

/** What the pictures are, in words. */
export function Explanation({ neighbours }: { neighbours: number }) {
  return (
    <section class="explanation" aria-label="What is computed">
      <h2>What is computed</h2>
      <p>
        A hypernetwork h(x, z) = g(z; f(x)): f sees the image x with its erased pixels black and makes the weights of g, which
        paints the pixel at the place z. Both infinitely wide, h has two kernels: its NNGP, and as its tangent kernel the
        hyperkernel. Either one makes a Gaussian process regression, solved exactly (Cholesky).
      </p>
      <p>
        Of {TRAINING_DIGITS} training digits the {neighbours} are taken whose seen part is nearest, with the same part erased. Their
        mean and standard deviation are the prior of every pixel. The regression learns what deviates from it: from the neighbours
        at up to {TOLD_BY_NEIGHBOURS} erased pixels, and from the digit itself at up to {TOLD_BY_ITSELF} seen pixels along the edge.
        So each erasure is a model of its own, fitted when the digit changes.
      </p>
      <p>
        The uncertainty is the standard deviation of the posterior, with the ridge λ as noise, in the units of the pixels from 0 to
        1.
      </p>
    </section>
  );
}
