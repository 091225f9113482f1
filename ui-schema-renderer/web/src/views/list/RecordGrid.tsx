import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef } from 'react';
import { useText } from '@/shared/i18n';
import { cx } from '@/shared/lib/classNames';
import { useEvent } from '@/shared/lib/hooks';
import { Skeleton } from '@/shared/ui/Skeleton';
import styles from './Grid.module.css';
import { GridHeader, type Selected } from './GridHeader';
import type { Place } from './gridKeys';
import { GridRow } from './GridRow';
import { ROW_HEIGHT, useGrid, type GridProps } from './useGrid';

const LOADING_ROWS = 6;
/** So many rows before the end of what is loaded, more is asked for. */
const AHEAD = 30;

/** A table of records in which one moves, edits and selects by keyboard and mouse. */
export function RecordGrid(props: GridProps) {
  const { columns, rows, selection, edits, hasMore } = props;
  const t = useText();
  const prefix = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const activeRow = useRef<number | null>(null);

  const virtual = useVirtualizer({
    count: rows.length + (hasMore ? LOADING_ROWS : 0),
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollPaddingStart: ROW_HEIGHT,
    scrollPaddingEnd: ROW_HEIGHT,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      const row = activeRow.current;
      // The row with the focus stays in the page, wherever one scrolls.
      return row !== null && row >= 0 && row < rows.length && !shown.includes(row)
        ? [...shown, row].sort((a, b) => a - b)
        : shown;
    },
  });
  const items = virtual.getVirtualItems();
  const lastIndex = items.at(-1)?.index ?? 0;
  const more = useEvent(props.onMore);

  useEffect(() => {
    if (hasMore && lastIndex >= rows.length - AHEAD) {
      more();
    }
  }, [hasMore, lastIndex, rows.length, more]);

  const idOf = useEvent((row: number, column: number) => `${prefix}-${row}-${column}`);

  const reveal = (place: Place) => {
    activeRow.current = place.row;
    if (place.row >= 0) {
      virtual.scrollToIndex(place.row, { align: 'auto' });
    }
    requestAnimationFrame(() =>
      document
        .getElementById(`${prefix}-${place.row}-${place.column}`)
        ?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    );
  };

  const { active, editing, actions, handlers } = useGrid(props, scroll, reveal);
  useEffect(() => {
    activeRow.current = active?.row ?? null;
  }, [active]);

  const selected: Selected =
    selection.size === 0 ? 'none' : rows.every((row) => selection.has(row.id)) ? 'all' : 'some';
  return (
    <>
      <div
        ref={scroll}
        className={cx(styles.grid, props.isStale && styles.stale)}
        role="grid"
        aria-label={props.label}
        aria-rowcount={(props.total ?? rows.length) + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-busy={props.isStale}
        aria-activedescendant={active ? idOf(active.row, active.column) : undefined}
        tabIndex={0}
        {...handlers}
      >
        <GridHeader
          columns={columns}
          sort={props.sort}
          active={active?.row === -1 ? active.column : null}
          selected={selected}
          idOf={(column) => idOf(-1, column)}
          onSelectAll={(all) => props.onSelect(new Set(all ? rows.map((row) => row.id) : []))}
          onSort={props.onSort}
          onHide={props.onHide}
          onResize={props.onResize}
        />
        <div className={styles.body} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const record = rows[item.index];
            const isActive = active?.row === item.index;
            return record ? (
              <GridRow
                key={record.id}
                model={props.model}
                record={record}
                columns={columns}
                index={item.index}
                top={item.start}
                isSelected={selection.has(record.id)}
                isOpen={props.openId === record.id}
                activeColumn={isActive ? active.column : null}
                editing={isActive ? editing : null}
                failures={edits.failures}
                saving={edits.saving}
                idOf={idOf}
                actions={actions}
              />
            ) : (
              <LoadingRow key={`loading ${item.index}`} top={item.start} />
            );
          })}
        </div>
      </div>
      {hasMore && (
        <span className="visually-hidden" role="status">
          {t('common.loading')}
        </span>
      )}
    </>
  );
}

function LoadingRow({ top }: { top: number }) {
  return (
    <div
      className={styles.loading}
      style={{ transform: `translateY(${top}px)` }}
      aria-hidden="true"
    >
      <Skeleton width={180} />
      <Skeleton width={90} />
      <Skeleton width={120} />
    </div>
  );
}
