import { Maximize2 } from 'lucide-react';
import { memo, useRef, type ReactNode } from 'react';
import type { TenantModel } from '@/schema/model';
import { valueAt, type FieldValue, type RawRecord } from '@/schema/records';
import { cx } from '@/shared/lib/classNames';
import { useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import { CellEditor, type Step } from './CellEditor';
import { CellNotice } from './CellNotice';
import type { Column } from './columns';
import styles from './Grid.module.css';
import { cellKey, type CellFailure } from './useCellEdits';

export interface RowActions {
  activate: (row: number, column: number) => void;
  edit: (row: number, column: number) => void;
  commit: (row: number, column: number, value: FieldValue, step: Step) => void;
  cancel: () => void;
  open: (row: number) => void;
  select: (row: number, selected: boolean, range: boolean) => void;
  dismiss: (id: string, field: string) => void;
  insist: (row: number, column: number, value: FieldValue) => void;
}

interface GridRowProps {
  model: TenantModel;
  record: RawRecord;
  columns: readonly Column[];
  index: number;
  top: number;
  isSelected: boolean;
  isOpen: boolean;
  activeColumn: number | null;
  editing: { typed: string | undefined } | null;
  failures: ReadonlyMap<string, CellFailure>;
  saving: ReadonlySet<string>;
  idOf: (row: number, column: number) => string;
  actions: RowActions;
}

export const GridRow = memo(function GridRow(props: GridRowProps) {
  const t = useText();
  const { record, columns, index, actions } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.isSelected}
      className={cx(
        styles.row,
        props.isSelected && styles.selected,
        props.isOpen && styles.openRow,
        props.activeColumn !== null && styles.activeRow,
      )}
      style={{ transform: `translateY(${props.top}px)` }}
    >
      <div className={styles.checkCell} role="gridcell" aria-colindex={1}>
        <span
          className={styles.checkArea}
          onClickCapture={(event) => {
            if (event.shiftKey) {
              event.preventDefault();
              event.stopPropagation();
              actions.select(index, true, true);
            }
          }}
        >
          <Checkbox
            label={t('grid.selectRow')}
            checked={props.isSelected}
            onChange={(checked) => actions.select(index, checked, false)}
            tabIndex={-1}
          />
        </span>
      </div>
      {columns.map((column, i) => (
        <Cell
          key={column.path}
          {...props}
          column={column}
          columnIndex={i}
          value={valueAt(props.model, record, column.found)}
          isActive={props.activeColumn === i}
        />
      ))}
    </div>
  );
});

interface CellProps extends GridRowProps {
  column: Column;
  columnIndex: number;
  value: FieldValue;
  isActive: boolean;
}

function Cell(props: CellProps) {
  const t = useText();
  const { record, column, columnIndex, index, value, isActive, actions } = props;
  const key = cellKey(record.id, column.path);
  const failure = props.failures.get(key);
  // The first click goes to a cell, the next one edits it.
  const wasActive = useRef(false);
  const editing = isActive ? props.editing : null;
  const { kind } = column;
  let content: ReactNode = <kind.Cell field={column.field} value={value} />;
  if (column.isTitle) {
    content = <Title value={value} content={content} onOpen={() => actions.open(index)} />;
  }
  return (
    <div
      id={props.idOf(index, columnIndex)}
      role="gridcell"
      aria-colindex={columnIndex + 2}
      aria-readonly={!column.isEditable}
      aria-invalid={failure ? true : undefined}
      className={cx(
        styles.cell,
        columnIndex === 0 && styles.sticky,
        isActive && styles.active,
        kind.align === 'end' && styles.end,
        failure && styles.failed,
        props.saving.has(key) && styles.saving,
      )}
      style={{ width: column.width }}
      onMouseDown={(event) => {
        wasActive.current = isActive;
        if (event.button === 0 && !isActive) {
          actions.activate(index, columnIndex);
        }
      }}
      onClick={() => wasActive.current && actions.edit(index, columnIndex)}
      onDoubleClick={() => actions.edit(index, columnIndex)}
    >
      <div className={styles.cellContent}>{content}</div>
      {editing && (
        <CellEditor
          column={column}
          value={value}
          typed={editing.typed}
          onCommit={(next, step) => actions.commit(index, columnIndex, next, step)}
          onCancel={actions.cancel}
        />
      )}
      {failure && !editing && (
        <CellNotice
          column={column}
          failure={failure}
          onDismiss={() => actions.dismiss(record.id, column.path)}
          onInsist={(mine) => actions.insist(index, columnIndex, mine)}
        />
      )}
      {column.isTitle && !editing && (
        <button
          type="button"
          tabIndex={-1}
          className={styles.openButton}
          onClick={(event) => {
            event.stopPropagation();
            actions.open(index);
          }}
        >
          <Maximize2 />
          {t('grid.open')}
        </button>
      )}
    </div>
  );
}

function Title({
  value,
  content,
  onOpen,
}: {
  value: FieldValue;
  content: ReactNode;
  onOpen: () => void;
}) {
  const t = useText();
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.title}
      onClick={(event) => {
        event.stopPropagation();
        onOpen();
      }}
    >
      {value === null || value === '' ? (
        <span className={styles.untitled}>{t('record.untitled')}</span>
      ) : (
        content
      )}
    </button>
  );
}
