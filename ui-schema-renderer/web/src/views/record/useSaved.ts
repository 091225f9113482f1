import { useQueryClient } from '@tanstack/react-query';
import { refreshRecords } from '@/api/queries';
import { updateRecord } from '@/api/records';
import type { ObjectDefinition } from '@/schema/metadata';
import { versionOf, type Values } from '@/schema/records';
import { useText } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';
import { toast } from '@/shared/ui/Toasts';
import { useTellProblem } from '@/views/useTellProblem';
import type { Saved } from '../form/useRecordForm';

/** Tells that a record was saved, and puts it back as it was if that is wanted. */
export function useSaved(object: ObjectDefinition) {
  const t = useText();
  const tell = useTellProblem();
  const client = useQueryClient();
  return useEvent(({ record, before, changes, isMerged }: Saved) => {
    const undo = async () => {
      const old: Values = Object.fromEntries(
        Object.keys(changes).map((name) => [name, before[name] ?? null]),
      );
      try {
        await updateRecord(object, record.id, versionOf(record), old);
      } catch (error) {
        tell(error);
      }
      await refreshRecords(client, object.name);
    };
    toast(isMerged ? t('conflict.merged') : t('record.saved'), () => void undo());
    void client.invalidateQueries({ queryKey: ['records', object.name, 'history', record.id] });
    void client.invalidateQueries({ queryKey: ['records', object.name, 'related'] });
  });
}
