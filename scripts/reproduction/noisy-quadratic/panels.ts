import type { Panel, Series } from '../../lib/line-plot.ts';
import { spreadOf } from '../trained/statistics.ts';
import type { Deviation } from './deviations.ts';
import type { Form } from './equations.ts';

/** How the distance from the mean of draws depends on their number: that of a right form falls as 1/√n. */
export function panelsOf(deviations: readonly Deviation[]): Panel[] {
  return (['same', 'independent'] as const).map((tasks) => {
    const own = deviations.filter(({ form, trace }) => form.tasks === tasks && trace.length > 0);
    const forms = [...new Set(own.map(({ form }) => form))];
    const draws = own[0]!.trace.map(({ draws }) => draws);
    return {
      title: tasks === 'same' ? 'one task' : 'independent tasks',
      x: { label: 'draws n', scale: 'log' },
      y: { label: 'distance / deviation of a draw', scale: 'log' },
      legend: 'bottom',
      series: [
        ...forms.map((form) => meanTrace(form, own)),
        { name: '1/√n', points: draws.map((n) => [n, 1 / Math.sqrt(n)] as const), plain: true, dashed: true },
      ],
    };
  });
}

function meanTrace(form: Form, deviations: readonly Deviation[]): Series {
  const traces = deviations.filter((deviation) => deviation.form === form).map(({ trace }) => trace);
  const points = traces[0]!.map(({ draws }, k) => [draws, spreadOf(traces.map((trace) => trace[k]!.rms)).mean] as const);
  return { name: `(${form.equation}) ${form.reading}`, points };
}
