import { useMemo } from 'preact/hooks';
import { shortNumber, shortSeconds } from '../../formats/numbers.ts';
import { Downloads } from '../../parts/downloads.tsx';
import { Reproduce } from '../../parts/reproduce.tsx';
import { ColourBar } from '../../plots/colour-bar.tsx';
import { type Completed, type Completion, KERNELS } from './complete.ts';
import { Picture, type PictureLook } from './picture.tsx';
import { fitRequest } from './plan.ts';
import { SIDE } from './sample.ts';
import { Thumbnail } from './thumbnail.tsx';

/** Of what is there now, or of what was there before while that is computed or could not be. */
export type Status = 'fresh' | 'computing' | 'failed';

interface CompletionsProps {
  completed: Completed;
  status: Status;
}

/** Completions by both kernels beside the truth, and what they were made from. */
export function Completions({ completed, status }: CompletionsProps) {
  const { completions, drawing, plan } = completed;
  const { truth, seen } = drawing;
  const look = useMemo<PictureLook>(() => {
    const highest = Math.max(...completions.flatMap(({ deviation }) => [...deviation]));
    return { map: 'inferno', range: [0, highest] };
  }, [completions]);
  return (
    <>
      <div class="completions">
        {completions.map((completion) => (
          <ByKernel key={completion.kernel} completion={completion} completed={completed} look={look} />
        ))}
        {truth && (
          <div class="by-kernel">
            <Picture title="Truth" label="The digit before it was erased" image={truth} seen={seen} />
          </div>
        )}
      </div>
      <p class="timing" role="status">
        {status === 'fresh' ? timing(completed) : status === 'computing' ? 'Computing…' : 'Of the digit before.'}
      </p>
      <section aria-label="Similar digits">
        <h2>The most similar training digits</h2>
        <div class="neighbours">
          {plan.nearest.map((image, index) => (
            <Thumbnail key={index} label={`Similar digit ${index + 1}`} image={image} />
          ))}
        </div>
      </section>
      <Exports completed={completed} />
    </>
  );
}

function ByKernel({ completion, completed, look }: { completion: Completion; completed: Completed; look: PictureLook }) {
  const { image, deviation, error, kernel } = completion;
  const { seen } = completed.drawing;
  const name = KERNELS.find((known) => known.kernel === kernel)!.name;
  const highest = shortNumber(Math.max(...deviation), 2);
  return (
    <div class="by-kernel">
      <Picture title={name} label={`The digit as the ${name} completes it`} image={image} seen={seen}>
        <p class="readout">{error === undefined ? 'completed' : `squared error ${shortNumber(error, 3)}`}</p>
      </Picture>
      <Picture title="Uncertainty" label={`Standard deviation of each pixel, at most ${highest}`} image={deviation} look={look}>
        <ColourBar map={look.map} range={look.range} />
      </Picture>
    </div>
  );
}

function timing({ completions, plan }: Completed): string {
  const total = completions.reduce((sum, { fitSeconds, predictSeconds }) => sum + fitSeconds + predictSeconds, 0);
  const parts = completions.map(({ kernel, fitSeconds, predictSeconds }) => {
    const name = KERNELS.find((known) => known.kernel === kernel)!.name;
    return `${name}: fitted in ${shortSeconds(fitSeconds)}, completed in ${shortSeconds(predictSeconds)}`;
  });
  return `${plan.points} points. ${parts.join('; ')}. Together ${shortSeconds(total)}.`;
}

function Exports({ completed }: { completed: Completed }) {
  const { model, plan, completions, drawing } = completed;
  const images = completions.flatMap(({ image, deviation }) => [image, deviation]);
  const names = completions.flatMap(({ kernel }) => [`${kernel}_completed`, `${kernel}_deviation`]);
  const requests = KERNELS.map(({ kernel, name }) => ({
    title: `fit of the ${name}`,
    request: {
      path: '/v1/regressions',
      body: fitRequest(plan, model, kernel),
      file: `digit-${kernel}.json`,
      show: 'print(answer["id"])  # for POST /v1/regressions/{id}/predictions',
    },
  }));
  const test = {
    title: 'completion from the fit',
    request: {
      path: '/v1/regressions/ID/predictions',
      body: { test: plan.test, variance: true },
      file: 'digit-test.json',
      show: 'print(answer["mean"], answer["variance"])  # in units of the prior',
    },
  };
  return (
    <footer class="exports">
      <Downloads
        name="digit"
        json={() => ({
          model,
          seen: [...drawing.seen],
          prior: { mean: [...plan.mean], deviation: [...plan.scale] },
          completions: completions.map(({ image, deviation, ...rest }) => ({
            ...rest,
            image: [...image],
            deviation: [...deviation],
          })),
        })}
        table={() => ({
          columns: ['row', 'column', 'seen', ...names],
          rows: Array.from(drawing.seen, (seen, pixel) => [
            Math.floor(pixel / SIDE),
            pixel % SIDE,
            seen,
            ...images.map((image) => image[pixel]!),
          ]),
        })}
        array={() => ({
          shape: [images.length, SIDE, SIDE],
          data: Float32Array.from(images.flatMap((image) => [...image])),
        })}
      />
      <Reproduce requests={[...requests, test]} />
    </footer>
  );
}
