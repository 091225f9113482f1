import { useEffect } from 'react';
import { createStore, useStore } from '@/shared/lib/external';
import { hasCommand } from '@/shared/lib/keyboard';

const store = createStore(false);

export function openCommandMenu(): void {
  store.set(true);
}

/** Whether the command menu is open; Ctrl-K or Command-K opens and closes it. */
export function useCommandMenu() {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (hasCommand(event) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        store.set(!store.get());
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return { open: useStore(store), setOpen: store.set };
}
