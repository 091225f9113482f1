import { X } from 'lucide-react';
import { kindOf } from '@/fields';
import {
  arity,
  isComplete,
  operatorsOf,
  sortOf,
  type Condition,
  type FieldCondition,
  type Operator,
  type Sort,
} from '@/schema/filter/filter';
import { fieldViewOf } from '@/schema/fieldView';
import type { ObjectDefinition } from '@/schema/metadata';
import type { FieldPath, TenantModel } from '@/schema/model';
import { useLocale, useText, type Text } from '@/shared/i18n';
import { cx } from '@/shared/lib/classNames';
import { Popover } from '@/shared/ui/Popover';
import { Select } from '@/shared/ui/Select';
import { pathLabel } from '../columns';
import styles from './Filter.module.css';
import { ValueEditor } from './ValueEditor';
import { useConditionText } from './useConditionText';

interface ConditionChipProps {
  model: TenantModel;
  object: ObjectDefinition;
  condition: Condition;
  isOpen: boolean;
  onOpenChange: (open: boolean) => void;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
  onWrite: () => void;
}

/** One condition, as a sentence that opens its editor. */
export function ConditionChip(props: ConditionChipProps) {
  const { model, object, condition } = props;
  const found = condition.kind === 'field' ? model.resolve(object, condition.path) : undefined;
  if (condition.kind === 'written' || !found) {
    return <WrittenChip {...props} />;
  }
  return <FieldChip {...props} condition={condition} found={found} />;
}

function WrittenChip({ condition, onWrite, onRemove }: ConditionChipProps) {
  const t = useText();
  const text = condition.kind === 'written' ? condition.expression : condition.path;
  return (
    <span className={styles.chip}>
      <button type="button" className={styles.chipText} title={t('filter.write')} onClick={onWrite}>
        <code>{text}</code>
      </button>
      <RemoveButton label={text} onRemove={onRemove} />
    </span>
  );
}

/** Days and moments are before and after each other, not less or greater. */
export function operatorLabel(operator: Operator, sort: Sort, t: Text): string {
  const isTime = ['day', 'moment', 'time'].includes(sort);
  switch (operator) {
    case 'less':
      return isTime ? t('operators.before') : '<';
    case 'lessOrEqual':
      return isTime ? t('operators.notAfter') : '≤';
    case 'greater':
      return isTime ? t('operators.after') : '>';
    case 'greaterOrEqual':
      return isTime ? t('operators.notBefore') : '≥';
    default:
      return t(`operators.${operator}`);
  }
}

function FieldChip({
  model,
  condition,
  found,
  isOpen,
  onOpenChange,
  onChange,
  onRemove,
}: ConditionChipProps & { condition: FieldCondition; found: FieldPath }) {
  const t = useText();
  const locale = useLocale();
  const sort = sortOf(found.field) ?? 'text';
  const field = fieldViewOf(model, found.field, locale);
  const Icon = kindOf(field).icon;
  const label = pathLabel(found, model, locale, t);
  const words = useConditionText(condition, sort, field);
  const complete = isComplete(condition);

  const changeOperator = (operator: Operator) => {
    const keeps = arity(operator) === arity(condition.operator);
    onChange({ ...condition, operator, values: keeps ? condition.values : [] });
  };

  return (
    <span className={cx(styles.chip, !complete && styles.incomplete)}>
      <Popover
        open={isOpen}
        onOpenChange={onOpenChange}
        label={t('filter.edit', { field: label })}
        className={styles.editor}
        trigger={
          <button type="button" className={styles.chipText}>
            <Icon />
            <span className={styles.chipField}>{label}</span>
            <span>{operatorLabel(condition.operator, sort, t)}</span>
            {words && <strong>{words}</strong>}
          </button>
        }
      >
        <Select
          label={t('filter.operator')}
          size="sm"
          value={condition.operator}
          options={operatorsOf(sort).map((operator) => ({
            value: operator,
            label: operatorLabel(operator, sort, t),
          }))}
          onChange={changeOperator}
        />
        <ValueEditor
          key={condition.operator}
          condition={condition}
          sort={sort}
          field={field}
          onChange={(values) => onChange({ ...condition, values })}
          onDone={() => onOpenChange(false)}
        />
      </Popover>
      <RemoveButton label={label} onRemove={onRemove} />
    </span>
  );
}

function RemoveButton({ label, onRemove }: { label: string; onRemove: () => void }) {
  const t = useText();
  return (
    <button
      type="button"
      className={styles.remove}
      aria-label={t('filter.remove', { field: label })}
      onClick={onRemove}
    >
      <X />
    </button>
  );
}
