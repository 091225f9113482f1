import { memo } from 'react';
import { CONDITIONS, type Condition, type ObjectRights, type Rights } from '@/api/roles';
import type { PlacedErrors } from '@/features/designer/draft/errors';
import { useErrorText, useExpressionError } from '@/features/designer/RejectionNotice';
import { labelOf } from '@/schema/labels';
import { isWritable, type FieldDefinition, type ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import { useApp } from '@/views/AppContext';
import { ExpressionInput } from '@/views/ExpressionInput';
import {
  fieldRights,
  OPEN,
  setCondition,
  setFieldRight,
  setOtherFieldRight,
  type FieldRight,
} from './draft/roleDraft';
import styles from './Matrix.module.css';
import type { RoleEditor } from './useRoleEditor';

interface RightsDetailProps {
  object: ObjectDefinition;
  label: string;
  rights: Rights;
  own: ObjectRights | undefined;
  errors: PlacedErrors;
  change: RoleEditor['change'];
}

/** Which records and which fields of an object the rights are about. */
export function RightsDetail({ object, label, rights, own, errors, change }: RightsDetailProps) {
  const t = useText();
  const { model } = useApp();
  const expressionAt = useExpressionError(errors);
  const isAsked: Record<Condition, boolean> = {
    when: rights.read,
    updateWhen: rights.update,
    deleteWhen: rights.delete,
  };
  const asked = CONDITIONS.filter(
    (condition) => isAsked[condition] || own?.[condition] !== undefined,
  );
  return (
    <div className={styles.sections} role="group" aria-label={t('roles.open', { object: label })}>
      {!rights.read && <p className={styles.remark}>{t('roles.needsRead')}</p>}
      {asked.length > 0 && (
        <section className={styles.section}>
          <h2>{t('roles.conditions')}</h2>
          <div className={styles.conditions}>
            {asked.map((condition) => (
              <ExpressionInput
                key={condition}
                model={model}
                object={object}
                label={t(`roles.condition.${condition}`)}
                help={t(`roles.conditionHelp.${condition}`)}
                placeholder={condition === 'when' ? 'owner == user.id' : undefined}
                value={own?.[condition] ?? ''}
                onChange={(text) =>
                  change((role) => setCondition(role, object.name, condition, text))
                }
                error={expressionAt(`/objects/${object.name}/${condition}`)}
              />
            ))}
          </div>
        </section>
      )}
      <Fields object={object} label={label} own={own} errors={errors} change={change} />
    </div>
  );
}

function Fields({ object, label, own, errors, change }: Omit<RightsDetailProps, 'rights'>) {
  const t = useText();
  const textAt = useErrorText(errors);
  const at = `/objects/${object.name}`;
  return (
    <section className={styles.section}>
      <h2>{t('roles.fields')}</h2>
      <p className={styles.remark}>{t('roles.fieldsHelp')}</p>
      <table className={styles.fields} aria-label={`${label}: ${t('roles.fields')}`}>
        <thead>
          <tr>
            <th scope="col">{t('roles.field')}</th>
            <th scope="col">{t('roles.fieldRights.read')}</th>
            <th scope="col">{t('roles.fieldRights.write')}</th>
            <th scope="col">{t('roles.fieldRights.mask')}</th>
          </tr>
        </thead>
        <tbody>
          <FieldRow
            object={object.name}
            own={own}
            isNamed
            error={textAt(`${at}/otherFields`)}
            change={change}
          />
          {object.fields.map((field) => (
            <FieldRow
              key={field.name}
              object={object.name}
              field={field}
              own={own}
              isNamed={own?.fields[field.name] !== undefined}
              error={textAt(`${at}/fields/${field.name}`)}
              change={change}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface FieldRowProps {
  object: string;
  /** Undefined in the row for all fields that are not named. */
  field?: FieldDefinition;
  own: ObjectRights | undefined;
  isNamed: boolean;
  error: string | undefined;
  change: RoleEditor['change'];
}

function FieldRow({ object, field, own, isNamed, error, change }: FieldRowProps) {
  const rights = own ? (field ? fieldRights(own, field.name) : own.otherFields) : OPEN;
  return (
    <FieldCells
      object={object}
      field={field}
      read={rights.read}
      write={rights.write}
      mask={rights.mask ?? false}
      isNamed={isNamed}
      error={error}
      change={change}
    />
  );
}

interface FieldCellsProps extends Record<FieldRight, boolean> {
  object: string;
  field: FieldDefinition | undefined;
  isNamed: boolean;
  error: string | undefined;
  change: RoleEditor['change'];
}

/** Drawn anew only when the rights to this field change: an object may have many. */
const FieldCells = memo(function FieldCells(props: FieldCellsProps) {
  const { object, field, isNamed, error, change } = props;
  const t = useText();
  const locale = useLocale();
  const label = field ? labelOf(field, locale) : t('roles.otherFields');
  const isComputed = field !== undefined && !isWritable(field);
  return (
    <tr className={isNamed ? undefined : styles.inherited}>
      <th scope="row">
        {field ? label : <strong>{label}</strong>}
        {error !== undefined && (
          <span className={styles.error} role="alert">
            {error}
          </span>
        )}
      </th>
      {(['read', 'write', 'mask'] as const).map((right) => (
        <td key={right}>
          {right === 'write' && isComputed ? (
            <span className={styles.remark} role="img" aria-label={t('roles.computed')}>
              –
            </span>
          ) : (
            <label className={styles.check}>
              <Checkbox
                checked={props[right]}
                label={t('roles.cell', { object: label, right: t(`roles.fieldRights.${right}`) })}
                onChange={(has) =>
                  change((role) =>
                    field
                      ? setFieldRight(role, object, field.name, right, has)
                      : setOtherFieldRight(role, object, right, has),
                  )
                }
              />
            </label>
          )}
        </td>
      ))}
    </tr>
  );
});
