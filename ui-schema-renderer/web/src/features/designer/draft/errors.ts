import type { InputError, Problem } from '@/api/problem';

/**
 * Where on a form each error of the server is shown. A form names the places it has as JSON
 * Pointers; an error that points deeper is shown at the nearest place above it.
 */
export interface PlacedErrors {
  at: (pointer: string) => InputError | undefined;
  /** How many errors stand at a place or below it. */
  below: (pointer: string) => number;
  /** Those without a place of their own. */
  rest: readonly InputError[];
}

/** What was refused, and why. */
export interface Rejection {
  problem: Problem;
  sent: unknown;
}

export const NO_ERRORS: PlacedErrors = { at: () => undefined, below: () => 0, rest: [] };

/** The value at a JSON Pointer; undefined where there is none. */
export function valueAt(body: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null
          ? (value as Record<string, unknown>)[key]
          : undefined,
      body,
    );
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The place that an error belongs to: its own, or the nearest above it that the form has. */
export function placeOf(pointer: string, places: ReadonlySet<string>): string | undefined {
  let place = pointer;
  while (place !== '') {
    if (places.has(place)) {
      return place;
    }
    place = place.slice(0, Math.max(0, place.lastIndexOf('/')));
  }
  return undefined;
}

/**
 * Sorts errors to their places. An error goes away once the value that it is about has changed:
 * nobody wants to be told what they have already corrected.
 *
 * @param now what would be sent if it were saved now
 */
export function placeErrors(
  rejection: Rejection | null,
  now: unknown,
  places: readonly string[],
): PlacedErrors {
  if (!rejection) {
    return NO_ERRORS;
  }
  const known = new Set(places);
  const placed = new Map<string, InputError>();
  const rest: InputError[] = [];
  for (const error of rejection.problem.errors) {
    const place = placeOf(error.pointer, known);
    if (place === undefined) {
      rest.push(error);
    } else if (isSame(valueAt(rejection.sent, place), valueAt(now, place)) && !placed.has(place)) {
      placed.set(place, error);
    }
  }
  return {
    at: (pointer) => placed.get(pointer),
    below: (pointer) =>
      [...placed.keys()].filter((key) => key === pointer || key.startsWith(`${pointer}/`)).length,
    rest,
  };
}

/** The same errors as seen from one part of the form: `/fields/2` sees `/name` of its own. */
export function errorsUnder(errors: PlacedErrors, prefix: string): PlacedErrors {
  return {
    at: (pointer) => errors.at(prefix + pointer),
    below: (pointer) => errors.below(prefix + pointer),
    rest: [],
  };
}
