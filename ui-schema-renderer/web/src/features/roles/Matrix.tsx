import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { RIGHTS } from '@/api/roles';
import type { PlacedErrors } from '@/features/designer/draft/errors';
import type { ObjectDefinition } from '@/schema/metadata';
import { useText } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';
import { COLUMNS, nextCell, type Cell } from './draft/cells';
import { rightsOf } from './draft/roleDraft';
import styles from './Matrix.module.css';
import { MatrixRow, OTHERS } from './MatrixRow';
import type { RoleEditor } from './useRoleEditor';

const ROW_HEIGHT = 45;

interface MatrixProps {
  editor: RoleEditor;
  /** The objects of the rows, below that for all others. */
  objects: readonly ObjectDefinition[];
  errors: PlacedErrors;
  /** The object whose row shows its conditions and fields. */
  open: string | null;
  onOpen: (object: string | null) => void;
  /** The object whose row is to be gone to; another one for each time. */
  target: { object: string } | null;
  scroll: RefObject<HTMLDivElement | null>;
}

/** Objects and the rights to them. Only the rows that are seen are in the page. */
export function Matrix({ editor, objects, errors, open, onOpen, target, scroll }: MatrixProps) {
  const t = useText();
  const { draft, change } = editor;
  const list = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const [active, setActive] = useState<Cell>({ row: 0, column: 1 });
  const wantsFocus = useRef<'cell' | 'wrong' | null>(null);
  const rows = objects.length + 1;
  const row = Math.min(active.row, rows - 1);

  // What stands above the rows grows and shrinks, and they with it.
  useEffect(() => {
    const content = scroll.current?.firstElementChild;
    const observer = new ResizeObserver(() => setMargin(list.current?.offsetTop ?? 0));
    if (content) {
      observer.observe(content);
    }
    return () => observer.disconnect();
  }, [scroll]);

  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => (index === 0 ? OTHERS : (objects[index - 1]?.name ?? index)),
    overscan: 6,
    scrollMargin: margin,
    scrollPaddingStart: ROW_HEIGHT,
    rangeExtractor: (range) => {
      const shown = new Set(defaultRangeExtractor(range));
      // The row with the focus stays in the page, wherever one scrolls.
      return [...shown.add(row)].sort((a, b) => a - b);
    },
  });

  useEffect(() => {
    const found = list.current?.querySelector(`[data-row="${active.row}"]`);
    const wrong =
      wantsFocus.current === 'wrong' ? found?.querySelector<HTMLElement>('[aria-invalid]') : null;
    if (wrong) {
      wrong.focus();
    } else if (wantsFocus.current) {
      const cell = found?.querySelector(`[data-column="${active.column}"]`);
      cell?.querySelector<HTMLElement>('button, [role]')?.focus();
    }
    wantsFocus.current = null;
  }, [active]);

  const goTo = useEvent((object: string) => {
    const index = objects.findIndex((one) => one.name === object) + 1;
    wantsFocus.current = 'wrong';
    setActive({ row: index, column: 0 });
    virtual.scrollToIndex(index, { align: 'start' });
  });
  useEffect(() => {
    if (target) {
      goTo(target.object);
    }
  }, [target, goTo]);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-column]');
    const from = { row, column: Number(cell?.dataset['column']) };
    const next = cell && nextCell(from, event, rows);
    if (next) {
      event.preventDefault();
      wantsFocus.current = 'cell';
      setActive(next);
    }
  };

  const activate = useEvent((index: number, column: number) => {
    if (active.row !== index || active.column !== column) {
      setActive({ row: index, column });
    }
  });
  const toggle = useEvent((object: string) => onOpen(open === object ? null : object));

  return (
    <div
      className={styles.grid}
      role="grid"
      aria-label={t('roles.matrix')}
      aria-rowcount={rows + 1}
      aria-colcount={COLUMNS}
      onKeyDown={onKeyDown}
    >
      <div className={styles.header} role="row" aria-rowindex={1}>
        <div role="columnheader" className={styles.name}>
          {t('roles.object')}
        </div>
        {RIGHTS.map((right) => (
          <div key={right} role="columnheader" className={styles.right}>
            {t(`roles.rights.${right}`)}
          </div>
        ))}
        <div role="columnheader">
          <span className="visually-hidden">{t('roles.likeOthers')}</span>
        </div>
      </div>
      <div ref={list} className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const object = item.index === 0 ? undefined : objects[item.index - 1];
          const isOpen = object !== undefined && object.name === open;
          return (
            <div
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              data-row={item.index}
              className={styles.item}
              style={{ transform: `translateY(${item.start - margin}px)` }}
            >
              <MatrixRow
                object={object}
                index={item.index}
                rights={object ? rightsOf(draft, object.name) : draft.otherObjects}
                own={object && draft.objects[object.name]}
                isOpen={isOpen}
                errors={errors}
                activeColumn={row === item.index ? active.column : null}
                change={change}
                onToggle={toggle}
                onActivate={activate}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
