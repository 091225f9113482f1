import { ArrowUp, ChevronsUpDown, Waypoints, X } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { useButtonWiring } from '@/shared/ui/FieldFrame';
import { PickList } from '@/shared/ui/PickList';
import { Popover } from '@/shared/ui/Popover';
import { isReferences, type FieldValue, type Reference } from '@/schema/records';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { useRecordLinks } from '@/registry/RecordLinks';
import { plain } from '../cells';
import styles from '../fields.module.css';
import { nameOf } from '../reference';
import { useReferenceSearch } from '../reference/useReferenceSearch';

function chosen(value: FieldValue): readonly Reference[] {
  return isReferences(value) ? value : [];
}

function Cell({ field, value }: CellProps) {
  const { open } = useRecordLinks();
  const { target } = field;
  return (
    <span className={styles.badges}>
      {chosen(value).map((reference) =>
        open && target ? (
          <button
            key={reference.id}
            type="button"
            tabIndex={-1}
            className={styles.chip}
            onClick={(event) => {
              event.stopPropagation();
              open(target, reference.id);
            }}
          >
            {nameOf(reference)}
          </button>
        ) : (
          <span key={reference.id} className={styles.chip}>
            {nameOf(reference)}
          </span>
        ),
      )}
    </span>
  );
}

/** The list with a record put at its end, or taken out; null when none is left. */
export function toggled(value: FieldValue, reference: Reference): FieldValue {
  const old = chosen(value);
  const without = old.filter((other) => other.id !== reference.id);
  const next = without.length < old.length ? without : [...old, reference];
  return next.length > 0 ? next : null;
}

/** The list with one of its records a place further up. */
export function movedUp(value: FieldValue, index: number): FieldValue {
  const next = [...chosen(value)];
  next.splice(index - 1, 0, ...next.splice(index, 1));
  return next;
}

/** The records in their order, below which others are looked for. */
function Input({ field, value, onChange, disabled = false }: InputProps) {
  const t = useText();
  const list = chosen(value);
  return (
    <div className={styles.list}>
      {list.length > 0 && (
        <ol className={styles.items} aria-label={field.label}>
          {list.map((reference, i) => (
            <li key={reference.id}>
              <span className={styles.text}>{nameOf(reference)}</span>
              {i > 0 && !disabled && (
                <IconButton
                  label={t('reference.moveUp', { record: nameOf(reference) })}
                  onClick={() => onChange(movedUp(value, i))}
                >
                  <ArrowUp />
                </IconButton>
              )}
              {!disabled && (
                <IconButton
                  label={t('reference.remove', { record: nameOf(reference) })}
                  onClick={() => onChange(toggled(value, reference))}
                >
                  <X />
                </IconButton>
              )}
            </li>
          ))}
        </ol>
      )}
      <Adding field={field} value={value} onChange={onChange} disabled={disabled} />
    </div>
  );
}

function Adding({ field, value, onChange, disabled }: InputProps) {
  const t = useText();
  const wiring = useButtonWiring();
  const target = field.target ?? '';
  const { items, search } = useReferenceSearch(target, '');
  const list = chosen(value);
  const isFull = field.maxItems !== undefined && list.length >= field.maxItems;
  return (
    <Popover
      label={field.label}
      trigger={
        <button type="button" className={styles.picked} disabled={disabled === true} {...wiring}>
          <span className={styles.muted}>
            {t('reference.choose', { object: field.targetLabel ?? target })}
          </span>
          <ChevronsUpDown aria-hidden />
        </button>
      }
    >
      <PickList
        label={field.label}
        onSearch={search}
        items={items
          .filter((item) => !isFull || list.some((one) => one.id === item.id))
          .map((item) => ({
            value: item.id,
            label: nameOf(item),
            isChosen: list.some((one) => one.id === item.id),
          }))}
        onPick={(id) => {
          const item = items.find((candidate) => candidate.id === id);
          if (item) {
            onChange(toggled(value, item));
          }
        }}
      />
    </Popover>
  );
}

export const referencesField: FieldKind = {
  rank: 1,
  applies: isControl('references'),
  icon: Waypoints,
  width: 220,
  // Several are chosen in the form, where there is room for them.
  edit: 'none',
  sortPart: null,
  Cell,
  Input,
  toText: plain,
};
