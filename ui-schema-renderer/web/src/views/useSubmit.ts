import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { useFieldErrors } from './useFieldErrors';

/**
 * What a form sends, one thing at a time, and what was refused of it.
 *
 * @param places JSON Pointers into what is sent, where the form shows what is wrong
 */
export function useSubmit(places: readonly string[]) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, places);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(false);
  };
  return {
    busy,
    /** What is wrong and has no place of its own. */
    problem: isShown ? null : problem,
    at,
    run,
  };
}
