import { ArrowDown, ArrowUp, EyeOff, X } from 'lucide-react';
import { useRef, type PointerEvent } from 'react';
import { cx } from '@/shared/lib/classNames';
import { useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu';
import { MAX_WIDTH, MIN_WIDTH, type Column } from './columns';
import styles from './Grid.module.css';

export type Selected = 'none' | 'some' | 'all';

interface GridHeaderProps {
  columns: readonly Column[];
  sort: readonly string[];
  active: number | null;
  selected: Selected;
  idOf: (column: number) => string;
  onSelectAll: (selected: boolean) => void;
  onSort: (sort: string[]) => void;
  onHide: (path: string) => void;
  onResize: (path: string, width: number) => void;
}

export function directionOf(
  sort: readonly string[],
  path: string,
): 'ascending' | 'descending' | null {
  if (sort.includes(path)) {
    return 'ascending';
  }
  return sort.includes(`-${path}`) ? 'descending' : null;
}

/** Ascending, then descending, then not at all. */
export function nextSort(sort: readonly string[], path: string): string[] {
  const direction = directionOf(sort, path);
  return direction === null ? [path] : direction === 'ascending' ? [`-${path}`] : [];
}

export function GridHeader(props: GridHeaderProps) {
  const t = useText();
  return (
    <div className={styles.header} role="row" aria-rowindex={1}>
      <div className={styles.checkCell} role="columnheader" aria-colindex={1}>
        <Checkbox
          label={t('grid.selectAll')}
          checked={props.selected === 'all'}
          indeterminate={props.selected === 'some'}
          onChange={props.onSelectAll}
          tabIndex={-1}
        />
      </div>
      {props.columns.map((column, i) => (
        <HeaderCell key={column.path} column={column} index={i} {...props} />
      ))}
    </div>
  );
}

function HeaderCell({
  column,
  index,
  sort,
  active,
  idOf,
  onSort,
  onHide,
  onResize,
}: GridHeaderProps & { column: Column; index: number }) {
  const t = useText();
  const { sortPath } = column;
  const direction = sortPath === null ? null : directionOf(sort, sortPath);
  const Icon = column.kind.icon;
  return (
    <div
      id={idOf(index)}
      role="columnheader"
      aria-colindex={index + 2}
      aria-sort={direction ?? 'none'}
      className={cx(
        styles.headerCell,
        index === 0 && styles.sticky,
        active === index && styles.activeHeader,
        column.kind.align === 'end' && styles.end,
      )}
      style={{ width: column.width }}
    >
      <Menu
        trigger={
          <button type="button" tabIndex={-1} className={styles.headerButton}>
            <Icon className={styles.headerIcon} />
            <span className={styles.headerText}>{column.label}</span>
            {direction === 'ascending' && <ArrowUp className={styles.sortIcon} />}
            {direction === 'descending' && <ArrowDown className={styles.sortIcon} />}
          </button>
        }
      >
        {sortPath !== null && (
          <>
            <MenuItem icon={<ArrowUp />} onSelect={() => onSort([sortPath])}>
              {t('grid.sortAscending')}
            </MenuItem>
            <MenuItem icon={<ArrowDown />} onSelect={() => onSort([`-${sortPath}`])}>
              {t('grid.sortDescending')}
            </MenuItem>
          </>
        )}
        {direction && (
          <MenuItem icon={<X />} onSelect={() => onSort([])}>
            {t('grid.sortNone')}
          </MenuItem>
        )}
        {sortPath !== null && <MenuSeparator />}
        <MenuItem icon={<EyeOff />} onSelect={() => onHide(column.path)}>
          {t('grid.hideColumn')}
        </MenuItem>
      </Menu>
      <Resizer column={column} onResize={onResize} />
    </div>
  );
}

/** The edge of a column, to be dragged. */
function Resizer({
  column,
  onResize,
}: {
  column: Column;
  onResize: (path: string, width: number) => void;
}) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const widthAt = (event: PointerEvent) => {
    const from = start.current;
    return from
      ? Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, Math.round(from.width + event.clientX - from.x)))
      : column.width;
  };
  return (
    <div
      className={styles.resizer}
      aria-hidden="true"
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width: column.width };
      }}
      onPointerMove={(event) => start.current && onResize(column.path, widthAt(event))}
      onPointerUp={() => {
        start.current = null;
      }}
    />
  );
}
