import { helpOf, labelOf, optionLabel } from './labels';
import { isWritable, type FieldDefinition } from './metadata';
import { isSystemField, type TenantModel } from './model';

/**
 * What inputs and cells know of a field. Forms make it from the UI schema that the server renders,
 * lists make it from metadata.
 */
export interface FieldView {
  name: string;
  label: string;
  /** The name by which a renderer is found. */
  control: string;
  required: boolean;
  readOnly: boolean;
  help?: string | undefined;
  choices?: Choice[] | undefined;
  target?: string | undefined;
  targetLabel?: string | undefined;
  titleField?: string | undefined;
  scale?: number | undefined;
  maximum?: number | undefined;
  currencies?: string[] | undefined;
  returns?: string | undefined;
  maxLength?: number | undefined;
  maxItems?: number | undefined;
  accept?: string[] | undefined;
}

export interface Choice {
  value: string;
  label: string;
  color?: string | null;
}

export function fieldViewOf(model: TenantModel, field: FieldDefinition, locale: string): FieldView {
  const target = model.target(field);
  return {
    name: field.name,
    label: labelOf(field, locale),
    control: field.type,
    required: field.required,
    readOnly: !isWritable(field) || isSystemField(field.name) || field.type === 'json',
    help: helpOf(field, locale),
    choices: field.options?.map((option) => ({
      value: option.value,
      label: optionLabel(field, option.value, locale),
      color: option.color ?? null,
    })),
    target: field.target,
    targetLabel: target && labelOf(target, locale),
    titleField: target?.titleField,
    scale: field.scale,
    maximum: field.type === 'rating' && field.maximum ? Number(field.maximum) : undefined,
    currencies: field.currencies,
    returns: field.returns,
    maxLength: field.maxLength,
    maxItems: field.maxItems,
    accept: field.accept,
  };
}

/** A control of a UI schema, as JSON Forms hands it to a renderer. */
export interface ControlElement {
  scope: string;
  label?: string | boolean;
  options?: Record<string, unknown>;
}

export function fieldViewOfControl(
  control: ControlElement,
  schema: Record<string, unknown> | undefined,
): FieldView {
  const options = control.options ?? {};
  const text = (key: string) => (typeof options[key] === 'string' ? options[key] : undefined);
  const name = control.scope.split('/').at(-1) ?? '';
  return {
    name,
    label: typeof control.label === 'string' ? control.label : name,
    control: text('control') ?? 'unknown',
    required: options['required'] === true,
    readOnly: options['readOnly'] === true,
    help: text('help'),
    choices: Array.isArray(options['choices']) ? options['choices'].filter(isChoice) : undefined,
    target: text('target'),
    targetLabel: text('targetLabel'),
    titleField: text('titleField'),
    scale: typeof options['scale'] === 'number' ? options['scale'] : undefined,
    maximum: typeof options['maximum'] === 'number' ? options['maximum'] : undefined,
    currencies: Array.isArray(options['currencies'])
      ? options['currencies'].map(String)
      : undefined,
    returns: text('returns'),
    accept: Array.isArray(options['accept']) ? options['accept'].map(String) : undefined,
    maxItems: typeof options['maxItems'] === 'number' ? options['maxItems'] : undefined,
    maxLength: typeof schema?.['maxLength'] === 'number' ? schema['maxLength'] : undefined,
  };
}

function isChoice(value: unknown): value is Choice {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Choice).value === 'string' &&
    typeof (value as Choice).label === 'string'
  );
}
