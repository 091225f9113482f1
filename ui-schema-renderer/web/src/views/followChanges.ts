import type { Query, QueryClient } from '@tanstack/react-query';
import { listen, type Change, type Told } from '@/api/changes';
import { refreshModel } from '@/api/queries';
import { session } from '@/api/session';
import { findCached } from './recordCache';

/**
 * Keeps what is on the screen in step with what others change: asks again for what shows a record
 * that changed. Nothing is taken from the stream itself, so it shows nobody more than they may ask
 * for, and a form goes on by its own rules.
 */

/** Changes that come together are asked for together, and a busy object not all the time. */
const SOON = 200;
const REST = 2_000;

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

interface Pending {
  ids: Set<string>;
  /** Those that are not there any more, of which an open form keeps what it has. */
  lost: Set<string>;
  timer: ReturnType<typeof setTimeout> | undefined;
  last: number;
}

function concerns(query: Query, object: string, { ids, lost }: Pending): boolean {
  const [kind, of, what, id] = query.queryKey;
  if (kind !== 'records' || of !== object) {
    return false;
  }
  const isOfOne = (what === 'one' || what === 'history') && typeof id === 'string';
  return !isOfOne || (ids.has(id) && !lost.has(id));
}

class Screen {
  private readonly pending = new Map<string, Pending>();

  constructor(private readonly client: QueryClient) {}

  take(told: Told): void {
    if (told.kind === 'change') {
      this.note(told.change);
    } else if (told.kind === 'reset') {
      void this.client.invalidateQueries({ queryKey: ['records'] });
    } else if (told.kind === 'metadata') {
      void refreshModel(this.client);
    }
  }

  private note({ type, object, id, version }: Change): void {
    const isLost = type === 'deleted' || type === 'gone';
    // One's own write is there already.
    const known = Number(findCached(this.client, object, id)?.['version'] ?? -1);
    if (!isLost && version !== undefined && known >= version) {
      return;
    }
    const pending = this.pendingOf(object);
    pending.ids.add(id);
    if (isLost) {
      pending.lost.add(id);
    } else {
      pending.lost.delete(id);
    }
    pending.timer ??= setTimeout(
      () => this.ask(object, pending),
      Math.max(SOON, pending.last + REST - Date.now()),
    );
  }

  private pendingOf(object: string): Pending {
    const known = this.pending.get(object);
    if (known) {
      return known;
    }
    const fresh = { ids: new Set<string>(), lost: new Set<string>(), timer: undefined, last: 0 };
    this.pending.set(object, fresh);
    return fresh;
  }

  private ask(object: string, pending: Pending): void {
    const asked = { ...pending };
    this.pending.set(object, {
      ids: new Set(),
      lost: new Set(),
      timer: undefined,
      last: Date.now(),
    });
    void this.client.invalidateQueries({ predicate: (query) => concerns(query, object, asked) });
  }

  close(): void {
    for (const { timer } of this.pending.values()) {
      clearTimeout(timer);
    }
  }
}

function isVisible(): boolean {
  return document.visibilityState === 'visible';
}

async function whenVisible(signal: AbortSignal): Promise<void> {
  while (!isVisible() && !signal.aborted) {
    await new Promise<void>((resolve) => {
      document.addEventListener('visibilitychange', () => resolve(), { once: true, signal });
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

async function wait(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds * (0.5 + Math.random())));
}

/** Ends when the tab is hidden: nobody looks, and who comes back hears what they missed. */
function whileVisible(signal: AbortSignal): AbortSignal {
  const hidden = new AbortController();
  const look = () => {
    if (!isVisible()) {
      hidden.abort();
    }
  };
  document.addEventListener('visibilitychange', look, { signal: hidden.signal });
  signal.addEventListener('abort', () => hidden.abort(), { once: true, signal: hidden.signal });
  return hidden.signal;
}

/** Follows from now on; what it gives stops that. */
export function followChanges(client: QueryClient): () => void {
  const stop = new AbortController();
  const screen = new Screen(client);
  void follow(screen, stop.signal);
  return () => {
    stop.abort();
    screen.close();
  };
}

async function follow(screen: Screen, signal: AbortSignal): Promise<void> {
  let last: string | null = null;
  let failures = 0;
  while (!signal.aborted && session.get().state === 'signedIn') {
    await whenVisible(signal);
    const visible = whileVisible(signal);
    try {
      await listen(last, visible, (told, id) => {
        last = id ?? last;
        if (told) {
          failures = told.kind === 'ready' ? 0 : failures;
          screen.take(told);
        }
      });
    } catch {
      // Whatever it was, the page works without; it is tried again.
    }
    if (!visible.aborted) {
      await wait(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures));
      failures++;
    }
  }
}
