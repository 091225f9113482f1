import { useMemo, useState } from 'react';
import { compile } from '@/schema/filter/compile';
import { sortOf, type Condition, type Filter, type Sort } from '@/schema/filter/filter';
import { understand } from '@/schema/filter/understand';
import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { useEvent } from '@/shared/lib/hooks';

/**
 * A filter that is being built. Conditions that say nothing yet are kept here; what can be asked
 * is told to the list at once.
 */
export function useFilterDraft(
  model: TenantModel,
  object: ObjectDefinition,
  expression: string,
  onChange: (expression: string) => void,
) {
  const sortOfPath = useMemo(
    () =>
      (path: string): Sort | null => {
        const found = model.resolve(object, path);
        return found ? sortOf(found.field) : null;
      },
    [model, object],
  );
  const [draft, setDraft] = useState<Filter>(() => understand(expression, sortOfPath));
  const [told, setTold] = useState(expression);

  // The filter was changed from elsewhere: by another view, by the way back, by an expression.
  let filter = draft;
  if (expression !== told) {
    filter = understand(expression, sortOfPath);
    setDraft(filter);
    setTold(expression);
  }

  const change = useEvent((next: Filter) => {
    const text = compile(next, sortOfPath);
    setDraft(next);
    setTold(text);
    if (text !== expression) {
      onChange(text);
    }
  });

  return {
    filter,
    sortOfPath,
    setMatch: (match: Filter['match']) => change({ ...filter, match }),
    add: (condition: Condition) =>
      change({ ...filter, conditions: [...filter.conditions, condition] }),
    put: (index: number, condition: Condition) =>
      change({
        ...filter,
        conditions: filter.conditions.map((old, i) => (i === index ? condition : old)),
      }),
    remove: (index: number) =>
      change({ ...filter, conditions: filter.conditions.filter((_, i) => i !== index) }),
    clear: () => change({ match: 'all', conditions: [] }),
  };
}
