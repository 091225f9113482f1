import { useDroppable } from '@dnd-kit/core';
import { SortableContext, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { ArrowDown, ArrowUp, Ellipsis, Eye, EyeOff, FolderInput, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { labelOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { Menu, MenuItem } from '@/shared/ui/Menu';
import { Select } from '@/shared/ui/Select';
import { TextInput } from '@/shared/ui/TextInput';
import { useApp } from '@/views/AppContext';
import { ExpressionInput } from '@/views/ExpressionInput';
import { NO_ERRORS, type PlacedErrors } from '../draft/errors';
import type { Conditions, SectionDraft } from '../draft/layoutDraft';
import { SortableItem } from '../fields/Sortable';
import { TypeTile } from '../fields/TypeTile';
import { useExpressionError } from '../RejectionNotice';
import styles from './Layouts.module.css';

type Place = { section: string; index: number } | null;

interface LayoutSectionProps {
  object: ObjectDefinition;
  sections: SectionDraft[];
  index: number;
  conditions: Conditions;
  /** Those of this section. */
  errors: PlacedErrors;
  onCondition: (field: string, condition: string) => void;
  onChange: (section: SectionDraft) => void;
  onMove: (by: number) => void;
  onRemove: () => void;
  onPlace: (field: string, to: Place) => void;
}

const COLUMNS = ['1', '2', '3', '4'];

export function LayoutSection(props: LayoutSectionProps) {
  const { object, sections, index, conditions, errors, onChange, onMove, onRemove, onPlace } =
    props;
  const t = useText();
  const [isConditional, setConditional] = useState(false);
  const section = sections[index];
  const { setNodeRef } = useDroppable({ id: section?.key ?? '' });
  if (!section) {
    return null;
  }
  const title = section.label || t('designer.layouts.section', { number: index + 1 });
  return (
    <section ref={setNodeRef} className={styles.section} aria-label={title}>
      <div className={styles.sectionHead}>
        <TextInput
          aria-label={t('designer.layouts.sectionLabel', { number: index + 1 })}
          placeholder={t('designer.layouts.sectionPlaceholder')}
          maxLength={120}
          value={section.label}
          onChange={(label) => onChange({ ...section, label })}
        />
        <div className={styles.columns}>
          <Select
            label={t('designer.layouts.columns')}
            value={String(section.columns)}
            options={COLUMNS.map((value) => ({
              value,
              label: t('designer.layouts.columnCount', { count: Number(value) }),
            }))}
            onChange={(columns) => onChange({ ...section, columns: Number(columns) })}
          />
        </div>
        <Menu
          align="end"
          trigger={
            <IconButton label={t('designer.layouts.more', { section: title })}>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem icon={<ArrowUp />} disabled={index === 0} onSelect={() => onMove(-1)}>
            {t('designer.layouts.up')}
          </MenuItem>
          <MenuItem
            icon={<ArrowDown />}
            disabled={index === sections.length - 1}
            onSelect={() => onMove(1)}
          >
            {t('designer.layouts.down')}
          </MenuItem>
          <MenuItem icon={<Eye />} onSelect={() => setConditional(true)}>
            {t('designer.layouts.visibleWhen')}
          </MenuItem>
          <MenuItem icon={<Trash2 />} danger disabled={sections.length === 1} onSelect={onRemove}>
            {t('designer.layouts.removeSection')}
          </MenuItem>
        </Menu>
      </div>
      {(isConditional || section.visibleWhen !== '') && (
        <Condition
          object={object}
          of={title}
          value={section.visibleWhen}
          errors={errors}
          at="/visibleWhen"
          onChange={(visibleWhen) => onChange({ ...section, visibleWhen })}
          onRemove={() => {
            setConditional(false);
            onChange({ ...section, visibleWhen: '' });
          }}
        />
      )}
      <Fields
        object={object}
        conditions={conditions}
        errors={errors}
        onCondition={props.onCondition}
        fields={section.fields}
        section={section}
        sections={sections}
        onPlace={onPlace}
        empty={t('designer.layouts.dropHere')}
      />
    </section>
  );
}

interface HiddenFieldsProps {
  object: ObjectDefinition;
  fields: string[];
  sections: SectionDraft[];
  onPlace: (field: string, to: Place) => void;
}

/** The fields that the form does not show. */
export function HiddenFields(props: HiddenFieldsProps) {
  const t = useText();
  const { setNodeRef } = useDroppable({ id: 'hidden' });
  return (
    <section ref={setNodeRef} className={styles.hidden} aria-label={t('designer.layouts.hidden')}>
      <p className={styles.hiddenTitle}>
        <EyeOff />
        {t('designer.layouts.hidden')}
      </p>
      <Fields
        {...props}
        conditions={{}}
        errors={NO_ERRORS}
        onCondition={() => undefined}
        section={undefined}
        empty={t('designer.layouts.noneHidden')}
      />
    </section>
  );
}

interface ConditionProps {
  object: ObjectDefinition;
  /** What is shown on the condition. */
  of: string;
  value: string;
  errors: PlacedErrors;
  at: string;
  onChange: (value: string) => void;
  onRemove: () => void;
}

/** On which condition a section or a field is shown. */
function Condition({ object, of, value, errors, at, onChange, onRemove }: ConditionProps) {
  const t = useText();
  const { model } = useApp();
  const expressionAt = useExpressionError(errors);
  return (
    <div className={styles.condition}>
      <ExpressionInput
        model={model}
        object={object}
        label={t('designer.layouts.visibleWhenOf', { part: of })}
        placeholder={'stage != "new"'}
        value={value}
        onChange={onChange}
        error={expressionAt(at)}
        autoFocus={value === ''}
      />
      <IconButton
        size="sm"
        label={t('designer.layouts.alwaysVisible', { part: of })}
        onClick={onRemove}
      >
        <X />
      </IconButton>
    </div>
  );
}

interface FieldsProps extends HiddenFieldsProps {
  conditions: Conditions;
  errors: PlacedErrors;
  onCondition: (field: string, condition: string) => void;
  section: SectionDraft | undefined;
  empty: string;
}

function Fields(props: FieldsProps) {
  const { object, fields, section, sections, conditions, errors, onPlace, onCondition } = props;
  const locale = useLocale();
  const t = useText();
  const [editing, setEditing] = useState<string | null>(null);
  return (
    <SortableContext items={fields} strategy={verticalListSortingStrategy}>
      <ul className={styles.fields}>
        {fields.length === 0 && <li className={styles.empty}>{props.empty}</li>}
        {fields.map((name, i) => {
          const field = object.fields.find((one) => one.name === name);
          const label = field ? labelOf(field, locale) : name;
          return (
            <SortableItem key={name} id={name} label={label} className={styles.field}>
              <TypeTile type={field?.type ?? ''} size={22} />
              <span className={styles.fieldLabel}>
                {label}
                {field?.required && (
                  <span className={styles.required} aria-hidden="true">
                    *
                  </span>
                )}
              </span>
              <Menu
                align="end"
                trigger={
                  <IconButton size="sm" label={t('designer.layouts.place', { field: label })}>
                    <Ellipsis />
                  </IconButton>
                }
              >
                {section && (
                  <>
                    <MenuItem
                      icon={<ArrowUp />}
                      disabled={i === 0}
                      onSelect={() => onPlace(name, { section: section.key, index: i - 1 })}
                    >
                      {t('designer.layouts.up')}
                    </MenuItem>
                    <MenuItem
                      icon={<ArrowDown />}
                      disabled={i === fields.length - 1}
                      onSelect={() => onPlace(name, { section: section.key, index: i + 1 })}
                    >
                      {t('designer.layouts.down')}
                    </MenuItem>
                  </>
                )}
                {sections.map((other, number) =>
                  other.key === section?.key ? null : (
                    <MenuItem
                      key={other.key}
                      icon={<FolderInput />}
                      onSelect={() =>
                        onPlace(name, { section: other.key, index: other.fields.length })
                      }
                    >
                      {t('designer.layouts.moveTo', {
                        section:
                          other.label || t('designer.layouts.section', { number: number + 1 }),
                      })}
                    </MenuItem>
                  ),
                )}
                {section && (
                  <MenuItem icon={<Eye />} onSelect={() => setEditing(name)}>
                    {t('designer.layouts.visibleWhen')}
                  </MenuItem>
                )}
                {section && (
                  <MenuItem icon={<EyeOff />} onSelect={() => onPlace(name, null)}>
                    {t('designer.layouts.hide')}
                  </MenuItem>
                )}
              </Menu>
              {section && (editing === name || Boolean(conditions[name])) && (
                <Condition
                  object={object}
                  of={label}
                  value={conditions[name] ?? ''}
                  errors={errors}
                  at={`/fields/${i}/visibleWhen`}
                  onChange={(condition) => {
                    setEditing(name);
                    onCondition(name, condition);
                  }}
                  onRemove={() => {
                    setEditing(null);
                    onCondition(name, '');
                  }}
                />
              )}
            </SortableItem>
          );
        })}
      </ul>
    </SortableContext>
  );
}
