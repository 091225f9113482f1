import { ChevronDown, Trash2 } from 'lucide-react';
import { useId, type RefCallback } from 'react';
import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { useLocale, useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import type { PlacedErrors } from '../draft/errors';
import { isFilled, labelled, targeted, type FieldDraft } from '../draft/fieldDraft';
import { FieldEditor } from '../fields/FieldEditor';
import { SortableItem } from '../fields/Sortable';
import { TypeTile } from '../fields/TypeTile';
import { useErrorText } from '../RejectionNotice';
import styles from './Create.module.css';

interface FieldCardProps {
  model: TenantModel;
  object: ObjectDefinition;
  draft: FieldDraft;
  onChange: (draft: FieldDraft) => void;
  onRemove: () => void;
  isOpen: boolean;
  onToggle: () => void;
  errors: PlacedErrors;
  /** Whether it is said that the label is still missing. */
  isIncomplete: boolean;
  /** Called with the input of the label, once it is there. */
  onLabel: RefCallback<HTMLInputElement>;
}

/** A field of a new object: its label at once, all else when it is opened. */
export function FieldCard(props: FieldCardProps) {
  const { draft, onChange, object, isOpen, errors, model, onToggle, onRemove, onLabel } = props;
  const t = useText();
  const locale = useLocale();
  const id = useId();
  const textAt = useErrorText(errors);
  const typeName = t(`designer.types.${draft.type}.name`);
  const called = draft.label || typeName;
  const taken = object.fields
    .filter((field) => field.name !== draft.name)
    .map((field) => field.name);
  // What is wrong inside must be seen, so the card opens by itself.
  const hidden = errors.below('') - (errors.at('/label') ? 1 : 0);
  const open = isOpen || hidden > 0;
  return (
    <SortableItem id={draft.key} label={called} className={styles.card}>
      <div className={styles.cardMain}>
        <div className={styles.cardHead}>
          <TypeTile type={draft.type} />
          <FieldFrame
            label={t('designer.create.labelOf', { type: typeName })}
            hiddenLabel
            className={styles.cardLabel}
            error={
              props.isIncomplete && draft.label.trim() === ''
                ? t('designer.create.labelMissing')
                : textAt('/label')
            }
          >
            <TextInput
              ref={onLabel}
              placeholder={typeName}
              maxLength={120}
              value={draft.label}
              onChange={(label) =>
                onChange(targeted(labelled(draft, label, taken), model.objects, locale))
              }
            />
          </FieldFrame>
          {!isFilled(draft.type) && (
            <span className={styles.cardRequired}>
              <Checkbox
                checked={draft.required}
                onChange={(required) => onChange({ ...draft, required })}
              >
                {t('designer.field.required')}
              </Checkbox>
            </span>
          )}
          <IconButton
            size="sm"
            label={t(open ? 'designer.create.less' : 'designer.create.options', { field: called })}
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            className={open ? styles.turned : undefined}
            onClick={onToggle}
          >
            <ChevronDown />
          </IconButton>
          <IconButton
            size="sm"
            label={t('designer.create.remove', { field: called })}
            onClick={onRemove}
          >
            <Trash2 />
          </IconButton>
        </div>
        {open && (
          <div id={id} className={styles.cardBody}>
            <FieldEditor
              model={model}
              object={object}
              draft={draft}
              onChange={onChange}
              errors={errors}
              hasOwnHead
            />
          </div>
        )}
      </div>
    </SortableItem>
  );
}
