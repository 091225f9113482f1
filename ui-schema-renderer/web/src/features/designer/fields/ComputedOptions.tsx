import { labelOf, pluralOf } from '@/schema/labels';
import type { FieldDefinition, Returns, RollupFunction } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Combobox } from '@/shared/ui/Combobox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { ExpressionInput } from '@/views/ExpressionInput';
import { pathLabel, referencePaths } from '../referencePaths';
import { useErrorText, useExpressionError } from '../RejectionNotice';
import type { FieldEditorProps } from './FieldEditor';
import styles from './FieldEditor.module.css';

const RETURNS: readonly Returns[] = ['text', 'integer', 'decimal', 'boolean', 'date', 'dateTime'];

export function FormulaOptions({ model, object, draft, onChange, errors }: FieldEditorProps) {
  const t = useText();
  const textAt = useErrorText(errors);
  const expressionAt = useExpressionError(errors);
  return (
    <>
      <ExpressionInput
        model={model}
        object={object}
        label={t('designer.options.expression')}
        required
        placeholder="amount * quantity"
        help={t('designer.options.expressionHelp')}
        value={draft.expression}
        onChange={(expression) => onChange({ ...draft, expression })}
        error={expressionAt('/expression')}
      />
      <FieldFrame label={t('designer.options.returns')} error={textAt('/returns')}>
        <Select<Returns>
          value={draft.returns}
          options={RETURNS.map((value) => ({ value, label: t(`designer.types.${value}.name`) }))}
          onChange={(returns) => onChange({ ...draft, returns })}
        />
      </FieldFrame>
    </>
  );
}

/** The fields of the record that a lookup's references lead to. */
export function LookupOptions({ model, object, draft, onChange, errors }: FieldEditorProps) {
  const t = useText();
  const locale = useLocale();
  const textAt = useErrorText(errors);
  const reference = model.resolve(object, draft.reference)?.field;
  const target = reference && model.target(reference);
  const known = referencePaths(model, object);
  // A longer one that was written by the API is kept.
  const paths =
    known.includes(draft.reference) || !draft.reference ? known : [...known, draft.reference];
  return (
    <div className={styles.row}>
      <FieldFrame
        label={t('designer.options.reference')}
        required
        help={t('designer.options.referenceHelp')}
        error={textAt('/reference')}
      >
        <Combobox<string>
          items={paths}
          value={draft.reference || null}
          keyOf={(path) => path}
          labelOf={(path) => pathLabel(model, object, path, locale)}
          placeholder={t('designer.options.referencePlaceholder')}
          onChange={(next) => onChange({ ...draft, reference: next ?? '', field: '' })}
        />
      </FieldFrame>
      <FieldFrame
        label={t('designer.options.field')}
        required
        help={target && labelOf(target, locale)}
        error={textAt('/field')}
      >
        <Combobox<FieldDefinition>
          items={target?.fields ?? []}
          value={target?.fields.find((field) => field.name === draft.field) ?? null}
          keyOf={(field) => field.name}
          labelOf={(field) => labelOf(field, locale)}
          disabled={target === undefined}
          placeholder={draft.field}
          onChange={(field) => onChange({ ...draft, field: field?.name ?? '' })}
        />
      </FieldFrame>
    </div>
  );
}

const FUNCTIONS: readonly RollupFunction[] = ['count', 'sum', 'avg', 'min', 'max'];

export function RollupOptions({ model, object, draft, onChange, errors }: FieldEditorProps) {
  const t = useText();
  const locale = useLocale();
  const textAt = useErrorText(errors);
  const expressionAt = useExpressionError(errors);
  const sources = model.referencesTo(object.name).map((found) => ({
    value: `${found.object.name}.${found.field.name}`,
    label: `${pluralOf(found.object, locale)} · ${labelOf(found.field, locale)}`,
  }));
  const children = model.object(draft.source.split('.')[0] ?? '') ?? object;
  return (
    <>
      <div className={styles.row}>
        <FieldFrame
          label={t('designer.options.source')}
          required
          help={sources.length === 0 ? t('designer.options.noSource') : undefined}
          error={textAt('/source')}
        >
          <Combobox<{ value: string; label: string }>
            items={sources}
            value={sources.find((one) => one.value === draft.source) ?? null}
            keyOf={(one) => one.value}
            labelOf={(one) => one.label}
            placeholder={draft.source}
            onChange={(one) => onChange({ ...draft, source: one?.value ?? '' })}
          />
        </FieldFrame>
        <FieldFrame label={t('designer.options.function')} error={textAt('/function')}>
          <Select<RollupFunction>
            value={draft.function}
            options={FUNCTIONS.map((value) => ({
              value,
              label: t(`designer.options.functions.${value}`),
            }))}
            onChange={(next) => onChange({ ...draft, function: next })}
          />
        </FieldFrame>
      </div>
      {draft.function !== 'count' && (
        <ExpressionInput
          model={model}
          object={children}
          label={t('designer.options.of')}
          required
          placeholder="price * quantity"
          value={draft.of}
          onChange={(of) => onChange({ ...draft, of })}
          error={expressionAt('/of')}
        />
      )}
      <ExpressionInput
        model={model}
        object={children}
        label={t('designer.options.filter')}
        placeholder="!cancelled"
        value={draft.filter}
        onChange={(filter) => onChange({ ...draft, filter })}
        error={expressionAt('/filter')}
      />
    </>
  );
}
