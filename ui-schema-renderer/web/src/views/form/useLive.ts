import { useMemo } from 'react';
import type { ObjectDefinition } from '@/schema/metadata';
import type { Values } from '@/schema/records';
import { useApp } from '../AppContext';
import { liveEnvironment, liveFormulas, liveRefusals, visibility } from './live';
import type { RecordFormState } from './useRecordForm';

const NOTHING: { live: Values; refusals: Record<string, string> } = { live: {}, refusals: {} };

/** What the form says of itself while it is edited; nothing as long as it shows what was stored. */
export function useLive(object: ObjectDefinition, form: RecordFormState, locale: string) {
  const { me } = useApp();
  const { values } = form.state;
  const { isDirty } = form;
  return useMemo(() => {
    if (!isDirty) {
      return NOTHING;
    }
    const environment = liveEnvironment(me);
    return {
      live: liveFormulas(object, values, environment),
      refusals: liveRefusals(object, values, environment, locale),
    };
  }, [object, values, isDirty, me, locale]);
}

/** Which parts of the form are shown, for the values that are in it now. */
export function useVisibility(object: ObjectDefinition, form: RecordFormState) {
  const { me, model } = useApp();
  const { values, record } = form.state;
  return useMemo(
    () => visibility(object, values, liveEnvironment(me), { model, record }),
    [object, values, me, model, record],
  );
}
