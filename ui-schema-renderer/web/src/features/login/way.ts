/** Where somebody wanted to go before they left for a provider; it stays in this tab. */

const KEY = 'armature-way';

export function keepWay(to: string): void {
  sessionStorage.setItem(KEY, to);
}

/** An address of this application, once. */
export function takeWay(): string {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return kept !== null && /^\/(?![/\\])/.test(kept) ? kept : '/';
}
