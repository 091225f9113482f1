import {
  rankWith,
  uiTypeIs,
  type ControlProps,
  type JsonFormsRendererRegistryEntry,
  type Layout,
  type LayoutProps,
} from '@jsonforms/core';
import {
  JsonFormsDispatch,
  withJsonFormsControlProps,
  withJsonFormsLayoutProps,
} from '@jsonforms/react';
import { useId, useMemo, type ReactNode } from 'react';
import { isWide, kindOf } from '@/fields';
import { fieldViewOfControl, type ControlElement } from '@/schema/fieldView';
import type { FieldValue } from '@/schema/records';
import { cx } from '@/shared/lib/classNames';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import styles from './Form.module.css';
import { useFormContext } from './formContext';
import { conditionOf, layoutFields } from './layoutFields';

/** How the elements of a UI schema are drawn: what they look like, the field registry knows. */

const MAX_COLUMNS = 4;

function Elements({ uischema, schema, path, enabled }: LayoutProps): ReactNode {
  return (uischema as Layout).elements.map((element, i) => (
    <JsonFormsDispatch key={i} uischema={element} schema={schema} path={path} enabled={enabled} />
  ));
}

function VerticalLayout(props: LayoutProps) {
  return (
    <div className={styles.sections}>
      <Elements {...props} />
    </div>
  );
}

function Group(props: LayoutProps) {
  const id = useId();
  const { uischema } = props;
  const label = 'label' in uischema && typeof uischema.label === 'string' ? uischema.label : '';
  const columns = Number(uischema.options?.['columns'] ?? 1);
  const { shows } = useFormContext();
  if (layoutFields(uischema, shows).length === 0) {
    return null;
  }
  return (
    <section className={styles.section} aria-labelledby={label ? id : undefined}>
      {label && (
        <h2 id={id} className={styles.heading}>
          {label}
        </h2>
      )}
      <div className={styles.fields} data-columns={Math.max(1, Math.min(MAX_COLUMNS, columns))}>
        <Elements {...props} />
      </div>
    </section>
  );
}

function Control({ uischema, schema, path, data, enabled, handleChange }: ControlProps) {
  const { errors, live, shows, change, isNew } = useFormContext();
  const field = useMemo(
    () => fieldViewOfControl(uischema as ControlElement, schema as Record<string, unknown>),
    [uischema, schema],
  );
  const computed = field.readOnly ? live[field.name] : undefined;
  if (!shows(conditionOf(uischema)) || (isNew && field.readOnly && computed === undefined)) {
    return null;
  }
  const kind = kindOf(field);
  return (
    <div className={cx(styles.field, isWide(field) && styles.wide)} data-field={field.name}>
      <FieldFrame
        label={field.label}
        help={field.help}
        required={field.required}
        error={errors[field.name]}
      >
        <kind.Input
          field={field}
          value={computed ?? (data as FieldValue | undefined) ?? null}
          disabled={!enabled}
          onChange={(value) => {
            handleChange(path, value);
            change(field.name, value);
          }}
        />
      </FieldFrame>
    </div>
  );
}

export const RENDERERS: JsonFormsRendererRegistryEntry[] = [
  {
    tester: rankWith(1, uiTypeIs('VerticalLayout')),
    renderer: withJsonFormsLayoutProps(VerticalLayout),
  },
  { tester: rankWith(1, uiTypeIs('Group')), renderer: withJsonFormsLayoutProps(Group) },
  { tester: rankWith(1, uiTypeIs('Control')), renderer: withJsonFormsControlProps(Control) },
];
