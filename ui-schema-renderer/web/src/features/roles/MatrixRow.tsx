import { ChevronRight, CircleAlert, Undo2 } from 'lucide-react';
import { memo } from 'react';
import { RIGHTS, type ObjectRights, type Rights } from '@/api/roles';
import type { PlacedErrors } from '@/features/designer/draft/errors';
import { useErrorText } from '@/features/designer/RejectionNotice';
import { pluralOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { cx } from '@/shared/lib/classNames';
import { IconButton } from '@/shared/ui/Button';
import { Checkbox } from '@/shared/ui/Checkbox';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { COLUMNS } from './draft/cells';
import { hasDetails, likeOthers, setOtherRight, setRight } from './draft/roleDraft';
import styles from './Matrix.module.css';
import { RightsDetail } from './RightsDetail';
import type { RoleEditor } from './useRoleEditor';

/** The key of the row for all objects that are not named: no object can have this name. */
export const OTHERS = '*';

interface MatrixRowProps {
  /** Undefined in the row for all other objects. */
  object: ObjectDefinition | undefined;
  index: number;
  rights: Rights;
  /** What the role says of the object; undefined when it says nothing. */
  own: ObjectRights | undefined;
  isOpen: boolean;
  errors: PlacedErrors;
  /** The column that the keyboard is in, if it is in this row. */
  activeColumn: number | null;
  change: RoleEditor['change'];
  onToggle: (object: string) => void;
  onActivate: (index: number, column: number) => void;
}

export const MatrixRow = memo(function MatrixRow(props: MatrixRowProps) {
  const { object, index, rights, own, isOpen, errors, activeColumn, change } = props;
  const t = useText();
  const locale = useLocale();
  const textAt = useErrorText(errors);
  const label = object ? pluralOf(object, locale) : t('roles.others');
  const isInherited = object !== undefined && own === undefined;
  const isWrong = object !== undefined && errors.below(`/objects/${object.name}`) > 0;
  const tabIndex = (column: number) => (activeColumn === column ? 0 : -1);
  const error = object ? textAt(`/objects/${object.name}`) : textAt('/otherObjects');

  return (
    <>
      <div
        role="row"
        aria-rowindex={index + 2}
        className={cx(styles.row, isInherited && styles.inherited, isOpen && styles.openRow)}
      >
        <div
          role="rowheader"
          className={styles.name}
          {...(object && { 'data-column': 0, onFocus: () => props.onActivate(index, 0) })}
        >
          {object ? (
            <button
              type="button"
              className={styles.toggle}
              aria-expanded={isOpen}
              title={t('roles.open', { object: label })}
              tabIndex={tabIndex(0)}
              onClick={() => props.onToggle(object.name)}
            >
              <ChevronRight className={cx(styles.chevron, isOpen && styles.turned)} />
              <ObjectIcon name={object.icon} of={object.name} size={18} />
              <span className={styles.label}>{label}</span>
            </button>
          ) : (
            <span className={styles.others}>
              <strong>{label}</strong>
              <small className={styles.remark}>{t('roles.othersHelp')}</small>
            </span>
          )}
          {isWrong && (
            <CircleAlert
              className={styles.wrong}
              role="img"
              aria-label={t('roles.wrong', { count: 1 })}
            />
          )}
          {isInherited && <small className={styles.remark}>{t('roles.likeOthers')}</small>}
          {own && hasDetails(own) && (
            <span className={styles.dot} role="img" aria-label={t('roles.hasConditions')} />
          )}
        </div>
        {RIGHTS.map((right, i) => (
          <div
            key={right}
            role="gridcell"
            className={styles.right}
            data-column={i + 1}
            onFocus={() => props.onActivate(index, i + 1)}
          >
            <label className={styles.check}>
              <Checkbox
                checked={rights[right]}
                label={t('roles.cell', { object: label, right: t(`roles.rights.${right}`) })}
                tabIndex={tabIndex(i + 1)}
                onChange={(has) =>
                  change((role) =>
                    object
                      ? setRight(role, object.name, right, has)
                      : setOtherRight(role, right, has),
                  )
                }
              />
              <span className={styles.word} aria-hidden="true">
                {t(`roles.rights.${right}`)}
              </span>
            </label>
          </div>
        ))}
        <div role="gridcell" className={styles.reset}>
          {object && own && (
            <IconButton
              size="sm"
              label={t('roles.backToOthers', { object: label })}
              tabIndex={activeColumn === null ? -1 : 0}
              onClick={() => change((role) => likeOthers(role, object.name))}
            >
              <Undo2 />
            </IconButton>
          )}
        </div>
      </div>
      {(error !== undefined || isOpen) && (
        <div role="row" className={styles.detailRow}>
          <div role="gridcell" aria-colspan={COLUMNS} className={styles.detail}>
            {error !== undefined && (
              <p className={styles.error} role="alert">
                {error}
              </p>
            )}
            {object && isOpen && (
              <RightsDetail
                object={object}
                label={label}
                rights={rights}
                own={own}
                errors={errors}
                change={change}
              />
            )}
          </div>
        </div>
      )}
    </>
  );
});
