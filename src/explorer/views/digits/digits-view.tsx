import { useEffect, useState } from 'preact/hooks';
import { Segments } from '../../parts/fields.tsx';
import { Notice } from '../../parts/notice.tsx';
import { useKept } from '../../state/store.ts';
import { useRun } from '../../state/use-run.ts';
import { type Completed, complete, isDone } from './complete.ts';
import { Completions, type Status } from './completions.tsx';
import { blank, type Drawing, type Tool } from './drawing.ts';
import { Editor } from './editor.tsx';
import { ALL_SEEN, ERASURES, erasedPixels, maskOf } from './erasures.ts';
import { Explanation } from './explanation.tsx';
import { ModelForm } from './model-form.tsx';
import { MODEL, type Model } from './plan.ts';
import { type Sample, sample } from './sample.ts';
import { Thumbnail } from './thumbnail.tsx';

/** A stroke that goes on is not completed yet. */
const SETTLED_MS = 180;
const PICKED_FIRST = 2;
const TOOLS = [
  { value: 'erase', label: 'Erase' },
  { value: 'reveal', label: 'Reveal' },
  { value: 'draw', label: 'Draw' },
] as const;

/** A digit to draw or pick and to erase, and what the kernels make of it. */
export function DigitsView() {
  const [digits, setDigits] = useState<Sample>();
  const [drawing, setDrawing] = useKept<Drawing | undefined>('digits.drawing', undefined);
  const [completed, setCompleted] = useKept<Completed | undefined>('digits.completed', undefined);
  const [tool, setTool] = useKept<Tool>('digits.tool', 'erase');
  const [model, setModel] = useKept<Model>('digits.model', MODEL);
  const run = useRun();
  const loading = useRun();
  useEffect(() => {
    loading.start(async () => {
      const found = await sample();
      setDigits(found);
      if (drawing === undefined) pick(found, PICKED_FIRST);
    });
  }, []);
  useEffect(() => {
    if (drawing === undefined) return;
    run.stop();
    const settled = setTimeout(() => {
      run.start(async (signal) => {
        if (erasedPixels(drawing.seen).length === 0) setCompleted(undefined);
        else if (!isDone(completed, drawing, model)) await complete(drawing, model, signal, setCompleted);
      });
    }, SETTLED_MS);
    return () => clearTimeout(settled);
  }, [drawing, model]);
  function pick({ test }: Sample, index: number) {
    const truth = test[index]!;
    const seen = drawing && erasedPixels(drawing.seen).length > 0 ? drawing.seen : maskOf(ERASURES[0]!.erased);
    setDrawing({ image: truth, seen, truth });
  }
  const status = (shown: Completed): Status => {
    if (run.running) return 'computing';
    if (shown.drawing === drawing && shown.model === model) return 'fresh';
    return run.trouble ? 'failed' : 'computing';
  };
  const trouble = loading.trouble ?? run.trouble;
  return (
    <>
      <header class="lead">
        <h1>Digits</h1>
        <p>
          Pick a digit or draw one, erase a part, and see it completed by the <em>hyperkernel</em> and the <em>NNGP</em> of an
          infinitely wide hypernetwork, with how sure each is.
        </p>
      </header>
      <div class="columns digits">
        <section class="controls" aria-label="Digit">
          {drawing && <Editor drawing={drawing} tool={tool} onChange={setDrawing} />}
          <Segments label="Tool" value={tool} options={TOOLS} onChange={setTool} />
          {drawing && (
            <fieldset class="part row presets">
              <legend>Erase</legend>
              {ERASURES.map(({ label, erased }) => (
                <button key={label} type="button" class="quiet" onClick={() => setDrawing({ ...drawing, seen: maskOf(erased) })}>
                  {label}
                </button>
              ))}
              <button type="button" class="quiet" onClick={() => setDrawing({ ...drawing, seen: ALL_SEEN })}>
                nothing
              </button>
            </fieldset>
          )}
          <fieldset class="part row presets">
            <legend>Digit</legend>
            {digits && (
              <div class="picks">
                {digits.test.map((image, index) => (
                  <button key={index} type="button" aria-label={`Take digit ${index + 1}`} onClick={() => pick(digits, index)}>
                    <Thumbnail label="" image={image} />
                  </button>
                ))}
              </div>
            )}
            <button
              type="button"
              class="quiet"
              onClick={() => {
                setDrawing({ image: blank(), seen: ALL_SEEN, truth: undefined });
                setTool('draw');
              }}
            >
              Draw on an empty page
            </button>
          </fieldset>
          <ModelForm model={model} onChange={setModel} />
          <Notice trouble={trouble} />
        </section>
        <section class="results" aria-label="Completions" aria-busy={run.running}>
          {completed ? (
            <Completions completed={completed} status={status(completed)} />
          ) : (
            trouble === undefined && <p class="empty">{whyEmpty(drawing)}</p>
          )}
          <Explanation neighbours={model.neighbours} />
        </section>
      </div>
    </>
  );
}

function whyEmpty(drawing: Drawing | undefined): string {
  const nothingErased = drawing !== undefined && erasedPixels(drawing.seen).length === 0;
  return nothingErased ? 'Erase a part of the digit to see it completed.' : 'Computing…';
}
