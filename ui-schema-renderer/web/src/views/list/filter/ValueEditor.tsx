import type { FormEvent } from 'react';
import { useState } from 'react';
import { useReferenceSearch } from '@/fields/reference/useReferenceSearch';
import { arity, type FieldCondition, type Sort } from '@/schema/filter/filter';
import type { FieldView } from '@/schema/fieldView';
import { useLocale, useText } from '@/shared/i18n';
import { readTime, shortTime } from '@/fields/time';
import { clockOf, durationOf } from '@/shared/lib/durations';
import { readDay } from '@/shared/lib/dates';
import { editableDecimal, isDecimal, parseDecimal } from '@/shared/lib/decimal';
import { DateInput } from '@/shared/ui/DateInput';
import { Dot } from '@/shared/ui/Badge';
import { PickList, type PickItem } from '@/shared/ui/PickList';
import { TextInput } from '@/shared/ui/TextInput';
import styles from './Filter.module.css';
import { useTitles } from './useConditionText';

interface ValueEditorProps {
  condition: FieldCondition;
  sort: Sort;
  field: FieldView;
  onChange: (values: string[]) => void;
  onDone: () => void;
}

/** What a condition compares with, in the form that suits the field. */
export function ValueEditor(props: ValueEditorProps) {
  const { condition, sort } = props;
  const t = useText();
  const count = arity(condition.operator);
  if (count === 0) {
    return null;
  }
  if (count === 'many') {
    return sort === 'reference' ? <References {...props} /> : <Choices {...props} />;
  }
  if (sort === 'options') {
    return <Choices {...props} onlyOne />;
  }
  if (sort === 'references') {
    return <References {...props} onlyOne />;
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onDone();
  };
  const put = (index: number, value: string) => {
    const values = [condition.values[0] ?? '', condition.values[1] ?? ''];
    values[index] = value;
    props.onChange(values.slice(0, count));
  };
  return (
    <form className={styles.values} onSubmit={submit}>
      {Array.from({ length: count }, (_, i) => (
        <SingleValue
          key={i}
          {...props}
          value={condition.values[i] ?? ''}
          label={count === 2 ? (i === 0 ? t('filter.from') : t('filter.to')) : t('filter.value')}
          autoFocus={i === 0}
          onValue={(value) => put(i, value)}
        />
      ))}
    </form>
  );
}

interface SingleProps extends ValueEditorProps {
  value: string;
  label: string;
  autoFocus: boolean;
  onValue: (value: string) => void;
}

function SingleValue({ condition, sort, value, label, autoFocus, onValue }: SingleProps) {
  const t = useText();
  const locale = useLocale();
  const [typed, setTyped] = useState<string | null>(null);
  if (condition.operator === 'inLast' || condition.operator === 'inNext') {
    return (
      <TextInput
        aria-label={t('filter.daysLabel')}
        placeholder={t('filter.daysLabel')}
        inputMode="numeric"
        autoFocus={autoFocus}
        value={value}
        onChange={(text) => onValue(text.replace(/\D/g, '').slice(0, 5))}
      />
    );
  }
  if (sort === 'day' || sort === 'moment') {
    return (
      <DateInput
        label={label}
        autoFocus={autoFocus}
        value={value || null}
        onChange={(day) => onValue(day !== null && readDay(day) ? day : '')}
      />
    );
  }
  if (sort === 'duration' || sort === 'time') {
    const [show, read] = sort === 'time' ? [shortTime, readTime] : [clockOf, durationOf];
    return (
      <TextInput
        aria-label={label}
        placeholder={sort === 'time' ? '09:30' : '1:30'}
        autoFocus={autoFocus}
        value={typed ?? show(value)}
        onChange={(text) => {
          setTyped(text);
          onValue(text.trim() === '' ? '' : read(text));
        }}
      />
    );
  }
  if (sort === 'number') {
    return (
      <TextInput
        aria-label={label}
        inputMode="decimal"
        autoFocus={autoFocus}
        value={typed ?? (isDecimal(value) ? editableDecimal(value, locale) : value)}
        onChange={(text) => {
          setTyped(text);
          onValue(parseDecimal(text, locale) ?? '');
        }}
      />
    );
  }
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      autoFocus={autoFocus}
      value={value}
      onChange={onValue}
    />
  );
}

function toggled(values: readonly string[], value: string): string[] {
  return values.includes(value) ? values.filter((old) => old !== value) : [...values, value];
}

function Choices({
  condition,
  field,
  onChange,
  onlyOne = false,
}: ValueEditorProps & { onlyOne?: boolean }) {
  const items = (field.choices ?? []).map((choice) => ({
    value: choice.value,
    label: choice.label,
    icon: <Dot color={choice.color} />,
    isChosen: condition.values.includes(choice.value),
  }));
  return (
    <div className={styles.list}>
      <PickList
        label={field.label}
        items={items}
        onPick={(value) => onChange(onlyOne ? [value] : toggled(condition.values, value))}
      />
    </div>
  );
}

function References({
  condition,
  field,
  onChange,
  onlyOne = false,
}: ValueEditorProps & { onlyOne?: boolean }) {
  const { items: found, search } = useReferenceSearch(field.target ?? '', '');
  const titles = useTitles(field.target, condition.values);
  const chosen: PickItem[] = condition.values.map((id) => ({
    value: id,
    label: titles[id] ?? '…',
    isChosen: true,
  }));
  const others = found
    .filter((reference) => !condition.values.includes(reference.id))
    .map((reference) => ({ value: reference.id, label: reference.title ?? reference.id }));
  return (
    <div className={styles.list}>
      <PickList
        label={field.label}
        items={[...chosen, ...others]}
        onSearch={search}
        onPick={(id) => onChange(onlyOne ? [id] : toggled(condition.values, id))}
      />
    </div>
  );
}
