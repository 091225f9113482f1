import { useQueryClient } from '@tanstack/react-query';
import { toProblem } from '@/api/problem';
import { problemText } from '@/api/problemText';
import { refreshRecords } from '@/api/queries';
import { deleteRecord, deleteRecords, restoreRecord } from '@/api/records';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';
import { toast, toastError } from '@/shared/ui/Toasts';
import { removeCached } from '../recordCache';

/** So many records are deleted in one request, all or none of them. */
const BATCH = 100;

/** Deletes records at once and offers to bring them back, rather than asking first. */
export function useDelete(object: ObjectDefinition) {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();

  const tell = (title: string, error: unknown) =>
    toastError(title, problemText(toProblem(error), t, locale).detail);

  const restore = async (ids: readonly string[], title: string | null) => {
    try {
      for (const id of ids) {
        await restoreRecord(object.name, id);
      }
      toast(
        title === null
          ? t('record.restoredMany', { count: ids.length })
          : t('record.restored', { record: title }),
      );
    } catch (error) {
      tell(t('record.restoreFailed'), error);
    }
    await refreshRecords(client, object.name);
  };

  /**
   * @param title what the record is called, when it is a single one
   * @returns whether they are deleted
   */
  return useEvent(async (ids: readonly string[], title: string | null): Promise<boolean> => {
    const gone: string[] = [];
    try {
      for (let i = 0; i < ids.length; i += BATCH) {
        const batch = ids.slice(i, i + BATCH);
        await (batch.length === 1 && batch[0] !== undefined
          ? deleteRecord(object.name, batch[0])
          : deleteRecords(object.name, batch));
        gone.push(...batch);
      }
    } catch (error) {
      tell(t('record.deleteFailed'), error);
    }
    if (gone.length === 0) {
      return false;
    }
    removeCached(client, object.name, gone);
    for (const id of gone) {
      client.removeQueries({ queryKey: ['records', object.name, 'one', id] });
    }
    toast(
      title === null
        ? t('record.deletedMany', { count: gone.length })
        : t('record.deleted', { record: title }),
      () => void restore(gone, title),
    );
    void refreshRecords(client, object.name);
    return gone.length === ids.length;
  });
}
