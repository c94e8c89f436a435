import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { KeyButton } from './parts/key.tsx';
import { apiKey } from './state/api-key.ts';
import { route, VIEWS, type View } from './state/route.ts';
import { useStore } from './state/store.ts';
import { theme, toggleTheme } from './state/theme.ts';
import { DigitsView } from './views/digits/digits-view.tsx';
import { JobsView } from './views/jobs/jobs-view.tsx';
import { KernelsView } from './views/kernels/kernels-view.tsx';
import { SearchesView } from './views/searches/searches-view.tsx';

const PARTS: Readonly<Record<View, { title: string; Part: ComponentType }>> = {
  kernels: { title: 'Kernels', Part: KernelsView },
  digits: { title: 'Digits', Part: DigitsView },
  searches: { title: 'Searches', Part: SearchesView },
  jobs: { title: 'Jobs', Part: JobsView },
};

/** The page: the way to every view, and the one that the address names. */
export function App() {
  const view = useStore(route);
  const key = useStore(apiKey);
  const { title, Part } = PARTS[view];
  useEffect(() => {
    document.title = `${title} · Hypertangent`;
  }, [title]);
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('main')!.focus()}>
        To the content
      </button>
      <header class="bar">
        <a class="name" href="#/kernels">
          <img src="/explorer/icon.svg" alt="" width="26" height="26" />
          Hypertangent
        </a>
        <nav aria-label="Views">
          {VIEWS.map((name) => (
            <a key={name} href={`#/${name}`} {...(name === view && { 'aria-current': 'page' as const })}>
              {PARTS[name].title}
            </a>
          ))}
        </nav>
        <div class="tools">
          <a href="/docs">API</a>
          <KeyButton />
          <ThemeButton />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {/* With another key there is other work to do. */}
        <Part key={key} />
      </main>
    </>
  );
}

function ThemeButton() {
  const other = useStore(theme) === 'dark' ? 'light' : 'dark';
  return (
    <button type="button" class="icon" onClick={toggleTheme} aria-label={`Show the page ${other}`} title={`Show the page ${other}`}>
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
        <circle cx="9" cy="9" r="7" fill="none" stroke="currentColor" stroke-width="1.6" />
        <path d="M9 2a7 7 0 0 1 0 14z" fill="currentColor" />
      </svg>
    </button>
  );
}
