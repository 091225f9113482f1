import { useQuery } from '@tanstack/react-query';
import { modelQuery } from '@/api/queries';
import { listRecords } from '@/api/records';
import type { FieldCondition, Sort } from '@/schema/filter/filter';
import { quote } from '@/expression/tokens';
import type { FieldView } from '@/schema/fieldView';
import { titleOf } from '@/schema/records';
import { useLocale, useText } from '@/shared/i18n';
import { shortTime } from '@/fields/time';
import { clockOf } from '@/shared/lib/durations';
import { formatDay } from '@/shared/lib/dates';
import { formatDecimal } from '@/shared/lib/decimal';

/** What records of an object are called, by id. */
export function useTitles(objectName: string | undefined, ids: readonly string[]) {
  const { data: model } = useQuery(modelQuery);
  const object = model?.object(objectName ?? '');
  const wanted = [...ids].sort();
  const found = useQuery({
    queryKey: ['records', objectName, 'titles', wanted, model?.version],
    enabled: object !== undefined && wanted.length > 0,
    queryFn: async ({ signal }): Promise<Record<string, string>> => {
      if (!model || !object) {
        return {};
      }
      const page = await listRecords(
        object.name,
        {
          fields: object.titleField ? model.requested(object, object.titleField) : ['id'],
          filter: `id in [${wanted.map(quote).join(', ')}]`,
          sort: [],
        },
        null,
        signal,
      );
      return Object.fromEntries(
        page.data.map((record) => [record.id, titleOf(model, object, record) ?? record.id]),
      );
    },
  });
  return found.data ?? {};
}

/** The values of a condition, as a person says them. */
export function useConditionText(condition: FieldCondition, sort: Sort, field: FieldView): string {
  const t = useText();
  const locale = useLocale();
  const isLinked = sort === 'reference' || sort === 'references';
  const titles = useTitles(isLinked ? field.target : undefined, isLinked ? condition.values : []);
  const { operator, values } = condition;
  if (operator === 'inLast' || operator === 'inNext') {
    return values[0] ? t('filter.days', { count: Number(values[0]) }) : '';
  }
  const text = (value: string) => {
    switch (sort) {
      case 'number':
        return formatDecimal(value, locale);
      case 'day':
      case 'moment':
        return formatDay(value, locale);
      case 'time':
        return shortTime(value);
      case 'duration':
        return clockOf(value);
      case 'select':
      case 'options':
        return field.choices?.find((choice) => choice.value === value)?.label ?? value;
      case 'reference':
      case 'references':
        return titles[value] ?? '…';
      default:
        return value;
    }
  };
  const shown = values.filter(Boolean).map(text);
  return operator === 'between' ? shown.join(' – ') : shown.join(', ');
}
