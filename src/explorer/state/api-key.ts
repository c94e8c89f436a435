import { createStore } from './store.ts';

const PLACE = 'hypertangent-key';

/** The key that requests are sent with, for as long as this tab is open; undefined: none. */
export const apiKey = createStore<string | undefined>(sessionStorage.getItem(PLACE) ?? undefined);

apiKey.subscribe((key) => {
  if (key === undefined) sessionStorage.removeItem(PLACE);
  else sessionStorage.setItem(PLACE, key);
});

/** Why a key is asked for; undefined while none is. */
export const keyWanted = createStore<string | undefined>(undefined);
