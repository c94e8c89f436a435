import { createStore } from './store.ts';

export const VIEWS = ['kernels', 'digits', 'searches', 'jobs'] as const;
export type View = (typeof VIEWS)[number];

function viewOfAddress(): View {
  const name = location.hash.replace(/^#\/?/, '');
  return VIEWS.find((view) => view === name) ?? 'kernels';
}

/** The view that the address names. */
export const route = createStore(viewOfAddress());

addEventListener('hashchange', () => route.set(viewOfAddress()));
