import { toProblem } from '@/api/problem';
import { problemText } from '@/api/problemText';
import { useLocale, useText } from '@/shared/i18n';
import { toastError } from '@/shared/ui/Toasts';

/** For what fails away from any form: says in a corner why. */
export function useTellProblem(): (error: unknown) => void {
  const t = useText();
  const locale = useLocale();
  return (error) => {
    const words = problemText(toProblem(error), t, locale);
    toastError(words.title, words.detail);
  };
}
