import { createContext, use } from 'react';

/** What an input can ask of the record that it edits, beyond the value that it was given. */
export interface RecordAccess {
  /** The JSON of a field, digit by digit as it is stored. */
  exact: (field: string) => Promise<string>;
  /** A secret in clear; absent for whoever may not read it. */
  secret?: (field: string) => Promise<string>;
}

const Context = createContext<RecordAccess | null>(null);

export const RecordAccessProvider = Context;

/** Nothing where no stored record is edited, such as in the form of a new one. */
export function useRecordAccess(): RecordAccess | null {
  return use(Context);
}
