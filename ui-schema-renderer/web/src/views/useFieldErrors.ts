import type { Problem } from '@/api/problem';
import { errorText } from '@/api/problemText';
import { useLocale, useText } from '@/shared/i18n';

interface FieldErrors {
  /** What is wrong at a place, in the reader's language. */
  at: (place: string) => string | undefined;
  /** Whether the form has a place for some of it. */
  isShown: boolean;
}

/**
 * What was refused, by the places of a form that shows it.
 *
 * @param places JSON Pointers into what is sent
 */
export function useFieldErrors(problem: Problem | null, places: readonly string[]): FieldErrors {
  const t = useText();
  const locale = useLocale();
  return {
    at: (place) => {
      const error = problem?.at(place);
      return error && errorText(error, undefined, t, locale);
    },
    isShown: places.some((place) => problem?.at(place) !== undefined),
  };
}
