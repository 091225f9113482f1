import { Pencil, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { massDelete } from '@/api/records';
import type { Job } from '@/api/types';
import type { ObjectDefinition } from '@/schema/metadata';
import { titleOf, type RawRecord } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { useApp } from '@/views/AppContext';
import { useDelete } from '@/views/record/useDelete';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './List.module.css';
import { canChangeTogether, filterOf, sizeOf, type Choice } from './massChange';
import { MassEditDialog } from './MassEditDialog';

interface SelectionBarProps {
  object: ObjectDefinition;
  rows: readonly RawRecord[];
  selection: ReadonlySet<string>;
  /** What the list shows, of which only some is loaded. */
  filter: string;
  total: number;
  onClear: () => void;
  onDeleted: (ids: readonly string[]) => void;
  onStarted: (job: Job) => void;
}

/** What can be done with the selected records, or with all that match. */
export function SelectionBar(props: SelectionBarProps) {
  const { object, rows, selection, filter, total, onClear, onDeleted, onStarted } = props;
  const t = useText();
  const locale = useLocale();
  const tell = useTellProblem();
  const { model } = useApp();
  const remove = useDelete(object);
  const [busy, setBusy] = useState(false);
  // Choosing another record by hand ends it.
  const [wholeSince, setWholeSince] = useState<ReadonlySet<string> | null>(null);
  const isEverything = wholeSince === selection;
  const [dialog, setDialog] = useState<'edit' | 'delete' | null>(null);
  const choice: Choice = isEverything ? { filter, total } : { ids: selection };
  const number = new Intl.NumberFormat(locale);
  const hasMore = total > rows.length && rows.every((row) => selection.has(row.id));

  const discard = async () => {
    const ids = [...selection];
    const single = ids.length === 1 ? rows.find((row) => row.id === ids[0]) : undefined;
    const title = single ? (titleOf(model, object, single) ?? t('record.untitled')) : null;
    setBusy(true);
    const isDone = await remove(ids, title);
    setBusy(false);
    if (isDone) {
      onDeleted(ids);
      onClear();
    }
  };

  const begun = (job: Job) => {
    onStarted(job);
    onClear();
  };

  const discardAll = async () => {
    setBusy(true);
    try {
      begun(await massDelete(object.name, filterOf(choice)));
    } catch (error) {
      tell(error);
      setBusy(false);
    }
  };

  return (
    <div className={styles.selection} role="toolbar" aria-label={t('list.selectionActions')}>
      <span role="status">{t('list.selected', { count: sizeOf(choice) })}</span>
      {hasMore && !isEverything && (
        <Button size="sm" onClick={() => setWholeSince(selection)}>
          {t('mass.selectAll', { total: number.format(total) })}
        </Button>
      )}
      {canChangeTogether(choice) && (
        <Button size="sm" icon={<Pencil />} onClick={() => setDialog('edit')}>
          {t('mass.edit')}
        </Button>
      )}
      <Button
        size="sm"
        icon={<Trash2 />}
        busy={busy}
        onClick={() => (isEverything ? setDialog('delete') : void discard())}
      >
        {t('common.delete')}
      </Button>
      <IconButton size="sm" label={t('list.clearSelection')} onClick={onClear}>
        <X />
      </IconButton>
      {dialog === 'edit' && (
        <MassEditDialog
          object={object}
          choice={choice}
          onClose={() => setDialog(null)}
          onStarted={begun}
        />
      )}
      <ConfirmDialog
        open={dialog === 'delete'}
        title={t('mass.deleteTitle', { count: sizeOf(choice) })}
        description={t('mass.deleteHelp')}
        action={t('common.delete')}
        busy={busy}
        onConfirm={() => void discardAll()}
        onClose={() => setDialog(null)}
      />
    </div>
  );
}
