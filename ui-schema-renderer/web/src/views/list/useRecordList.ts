import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { countQuery } from '@/api/queries';
import { listRecords } from '@/api/records';
import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import type { Column } from './columns';
import { NEWEST_FIRST } from './useListState';

/** The records of a list, page by page as one scrolls, and how many there are in all. */
export function useRecordList(
  model: TenantModel,
  object: ObjectDefinition,
  columns: readonly Column[],
  filter: string,
  sort: readonly string[],
) {
  const fields = useMemo(() => {
    const title = object.titleField ? model.requested(object, object.titleField) : [];
    const wanted = columns.flatMap((column) => model.requested(object, column.path));
    return [...new Set(['version', ...title, ...wanted])].sort();
  }, [model, object, columns]);

  const query = { fields, filter, sort: sort.length ? [...sort] : [NEWEST_FIRST] };
  const list = useInfiniteQuery({
    queryKey: ['records', object.name, 'list', query],
    queryFn: ({ pageParam, signal }) => listRecords(object.name, query, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
  const count = useQuery({ ...countQuery(object.name, filter), placeholderData: keepPreviousData });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.data) ?? [], [list.data]);
  // A count that is behind what was loaded would only confuse.
  const total = list.hasNextPage ? Math.max(count.data ?? 0, rows.length) : rows.length;
  return { list, rows, total: list.data ? total : undefined };
}
