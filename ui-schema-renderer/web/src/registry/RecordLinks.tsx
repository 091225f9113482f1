import { createContext, use } from 'react';
import type { Values } from '@/schema/records';

/** What inputs and cells can ask of the page they are on. */
export interface RecordLinks {
  /** Opens a record beside what is shown. */
  open?: (object: string, id: string) => void;
  /** Lets the person make a record, and gives it back when they did. */
  create?: (
    object: string,
    typed: string,
    done: (id: string, title: string | null) => void,
    start?: Values,
  ) => void;
}

const Context = createContext<RecordLinks>({});

export const RecordLinksProvider = Context;

export function useRecordLinks(): RecordLinks {
  return use(Context);
}
