import { pluralOf } from '@/schema/labels';
import type { ObjectDefinition, OnDelete } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Combobox } from '@/shared/ui/Combobox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { Select } from '@/shared/ui/Select';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import type { FieldDraft } from '../draft/fieldDraft';
import { useErrorText } from '../RejectionNotice';
import { FormulaOptions, LookupOptions, RollupOptions } from './ComputedOptions';
import type { FieldEditorProps } from './FieldEditor';
import styles from './FieldEditor.module.css';
import { OptionsEditor } from './OptionsEditor';
import { PatternOptions } from './PatternOptions';

/** What the type of a field lets one say beyond what can be said of any field. */
export function TypeOptions(props: FieldEditorProps) {
  switch (props.draft.type) {
    case 'text':
      return (
        <>
          <Numbers {...props} names={['minLength', 'maxLength']} />
          <PatternOptions {...props} />
        </>
      );
    case 'longText':
    case 'richText':
    case 'secret':
      return <Numbers {...props} names={['maxLength']} />;
    case 'integer':
      return <Numbers {...props} names={['minimum', 'maximum']} />;
    case 'decimal':
    case 'percent':
      return <Numbers {...props} names={['scale', 'minimum', 'maximum']} />;
    case 'money':
      return (
        <>
          <CurrenciesOption {...props} />
          <Numbers {...props} names={['scale', 'minimum', 'maximum']} />
        </>
      );
    case 'rating':
      return <Numbers {...props} names={['maximum']} />;
    case 'phone':
      return <RegionOption {...props} />;
    case 'select':
    case 'multiSelect':
      return <OptionsEditor {...props} />;
    case 'json':
      return <SchemaOption {...props} />;
    case 'reference':
      return <ReferenceOptions {...props} choices={ON_DELETE} />;
    case 'references':
      return (
        <>
          <ReferenceOptions {...props} choices={ON_DELETE_OF_LISTS} />
          <Numbers {...props} names={['maxItems']} />
        </>
      );
    case 'file':
      return <FileOptions {...props} names={['maxSize']} />;
    case 'files':
      return <FileOptions {...props} names={['maxItems', 'maxSize']} />;
    case 'image':
      return <FileOptions {...props} names={['maxSize']} />;
    case 'autoNumber':
      return <FormatOption {...props} />;
    case 'formula':
      return <FormulaOptions {...props} />;
    case 'lookup':
      return <LookupOptions {...props} />;
    case 'rollup':
      return <RollupOptions {...props} />;
    default:
      return null;
  }
}

type NumberName =
  'maxItems' | 'maxSize' | 'minLength' | 'maxLength' | 'minimum' | 'maximum' | 'scale';

const PLACEHOLDERS: Partial<Record<FieldDraft['type'], Partial<Record<NumberName, string>>>> = {
  text: { minLength: '0', maxLength: '1000' },
  longText: { maxLength: '100000' },
  richText: { maxLength: '100000' },
  rating: { maximum: '5' },
  file: { maxSize: '104857600' },
  files: { maxItems: '20', maxSize: '104857600' },
  image: { maxSize: '104857600' },
};

function Numbers({
  draft,
  onChange,
  errors,
  names,
}: FieldEditorProps & { names: readonly NumberName[] }) {
  const t = useText();
  const textAt = useErrorText(errors);
  return (
    <div className={styles.row}>
      {names.map((name) => (
        <FieldFrame
          key={name}
          label={t(`designer.options.${name}`)}
          help={name === 'scale' ? t('designer.options.scaleHelp') : undefined}
          error={textAt(`/${name}`)}
        >
          <TextInput
            inputMode="decimal"
            placeholder={PLACEHOLDERS[draft.type]?.[name]}
            value={draft[name]}
            onChange={(value) => onChange({ ...draft, [name]: value })}
          />
        </FieldFrame>
      ))}
    </div>
  );
}

const ON_DELETE: readonly OnDelete[] = ['restrict', 'setNull', 'cascade'];
const ON_DELETE_OF_LISTS: readonly OnDelete[] = ['restrict', 'remove'];

function ReferenceOptions({
  model,
  object,
  draft,
  onChange,
  errors,
  stored,
  choices,
}: FieldEditorProps & { choices: readonly OnDelete[] }) {
  const t = useText();
  const locale = useLocale();
  const textAt = useErrorText(errors);
  const objects = model.objects.some((other) => other.name === object.name)
    ? model.objects
    : [object, ...model.objects];
  const nameOf = (target: ObjectDefinition) =>
    target.name === object.name
      ? t('designer.options.itself', { object: pluralOf(target, locale) || '…' })
      : pluralOf(target, locale);
  return (
    <div className={styles.row}>
      <FieldFrame
        label={t('designer.options.target')}
        required
        help={stored ? t('designer.options.targetKept') : undefined}
        error={textAt('/target')}
      >
        <Combobox<ObjectDefinition>
          items={objects}
          value={objects.find((target) => target.name === draft.target) ?? null}
          keyOf={(target) => target.name}
          labelOf={nameOf}
          renderItem={(target) => (
            <span className={styles.fixed}>
              <ObjectIcon name={target.icon} of={target.name} size={18} />
              {nameOf(target)}
            </span>
          )}
          disabled={stored !== undefined}
          placeholder={t('designer.options.chooseTarget')}
          onChange={(target) => onChange({ ...draft, target: target?.name ?? '' })}
        />
      </FieldFrame>
      <FieldFrame
        label={t('designer.options.onDelete')}
        help={t(`designer.options.onDeleteHelp.${draft.onDelete}`)}
        error={textAt('/onDelete')}
      >
        <Select<OnDelete>
          value={draft.onDelete}
          options={choices.map((value) => ({
            value,
            label: t(`designer.options.onDeleteChoice.${value}`),
          }))}
          onChange={(onDelete) => onChange({ ...draft, onDelete })}
        />
      </FieldFrame>
    </div>
  );
}

function RegionOption({ draft, onChange, errors }: FieldEditorProps) {
  const t = useText();
  const textAt = useErrorText(errors);
  return (
    <FieldFrame
      label={t('designer.options.region')}
      help={t('designer.options.regionHelp')}
      error={textAt('/region')}
    >
      <TextInput
        className={styles.mono}
        placeholder="DE"
        maxLength={2}
        value={draft.region}
        onChange={(region) => onChange({ ...draft, region: region.toUpperCase() })}
      />
    </FieldFrame>
  );
}

function CurrenciesOption({ draft, onChange, errors }: FieldEditorProps) {
  const t = useText();
  const textAt = useErrorText(errors);
  return (
    <FieldFrame
      label={t('designer.options.currencies')}
      help={t('designer.options.currenciesHelp')}
      error={textAt('/currencies')}
    >
      <TextInput
        className={styles.mono}
        placeholder="EUR, USD"
        value={draft.currencies}
        onChange={(currencies) => onChange({ ...draft, currencies })}
      />
    </FieldFrame>
  );
}

function FileOptions(props: FieldEditorProps & { names: readonly NumberName[] }) {
  const { draft, onChange, errors } = props;
  const t = useText();
  const textAt = useErrorText(errors);
  const at = draft.accept
    .split(/[\s,;]+/)
    .map((_, i) => textAt(`/accept/${i}`))
    .find((text) => text !== undefined);
  return (
    <>
      <FieldFrame
        label={t('designer.options.accept')}
        help={t('designer.options.acceptHelp')}
        error={textAt('/accept') ?? at}
      >
        <TextInput
          className={styles.mono}
          placeholder={
            draft.type === 'image' ? 'image/png, image/jpeg' : 'application/pdf, image/*'
          }
          value={draft.accept}
          onChange={(accept) => onChange({ ...draft, accept })}
        />
      </FieldFrame>
      <Numbers {...props} />
    </>
  );
}

function SchemaOption({ draft, onChange, errors }: FieldEditorProps) {
  const t = useText();
  const textAt = useErrorText(errors);
  return (
    <FieldFrame
      label={t('designer.options.schema')}
      help={t('designer.options.schemaHelp')}
      error={textAt('/schema')}
    >
      <TextArea
        className={styles.mono}
        rows={6}
        spellCheck={false}
        value={draft.schema}
        onChange={(schema) => onChange({ ...draft, schema })}
      />
    </FieldFrame>
  );
}

function FormatOption({ draft, onChange, errors }: FieldEditorProps) {
  const t = useText();
  const textAt = useErrorText(errors);
  const example = draft.format.replace(/\{(0{1,18})\}/, (_, zeros: string) =>
    '27'.padStart(zeros.length, '0'),
  );
  return (
    <FieldFrame
      label={t('designer.options.format')}
      help={t('designer.options.formatHelp', { example })}
      error={textAt('/format')}
    >
      <TextInput
        className={styles.mono}
        placeholder="INV-{00000}"
        value={draft.format}
        onChange={(format) => onChange({ ...draft, format })}
      />
    </FieldFrame>
  );
}
