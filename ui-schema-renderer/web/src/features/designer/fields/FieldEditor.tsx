import type { FieldDefinition, FieldTypeName, ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { useLocale, useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import { ExpressionInput } from '@/views/ExpressionInput';
import type { PlacedErrors } from '../draft/errors';
import {
  canBeSearched,
  canBeUnique,
  isFilled,
  labelled,
  targeted,
  type FieldDraft,
} from '../draft/fieldDraft';
import { useErrorText, useExpressionError } from '../RejectionNotice';
import styles from './FieldEditor.module.css';
import { TypeOptions } from './TypeOptions';

/** A default that each type could have: expressions are the same in all languages. */
const DEFAULTS: Partial<Record<FieldTypeName, string>> = {
  text: '"…"',
  longText: '"…"',
  email: 'user.email',
  integer: '1',
  decimal: '0.00',
  percent: '100',
  rating: '5',
  boolean: 'true',
  date: 'today()',
  dateTime: 'now()',
  time: '"09:00"',
  duration: 'hours(1)',
  select: '"new"',
  multiSelect: '["new"]',
  user: 'user.id',
};

const CLASSIFICATIONS: readonly FieldDraft['classification'][] = ['none', 'personal', 'sensitive'];

export interface FieldEditorProps {
  model: TenantModel;
  /** The object that the field is of, as it will be: expressions may use all its fields. */
  object: ObjectDefinition;
  draft: FieldDraft;
  onChange: (draft: FieldDraft) => void;
  errors: PlacedErrors;
  /** The field as it is stored; absent for one that is new. */
  stored?: FieldDefinition | undefined;
  /** Whether label and name are edited elsewhere. */
  hasOwnHead?: boolean;
}

/** Everything that can be said of a field. */
export function FieldEditor(props: FieldEditorProps) {
  const { draft, onChange, errors, object, model, stored, hasOwnHead = false } = props;
  const t = useText();
  const locale = useLocale();
  const textAt = useErrorText(errors);
  const expressionAt = useExpressionError(errors);
  const set = (change: Partial<FieldDraft>) => onChange({ ...draft, ...change });
  const taken = object.fields
    .map((field) => field.name)
    .filter((name) => name !== draft.name && name !== stored?.name);
  const name = (
    <FieldFrame
      label={t('designer.field.name')}
      required
      error={textAt('/name')}
      help={t(stored ? 'designer.field.renameHelp' : 'designer.field.nameHelp')}
    >
      <TextInput
        className={styles.mono}
        // A conversion keeps the name; it can be changed before or after.
        readOnly={stored !== undefined && stored.type !== draft.type}
        value={draft.name}
        spellCheck={false}
        autoCapitalize="off"
        onChange={(name) => set({ name, isNamed: name !== '' })}
      />
    </FieldFrame>
  );
  const further = (
    <>
      {!isFilled(draft.type) && (
        <ExpressionInput
          model={model}
          object={object}
          label={t('designer.field.default')}
          help={t('designer.field.defaultHelp')}
          placeholder={DEFAULTS[draft.type]}
          value={draft.default}
          onChange={(value) => set({ default: value })}
          error={expressionAt('/default')}
        />
      )}
      <FieldFrame
        label={t('designer.field.description')}
        help={t('designer.field.descriptionHelp')}
        error={textAt('/description')}
      >
        <TextArea
          rows={2}
          maxLength={1000}
          value={draft.description}
          onChange={(description) => set({ description })}
        />
      </FieldFrame>
      <FieldFrame
        label={t('designer.field.classification')}
        help={t(`designer.field.classificationHelp.${draft.classification}`)}
        error={textAt('/classification')}
      >
        <Select<FieldDraft['classification']>
          value={draft.classification}
          options={CLASSIFICATIONS.map((value) => ({
            value,
            label: t(`designer.field.classificationChoice.${value}`),
          }))}
          onChange={(classification) => set({ classification })}
        />
      </FieldFrame>
    </>
  );
  if (hasOwnHead) {
    const places = ['/name', '/default', '/description', '/classification'];
    const isWrong = places.some((place) => errors.at(place));
    return (
      <div className={styles.editor}>
        <TypeOptions {...props} />
        <Flags draft={draft} set={set} textAt={textAt} without="required" />
        <details className={styles.more} open={isWrong || undefined}>
          <summary>{t('designer.field.more')}</summary>
          <div className={styles.editor}>
            {name}
            {further}
          </div>
        </details>
      </div>
    );
  }
  return (
    <div className={styles.editor}>
      <FieldFrame label={t('designer.field.label')} required error={textAt('/label')}>
        <TextInput
          autoFocus
          value={draft.label}
          maxLength={120}
          onChange={(label) =>
            onChange(targeted(labelled(draft, label, taken), model.objects, locale))
          }
        />
      </FieldFrame>
      {name}
      <TypeOptions {...props} />
      <Flags draft={draft} set={set} textAt={textAt} />
      {further}
    </div>
  );
}

interface FlagsProps {
  draft: FieldDraft;
  set: (change: Partial<FieldDraft>) => void;
  textAt: (pointer: string) => string | undefined;
  without?: 'required';
}

function Flags({ draft, set, textAt, without }: FlagsProps) {
  const t = useText();
  const flags = [
    ...(isFilled(draft.type) || without ? [] : (['required'] as const)),
    ...(canBeUnique(draft.type) ? (['unique'] as const) : []),
    ...(draft.type === 'text' ? (['ignoreCase'] as const) : []),
    ...(draft.type === 'lookup' ? [] : (['indexed'] as const)),
    ...(canBeSearched(draft.type) ? (['searchable'] as const) : []),
  ];
  if (flags.length === 0) {
    return null;
  }
  return (
    <ul className={styles.flags}>
      {flags.map((flag) => (
        <li key={flag}>
          <Checkbox checked={draft[flag]} onChange={(checked) => set({ [flag]: checked })}>
            <span className={styles.flag}>
              {t(`designer.field.${flag}`)}
              <span className={styles.flagHelp}>{t(`designer.field.${flag}Help`)}</span>
            </span>
          </Checkbox>
          {textAt(`/${flag}`) && (
            <p role="alert" className={styles.error}>
              {textAt(`/${flag}`)}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
