import { useRef, useState } from 'react';
import type { FieldTypeName, ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { useText } from '@/shared/i18n';
import { errorsUnder, type PlacedErrors } from '../draft/errors';
import { newField, type FieldDraft } from '../draft/fieldDraft';
import { SortableList } from '../fields/Sortable';
import { TypeGallery } from '../fields/TypeGallery';
import styles from './Create.module.css';
import { FieldCard } from './FieldCard';

interface FieldCardsProps {
  model: TenantModel;
  object: ObjectDefinition;
  fields: FieldDraft[];
  onChange: (fields: FieldDraft[]) => void;
  errors: PlacedErrors;
  isIncomplete: boolean;
}

/** Types that mean nothing until something more is said of them. */
const NEEDS_MORE: readonly FieldTypeName[] = [
  'select',
  'reference',
  'references',
  'formula',
  'lookup',
  'rollup',
];

export function FieldCards(props: FieldCardsProps) {
  const { model, object, fields, onChange, errors, isIncomplete } = props;
  const t = useText();
  const [open, setOpen] = useState<readonly string[]>([]);
  const added = useRef<string | null>(null);

  const add = (type: FieldTypeName) => {
    const field = newField(type);
    added.current = field.key;
    if (NEEDS_MORE.includes(type)) {
      setOpen([...open, field.key]);
    }
    onChange([...fields, field]);
  };

  const toggle = (key: string) =>
    setOpen(open.includes(key) ? open.filter((one) => one !== key) : [...open, key]);

  return (
    <>
      <SortableList
        items={fields}
        keyOf={(field) => field.key}
        nameOf={(field) => field.label}
        onChange={onChange}
        className={styles.cards}
      >
        {(field, i) => (
          <FieldCard
            key={field.key}
            model={model}
            object={object}
            draft={field}
            onChange={(changed) =>
              onChange(fields.map((other) => (other.key === changed.key ? changed : other)))
            }
            onRemove={() => onChange(fields.filter((other) => other.key !== field.key))}
            isOpen={open.includes(field.key)}
            onToggle={() => toggle(field.key)}
            errors={errorsUnder(errors, `/fields/${i}`)}
            isIncomplete={isIncomplete}
            onLabel={(input) => {
              if (input && added.current === field.key) {
                added.current = null;
                input.focus();
                input.scrollIntoView({ block: 'nearest' });
              }
            }}
          />
        )}
      </SortableList>
      <section className={styles.add} aria-labelledby="add-field">
        <h2 id="add-field" className={styles.heading}>
          {t('designer.create.addField')}
        </h2>
        <TypeGallery onPick={add} />
      </section>
    </>
  );
}
