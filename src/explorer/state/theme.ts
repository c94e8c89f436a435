import { createStore } from './store.ts';

export type Theme = 'light' | 'dark';

const PLACE = 'hypertangent-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function chosen(): Theme | undefined {
  const theme = localStorage.getItem(PLACE);
  return theme === 'light' || theme === 'dark' ? theme : undefined;
}

const systemTheme = (): Theme => (system.matches ? 'dark' : 'light');

/** The theme on show: the one that was chosen here, or the system's. */
export const theme = createStore<Theme>(chosen() ?? systemTheme());

function show(next: Theme): void {
  document.documentElement.dataset.theme = next;
}
show(theme.get());
theme.subscribe(show);
system.addEventListener('change', () => chosen() ?? theme.set(systemTheme()));

export function toggleTheme(): void {
  const next = theme.get() === 'dark' ? 'light' : 'dark';
  localStorage.setItem(PLACE, next);
  theme.set(next);
}
