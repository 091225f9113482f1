import { createContext, use } from 'react';
import type { FieldValue, Values } from '@/schema/records';

/** What the controls of a form share beyond what JSON Forms gives them. */
export interface FormContextValue {
  /** What is wrong, by the name of the field. */
  errors: Readonly<Record<string, string>>;
  /** What formulas give for the values that are in the form now, as far as that is known here. */
  live: Values;
  /** Whether what has this condition is shown. */
  shows: (condition: unknown) => boolean;
  change: (name: string, value: FieldValue) => void;
  /** Whether the record does not exist yet; what the platform fills in is then not shown. */
  isNew: boolean;
}

const Context = createContext<FormContextValue>({
  errors: {},
  live: {},
  shows: () => true,
  change: () => undefined,
  isNew: false,
});

export const FormProvider = Context;

export function useFormContext(): FormContextValue {
  return use(Context);
}
