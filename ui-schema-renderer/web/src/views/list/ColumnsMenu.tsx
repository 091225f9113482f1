import { ArrowDown, ArrowUp, Columns3, GripVertical } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import { kindOf } from '@/fields';
import { fieldViewOf } from '@/schema/fieldView';
import type { ObjectDefinition } from '@/schema/metadata';
import { SYSTEM_FIELDS, type TenantModel } from '@/schema/model';
import { useLocale, useText } from '@/shared/i18n';
import { cx } from '@/shared/lib/classNames';
import { Button, IconButton } from '@/shared/ui/Button';
import { Checkbox } from '@/shared/ui/Checkbox';
import { Popover } from '@/shared/ui/Popover';
import { pathLabel } from './columns';
import styles from './ColumnsMenu.module.css';

interface ColumnsMenuProps {
  model: TenantModel;
  object: ObjectDefinition;
  columns: readonly string[];
  onChange: (columns: string[]) => void;
}

function moved(columns: readonly string[], path: string, to: number): string[] {
  const rest = columns.filter((other) => other !== path);
  return [...rest.slice(0, to), path, ...rest.slice(to)];
}

/** Which columns a list has, and in which order. */
export function ColumnsMenu({ model, object, columns, onChange }: ColumnsMenuProps) {
  const t = useText();
  const locale = useLocale();
  const [dragged, setDragged] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const names = [...object.fields, ...SYSTEM_FIELDS].map((field) => field.name);
  const others = names.filter((name) => !columns.includes(name));

  const item = (path: string) => {
    const found = model.resolve(object, path);
    if (!found) {
      return null;
    }
    const Icon = kindOf(fieldViewOf(model, found.field, locale)).icon;
    return { label: pathLabel(found, model, locale, t), Icon };
  };

  const move = (path: string, to: number) => {
    onChange(moved(columns, path, to));
    // The button that was pressed moves with its row, and so does the focus.
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"] button`)?.focus(),
    );
  };

  const dragOver = (event: DragEvent, index: number) => {
    if (dragged !== null) {
      event.preventDefault();
      if (columns[index] !== dragged) {
        onChange(moved(columns, dragged, index));
      }
    }
  };

  return (
    <Popover
      label={t('columns.title')}
      align="end"
      className={styles.popup}
      trigger={
        <Button variant="ghost" size="sm" icon={<Columns3 />}>
          {t('columns.title')}
        </Button>
      }
    >
      <ul ref={list} className={styles.list} aria-label={t('columns.shown')}>
        {columns.map((path, i) => {
          const shown = item(path);
          return shown ? (
            <li
              key={path}
              data-path={path}
              className={cx(styles.item, dragged === path && styles.dragged)}
              draggable
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                setDragged(path);
              }}
              onDragEnd={() => setDragged(null)}
              onDragOver={(event) => dragOver(event, i)}
            >
              <GripVertical className={styles.grip} />
              <Checkbox
                checked
                disabled={columns.length === 1}
                onChange={() => onChange(columns.filter((other) => other !== path))}
              >
                {shown.label}
              </Checkbox>
              <span className={styles.moves}>
                <IconButton
                  size="sm"
                  label={t('columns.up', { column: shown.label })}
                  disabled={i === 0}
                  onClick={() => move(path, i - 1)}
                >
                  <ArrowUp />
                </IconButton>
                <IconButton
                  size="sm"
                  label={t('columns.down', { column: shown.label })}
                  disabled={i === columns.length - 1}
                  onClick={() => move(path, i + 1)}
                >
                  <ArrowDown />
                </IconButton>
              </span>
            </li>
          ) : null;
        })}
      </ul>
      {others.length > 0 && (
        <>
          <p className={styles.heading}>{t('columns.hidden')}</p>
          <ul className={styles.list} aria-label={t('columns.hidden')}>
            {others.map((path) => {
              const shown = item(path);
              return shown ? (
                <li key={path} className={styles.item}>
                  <shown.Icon className={styles.grip} />
                  <Checkbox checked={false} onChange={() => onChange([...columns, path])}>
                    {shown.label}
                  </Checkbox>
                </li>
              ) : null;
            })}
          </ul>
        </>
      )}
    </Popover>
  );
}
