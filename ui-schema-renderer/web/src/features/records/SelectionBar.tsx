import { Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { ObjectDefinition } from '@/schema/metadata';
import { titleOf, type RawRecord } from '@/schema/records';
import { useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { useApp } from '@/views/AppContext';
import { useDelete } from '@/views/record/useDelete';
import styles from './List.module.css';

interface SelectionBarProps {
  object: ObjectDefinition;
  rows: readonly RawRecord[];
  selection: ReadonlySet<string>;
  onClear: () => void;
  onDeleted: (ids: readonly string[]) => void;
}

/** What can be done with the selected records. */
export function SelectionBar({ object, rows, selection, onClear, onDeleted }: SelectionBarProps) {
  const t = useText();
  const { model } = useApp();
  const remove = useDelete(object);
  const [busy, setBusy] = useState(false);

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

  return (
    <div className={styles.selection} role="toolbar" aria-label={t('list.selectionActions')}>
      <span role="status">{t('list.selected', { count: selection.size })}</span>
      <Button size="sm" icon={<Trash2 />} busy={busy} onClick={() => void discard()}>
        {t('common.delete')}
      </Button>
      <IconButton size="sm" label={t('list.clearSelection')} onClick={onClear}>
        <X />
      </IconButton>
    </div>
  );
}
