import { useMemo } from 'preact/hooks';
import type { Trouble } from '../../api/trouble.ts';
import { Notice } from '../../parts/notice.tsx';
import { RunButton } from '../../parts/run-button.tsx';
import { useKept } from '../../state/store.ts';
import { useLastingRun } from '../../state/use-run.ts';
import { type Found, searchAndLearn } from './found.ts';
import { candidatesIn, PLAN, requestOf, type SearchPlan } from './plan.ts';
import { Results } from './results.tsx';
import { SearchForm } from './search-form.tsx';

/** Hyperparameters chosen from data, and what they are worth. */
export function SearchesView() {
  const [plan, setPlan] = useKept<SearchPlan>('searches.plan', PLAN);
  const [found, setFound] = useKept<Found | undefined>('searches.found', undefined);
  const [fraction, setFraction] = useKept('searches.fraction', 0);
  const run = useLastingRun('search');
  const { candidates, mistake } = useMemo(() => readiness(plan), [plan]);
  const search = () => {
    setFraction(0);
    setFound(undefined);
    run.start((signal) => searchAndLearn(plan, { signal, onProgress: setFraction, onFound: setFound }));
  };
  return (
    <>
      <header class="lead">
        <h1>Searches</h1>
        <p>
          Depth, activation, variances, ridge and kernel, chosen from the training data alone. Then the best of them fitted, and how
          its error falls with the number of points.
        </p>
      </header>
      <div class="columns">
        <section class="controls" aria-label="Settings">
          <SearchForm plan={plan} onChange={setPlan} />
          <RunButton
            running={run.running}
            label="Searched"
            fraction={found ? 1 : fraction}
            disabled={mistake !== undefined}
            onStart={search}
            onStop={run.stop}
          >
            {candidates === undefined ? 'Search' : `Search ${candidates} combinations`}
          </RunButton>
          <Notice trouble={mistake ?? run.trouble} />
        </section>
        <section class="results" aria-label="Results" aria-busy={run.running}>
          {found ? <Results found={found} /> : <p class="empty">{run.running ? 'Searching…' : 'Results appear here.'}</p>}
        </section>
      </div>
    </>
  );
}

function readiness(plan: SearchPlan): { candidates?: number; mistake?: Trouble } {
  // An empty field is no mistake yet.
  if (plan.source === 'pasted' && plan.pasted.trim() === '') return {};
  try {
    return { candidates: candidatesIn(requestOf(plan)) };
  } catch (error) {
    return { mistake: { message: `${(error as Error).message}.`, advice: 'Correct it to search.' } };
  }
}
