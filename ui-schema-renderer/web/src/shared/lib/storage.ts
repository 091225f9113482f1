/** What the browser remembers. Storage may be full or switched off; then nothing is remembered. */

const PREFIX = 'armature.';

export function remember(key: string, value: unknown): void {
  try {
    if (value === null || value === undefined) {
      localStorage.removeItem(PREFIX + key);
    } else {
      localStorage.setItem(PREFIX + key, typeof value === 'string' ? value : JSON.stringify(value));
    }
  } catch {
    // The choice then lasts as long as the page.
  }
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

export function recallJson<T>(key: string, isValid: (value: unknown) => value is T): T | null {
  const text = recall(key);
  if (text === null) {
    return null;
  }
  try {
    const value: unknown = JSON.parse(text);
    return isValid(value) ? value : null;
  } catch {
    return null;
  }
}
