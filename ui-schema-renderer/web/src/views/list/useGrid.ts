import { useMemo, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { valueAt, type FieldValue, type RawRecord } from '@/schema/records';
import { useLocale } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';
import { recordPath } from '../paths';
import type { Column } from './columns';
import { nextSort } from './GridHeader';
import { intentOf, type Intent, type Place } from './gridKeys';
import type { RowActions } from './GridRow';
import type { useCellEdits } from './useCellEdits';

export const ROW_HEIGHT = 34;

export interface GridProps {
  model: TenantModel;
  object: ObjectDefinition;
  columns: readonly Column[];
  rows: readonly RawRecord[];
  total: number | undefined;
  label: string;
  sort: readonly string[];
  /** Whether these are the records of an earlier question, while a newer one is on its way. */
  isStale: boolean;
  hasMore: boolean;
  onMore: () => void;
  selection: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
  /** The record that is open beside the list. */
  openId: string | null;
  edits: ReturnType<typeof useCellEdits>;
  onSort: (sort: string[]) => void;
  onHide: (path: string) => void;
  onResize: (path: string, width: number) => void;
  onOpen: (id: string) => void;
  onClose: () => void;
}

/** Where one is in the grid, and what keys, clicks and pastes do there. */
export function useGrid(
  props: GridProps,
  element: React.RefObject<HTMLDivElement | null>,
  reveal: (place: Place) => void,
) {
  const { model, columns, rows, selection, edits } = props;
  const locale = useLocale();
  const navigate = useNavigate();
  const [active, setActive] = useState<Place | null>(null);
  const [editing, setEditing] = useState<{ typed: string | undefined } | null>(null);
  const lastSelected = useRef<number | null>(null);

  const focus = () => element.current?.focus({ preventScroll: true });

  const go = (to: Place) => {
    setActive(to);
    setEditing(null);
    reveal(to);
  };

  const valueOf = (row: number, index: number): FieldValue => {
    const [record, column] = [rows[row], columns[index]];
    return record && column ? valueAt(model, record, column.found) : null;
  };

  const write = (row: number, index: number, after: FieldValue) => {
    const [record, column] = [rows[row], columns[index]];
    if (record && column?.isEditable) {
      edits.save(
        {
          id: record.id,
          field: column.found.field,
          before: valueOf(row, index),
          after: after === '' ? null : after,
        },
        false,
      );
    }
  };

  const edit = useEvent((row: number, index: number, typed?: string) => {
    const [record, column] = [rows[row], columns[index]];
    if (!record || !column) {
      return;
    }
    setActive({ row, column: index });
    if (!column.isEditable) {
      if (typed === undefined) {
        props.onOpen(record.id);
      }
    } else if (column.kind.edit !== 'toggle') {
      edits.dismiss(record.id, column.path);
      setEditing({ typed });
    } else if (typed === undefined) {
      write(row, index, valueOf(row, index) !== true);
    }
  });

  const select = useEvent((row: number, isSelected: boolean, range: boolean) => {
    const next = new Set(selection);
    const from = range ? (lastSelected.current ?? row) : row;
    for (let i = Math.min(from, row); i <= Math.max(from, row); i++) {
      const id = rows[i]?.id;
      if (id && isSelected) {
        next.add(id);
      } else if (id) {
        next.delete(id);
      }
    }
    lastSelected.current = row;
    props.onSelect(next);
  });

  const commit = useEvent((...[row, index, value, step]: Parameters<RowActions['commit']>) => {
    write(row, index, value);
    const column = index + (step === 'right' ? 1 : step === 'left' ? -1 : 0);
    const below = step === 'down' ? Math.min(row + 1, rows.length - 1) : row;
    if (step === 'stay') {
      setEditing(null);
    } else {
      go({ row: below, column: Math.max(0, Math.min(column, columns.length - 1)) });
    }
    if (step !== 'stay' || element.current?.contains(document.activeElement)) {
      focus();
    }
  });

  const open = useEvent((row: number) => {
    const id = rows[row]?.id;
    if (id) {
      setActive((old) => ({ row, column: old?.row === row ? old.column : 0 }));
      props.onOpen(id);
    }
  });

  const dismiss = useEvent((id: string, field: string) => {
    edits.dismiss(id, field);
    focus();
  });

  const insist = useEvent((row: number, column: number, value: FieldValue) => {
    write(row, column, value);
    focus();
  });

  const cancel = useEvent(() => {
    setEditing(null);
    focus();
  });

  const activate = useEvent((row: number, column: number) => {
    setActive({ row, column });
    setEditing(null);
  });

  const actions = useMemo<RowActions>(
    () => ({ activate, edit, commit, cancel, open, select, dismiss, insist }),
    [activate, edit, commit, cancel, open, select, dismiss, insist],
  );

  const leave = (id: string | undefined, column: Column | undefined) => {
    if (id && column) {
      edits.dismiss(id, column.path);
    }
    if (selection.size > 0) {
      props.onSelect(new Set());
    } else {
      props.onClose();
    }
  };

  const perform = (intent: Intent, at: Place) => {
    const id = rows[at.row]?.id;
    const column = columns[at.column];
    switch (intent.kind) {
      case 'move':
        return go(intent.to);
      case 'edit':
        return at.row < 0 && column
          ? intent.typed === undefined &&
              column.sortPath !== null &&
              props.onSort(nextSort(props.sort, column.sortPath))
          : edit(at.row, at.column, intent.typed);
      case 'open':
        return open(at.row);
      case 'openPage':
        return id && navigate(recordPath(props.object.name, id));
      case 'select':
        return select(at.row, !(id && selection.has(id)), false);
      case 'selectAll':
        return props.onSelect(new Set(rows.map((row) => row.id)));
      case 'clear':
        return write(at.row, at.column, null);
      case 'undo':
        return edits.undo();
      case 'leave':
        return leave(id, column);
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget || editing || event.nativeEvent.isComposing) {
      return;
    }
    const height = element.current?.clientHeight ?? 0;
    const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 2);
    const at = active ?? { row: 0, column: 0 };
    const intent = intentOf(event, at, { rows: rows.length, columns: columns.length, page });
    if (intent) {
      event.preventDefault();
      perform(intent, at);
    }
  };

  const onFocus = (event: React.FocusEvent) => {
    if (event.target === event.currentTarget && !active && rows.length > 0) {
      setActive({ row: 0, column: 0 });
    }
  };

  const onCopy = (event: ClipboardEvent) => {
    const column = active && columns[active.column];
    if (event.target === event.currentTarget && active && column) {
      event.preventDefault();
      const value = valueOf(active.row, active.column);
      event.clipboardData.setData('text/plain', column.kind.toText(value, column.field, locale));
    }
  };

  const onPaste = (event: ClipboardEvent) => {
    const column = active && columns[active.column];
    if (event.target !== event.currentTarget || !active || !column) {
      return;
    }
    const text = event.clipboardData.getData('text/plain');
    const value = column.kind.fromText?.(text, column.field, locale);
    if (value !== undefined) {
      event.preventDefault();
      write(active.row, active.column, value);
    }
  };

  return { active, editing, actions, handlers: { onKeyDown, onFocus, onCopy, onPaste } };
}
