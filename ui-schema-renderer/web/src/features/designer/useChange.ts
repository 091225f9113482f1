import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem, toProblem } from '@/api/problem';
import { problemText } from '@/api/problemText';
import { refreshModel } from '@/api/queries';
import { useLocale, useText } from '@/shared/i18n';
import { toastError } from '@/shared/ui/Toasts';
import type { Rejection } from './draft/errors';

interface Change {
  busy: boolean;
  /** What was refused last, for the form to show. */
  rejection: Rejection | null;
  /**
   * Carries a change out and reads the metadata again.
   *
   * @param sent what is sent, to which the errors' pointers lead
   * @returns whether it was accepted
   */
  submit: (sent: unknown, change: () => Promise<unknown>) => Promise<boolean>;
  /** Shows a refusal that came in another way. */
  refuse: (sent: unknown, problem: Problem) => void;
  clear: () => void;
}

/** A change of metadata made in a form. */
export function useChange(): Change {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [rejection, setRejection] = useState<Rejection | null>(null);
  const submit = async (sent: unknown, change: () => Promise<unknown>) => {
    setBusy(true);
    setRejection(null);
    try {
      await change();
      await refreshModel(client);
      return true;
    } catch (error) {
      setRejection({ problem: toProblem(error), sent });
      return false;
    } finally {
      setBusy(false);
    }
  };
  const refuse = (sent: unknown, problem: Problem) => setRejection({ problem, sent });
  return { busy, rejection, submit, refuse, clear: () => setRejection(null) };
}

/** A change of metadata made by a click: what is refused is said in a toast. */
export function useQuickChange(): (change: () => Promise<unknown>) => Promise<boolean> {
  const client = useQueryClient();
  const t = useText();
  const locale = useLocale();
  return async (change) => {
    try {
      await change();
      await refreshModel(client);
      return true;
    } catch (error) {
      const problem = error instanceof Problem ? error : toProblem(error);
      const words = problemText(problem, t, locale);
      toastError(words.title, problem.errors[0]?.message ?? words.detail);
      return false;
    }
  };
}
