import type { JsonSchema, UISchemaElement } from '@jsonforms/core';
import { JsonForms } from '@jsonforms/react';
import { useEffect, useMemo, useRef, type FormEvent } from 'react';
import type { FormSchemas } from '@/api/metadata';
import { sortErrors } from '@/api/problemText';
import { exactField, readSecret } from '@/api/records';
import { RecordAccessProvider } from '@/registry/RecordAccess';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { hasCommand } from '@/shared/lib/keyboard';
import { Notice } from '@/shared/ui/States';
import { useApp } from '../AppContext';
import { ConflictBar } from './ConflictBar';
import styles from './Form.module.css';
import { FormProvider } from './formContext';
import { layoutFields } from './layoutFields';
import { RENDERERS } from './renderers';
import { useLive, useVisibility } from './useLive';
import type { RecordFormState } from './useRecordForm';

interface RecordFormProps {
  id: string;
  object: ObjectDefinition;
  schemas: FormSchemas;
  form: RecordFormState;
  onSubmit: () => void;
  onResolve: (given: readonly string[]) => void;
  autoFocus?: boolean;
}

const FOCUSABLE = 'input:not([disabled]), textarea:not([disabled]), button:not([disabled])';

/** The form of a record, as its layout describes it. */
export function RecordForm(props: RecordFormProps) {
  const { id, object, schemas, form, onSubmit } = props;
  const t = useText();
  const locale = useLocale();
  const root = useRef<HTMLFormElement>(null);
  const { problem, edited } = form;
  const shows = useVisibility(object, form);
  const fields = layoutFields(schemas.uiSchema, shows).join(' ');
  const shown = useMemo(() => fields.split(' ').filter(Boolean), [fields]);

  const sorted = useMemo(
    () => (problem ? sortErrors(problem, object, shown, t, locale) : null),
    [problem, object, shown, t, locale],
  );
  const { live, refusals } = useLive(object, form, locale);
  // What the server said of a field holds until that is edited, what is said here from then on.
  const errors = useMemo(
    () =>
      Object.fromEntries([
        ...Object.entries(refusals).filter(([name]) => edited.has(name)),
        ...Object.entries(sorted?.byField ?? {}).filter(([name]) => !edited.has(name)),
      ]),
    [sorted, edited, refusals],
  );

  useEffect(() => {
    const first = shown.find((name) => sorted?.byField[name] !== undefined);
    const place = first && root.current?.querySelector(`[data-field="${CSS.escape(first)}"]`);
    if (place) {
      place.querySelector<HTMLElement>(FOCUSABLE)?.focus();
      place.scrollIntoView({ block: 'nearest' });
    }
  }, [sorted, shown]);

  const { autoFocus = false } = props;
  useEffect(() => {
    if (autoFocus) {
      root.current?.querySelector<HTMLElement>(`[data-field] :is(${FOCUSABLE})`)?.focus();
    }
  }, [autoFocus]);

  const context = useMemo(
    () => ({ errors, live, shows, change: form.change, isNew: form.state.record === null }),
    [errors, live, shows, form.change, form.state.record],
  );

  const { me } = useApp();
  const recordId = form.state.record?.id;
  const mayReadSecrets = me.roles.includes('administrator');
  const access = useMemo(
    () =>
      recordId === undefined
        ? null
        : {
            exact: (field: string) => exactField(object.name, recordId, field),
            ...(mayReadSecrets && {
              secret: (field: string) => readSecret(object.name, recordId, field),
            }),
          },
    [object.name, recordId, mayReadSecrets],
  );

  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    onSubmit();
  };

  return (
    <form
      id={id}
      ref={root}
      className={styles.form}
      noValidate
      onSubmit={submit}
      onKeyDown={(event) => {
        if (hasCommand(event) && (event.key === 'Enter' || event.key.toLowerCase() === 's')) {
          event.preventDefault();
          onSubmit();
        }
      }}
    >
      {form.conflict && (
        <ConflictBar
          object={object}
          conflict={form.conflict}
          busy={form.busy}
          onResolve={props.onResolve}
        />
      )}
      {sorted && sorted.general.length > 0 && (
        <Notice kind="danger">
          {sorted.general.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </Notice>
      )}
      <FormProvider value={context}>
        <RecordAccessProvider value={access}>
          <JsonForms
            schema={schemas.schema as JsonSchema}
            uischema={schemas.uiSchema as UISchemaElement}
            data={form.state.shown}
            renderers={RENDERERS}
            validationMode="NoValidation"
          />
        </RecordAccessProvider>
      </FormProvider>
    </form>
  );
}
