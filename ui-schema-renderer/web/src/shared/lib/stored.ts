import { useCallback } from 'react';
import { createStore, useStore, type Store } from './external';
import { recallJson, remember } from './storage';

const stores = new Map<string, Store<unknown>>();

/** A value that this browser remembers under a key, seen by all who use the key. */
export function useStored<T>(
  key: string,
  isValid: (value: unknown) => value is T,
  otherwise: T,
): [T, (value: T) => void] {
  let store = stores.get(key) as Store<T> | undefined;
  if (!store) {
    store = createStore<T>(recallJson(key, isValid) ?? otherwise);
    stores.set(key, store as Store<unknown>);
  }
  const known = store;
  const set = useCallback(
    (value: T) => {
      known.set(value);
      remember(key, value);
    },
    [key, known],
  );
  return [useStore(known), set];
}
