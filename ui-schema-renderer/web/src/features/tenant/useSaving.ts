import { useState } from 'react';
import { toProblem, type Problem } from '@/api/problem';
import { changeTenant } from '@/api/tenant';
import type { TenantPatch } from '@/api/types';
import { useFieldErrors } from '@/views/useFieldErrors';

/** Saves some of the settings, and says what was refused at which place. */
export function useSaving(places: readonly string[], onSaved: () => Promise<void>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { at, isShown } = useFieldErrors(problem, places);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      await onSaved();
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
    save: (patch: TenantPatch) => run(() => changeTenant(patch)),
  };
}
