import { useEffect, useState } from 'preact/hooks';

/** A value that several parts of the page look at. */
export interface Store<Value> {
  get(): Value;
  set(value: Value): void;
  /** @returns a function that ends it */
  subscribe(changed: (value: Value) => void): () => void;
}

export function createStore<Value>(initial: Value): Store<Value> {
  let value = initial;
  const listeners = new Set<(value: Value) => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener(next);
    },
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}

/** The store's value; a part that uses it is drawn again when it changes. */
export function useStore<Value>(store: Store<Value>): Value {
  const [value, setValue] = useState(store.get());
  useEffect(() => {
    setValue(() => store.get());
    return store.subscribe((next) => setValue(() => next));
  }, [store]);
  return value;
}

const kept = new Map<string, Store<unknown>>();

/** As useState, but what was chosen is still there when a view is come back to. */
export function useKept<Value>(name: string, initial: Value): [Value, (value: Value) => void] {
  let store = kept.get(name) as Store<Value> | undefined;
  if (store === undefined) {
    store = createStore(initial);
    kept.set(name, store as Store<unknown>);
  }
  return [useStore(store), store.set];
}
