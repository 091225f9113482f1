import { useState } from 'react';
import type { Job } from '@/api/types';
import { useTellProblem } from '../useTellProblem';

/** Does something with a job, one thing at a time, and tells what went wrong. */
export function useJobAct() {
  const tell = useTellProblem();
  const [busy, setBusy] = useState(false);

  const act = async (action: () => Promise<Job>, then: (job: Job) => void) => {
    setBusy(true);
    try {
      then(await action());
    } catch (error) {
      tell(error);
    }
    setBusy(false);
  };
  return { busy, act };
}
