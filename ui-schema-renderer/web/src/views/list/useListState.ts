import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { ObjectDefinition, ViewDefinition } from '@/schema/metadata';
import { defaultColumns } from '@/schema/model';
import { useEvent } from '@/shared/lib/hooks';
import { useStored } from '@/shared/lib/stored';

/** What of a list this browser keeps for itself. */
interface Arrangement {
  columns?: string[];
  widths?: Record<string, number>;
}

const UNCHANGED: Arrangement = {};

function isArrangement(value: unknown): value is Arrangement {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface ListState {
  /** The saved view that is looked at; null for all records. */
  view: ViewDefinition | null;
  filter: string;
  sort: string[];
  columns: string[];
  widths: Record<string, number>;
  /** Whether it is no longer what the view says. */
  isChanged: boolean;
  setFilter: (filter: string) => void;
  setSort: (sort: string[]) => void;
  setColumns: (columns: string[]) => void;
  setWidth: (path: string, width: number) => void;
  reset: () => void;
}

const sameList = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((item, i) => item === b[i]);

/** Newest first: the records that people made last are the ones they look for. */
export const NEWEST_FIRST = '-id';

/** How a list is looked at: what the address says, over what the view says. */
export function useListState(tenant: string, object: ObjectDefinition): ListState {
  const [parameters, setParameters] = useSearchParams();
  const view = object.views.find((found) => found.name === parameters.get('view')) ?? null;
  const key = `list.${tenant}.${object.name}.${view?.name ?? ''}`;
  const [arrangement, arrange] = useStored(key, isArrangement, UNCHANGED);

  const saved = useMemo(
    () => ({
      filter: view?.filter ?? '',
      sort: view?.sort ?? [],
      columns: view?.columns.length ? view.columns : defaultColumns(object),
    }),
    [view, object],
  );

  const filter = parameters.get('filter') ?? saved.filter;
  const sort = parameters.get('sort')?.split(',').filter(Boolean) ?? saved.sort;
  const columns = arrangement.columns ?? saved.columns;

  const change = useEvent((name: string, value: string, unchanged: string) => {
    setParameters(
      (old) => {
        const next = new URLSearchParams(old);
        if (value === unchanged) {
          next.delete(name);
        } else {
          next.set(name, value);
        }
        return next;
      },
      { replace: true },
    );
  });

  return {
    view,
    filter,
    sort,
    columns,
    widths: arrangement.widths ?? {},
    isChanged:
      filter !== saved.filter || !sameList(sort, saved.sort) || !sameList(columns, saved.columns),
    setFilter: (next) => change('filter', next, saved.filter),
    setSort: (next) => change('sort', next.join(','), saved.sort.join(',')),
    setColumns: (next) => arrange({ ...arrangement, columns: next }),
    setWidth: (path, width) =>
      arrange({ ...arrangement, widths: { ...arrangement.widths, [path]: width } }),
    reset: () => {
      setParameters(
        (old) => {
          const next = new URLSearchParams(old);
          next.delete('filter');
          next.delete('sort');
          return next;
        },
        { replace: true },
      );
      arrange({ ...(arrangement.widths && { widths: arrangement.widths }) });
    },
  };
}
