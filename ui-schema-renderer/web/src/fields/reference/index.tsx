import { ArrowUpRight, Link2, Plus } from 'lucide-react';
import { useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { Combobox } from '@/shared/ui/Combobox';
import { isReference, type Reference } from '@/schema/records';
import { isControl, type CellProps, type FieldKind, type InputProps } from '@/registry/registry';
import { useRecordLinks } from '@/registry/RecordLinks';
import { plain } from '../cells';
import styles from '../fields.module.css';
import { useReferenceSearch } from './useReferenceSearch';

export function nameOf(reference: Reference): string {
  return reference.title ?? `…${reference.id.slice(-6)}`;
}

function Cell({ field, value }: CellProps) {
  const { open } = useRecordLinks();
  if (!isReference(value)) {
    return null;
  }
  const { target } = field;
  if (!open || !target) {
    return (
      <span className={styles.link}>
        <span>{nameOf(value)}</span>
      </span>
    );
  }
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.link}
      onClick={(event) => {
        event.stopPropagation();
        open(target, value.id);
      }}
    >
      <span>{nameOf(value)}</span>
    </button>
  );
}

function Input({ field, value, onChange, disabled = false, cell }: InputProps) {
  const t = useText();
  const links = useRecordLinks();
  const target = field.target ?? '';
  const { items, search, busy } = useReferenceSearch(target, cell?.typed ?? '');
  const chosen = isReference(value) ? value : null;
  const choose = cell?.onChoose ?? onChange;
  return (
    <div className={cell ? undefined : styles.withLink}>
      <Combobox<Reference>
        items={items}
        value={chosen}
        keyOf={(reference) => reference.id}
        labelOf={nameOf}
        onChange={(reference) => choose(reference)}
        onSearch={search}
        busy={busy}
        placeholder={cell ? '' : t('reference.choose', { object: field.targetLabel ?? target })}
        clearable={!field.required}
        disabled={disabled}
        {...(cell && {
          bare: true,
          label: field.label,
          openWith: cell.typed ?? '',
          onClose: cell.onClose,
        })}
        {...(links.create && {
          footer: (close, typed) => (
            <Button
              variant="ghost"
              size="sm"
              icon={<Plus />}
              onClick={() => {
                close();
                links.create?.(target, typed, (id, title) => choose({ id, title }));
              }}
            >
              {t('reference.create', { object: field.targetLabel ?? target })}
            </Button>
          ),
        })}
      />
      {!cell && chosen && links.open && (
        <OpenLink label={nameOf(chosen)} onOpen={() => links.open?.(target, chosen.id)} />
      )}
    </div>
  );
}

function OpenLink({ label, onOpen }: { label: string; onOpen: () => void }) {
  const t = useText();
  return (
    <IconButton label={t('reference.open', { record: label })} onClick={onOpen}>
      <ArrowUpRight />
    </IconButton>
  );
}

export const referenceField: FieldKind = {
  rank: 1,
  applies: isControl('reference'),
  icon: Link2,
  width: 180,
  edit: 'list',
  Cell,
  Input,
  toText: plain,
};
