import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLocation } from 'react-router';
import { listRecords, titleFilter } from '@/api/records';
import { labelOf } from '@/schema/labels';
import { titleOf } from '@/schema/records';
import { useLocale } from '@/shared/i18n';
import { useDebounced } from '@/shared/lib/hooks';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { useApp } from '@/views/AppContext';
import { listPath, recordPath } from '@/views/paths';
import type { Command } from './commands';

/** So many objects are looked into, and so many records of each are shown. */
const OBJECTS = 16;
const RECORDS = 4;

function isAt(pathname: string, object: string): boolean {
  return pathname === listPath(object) || pathname.startsWith(`${listPath(object)}/`);
}

/** Records whose titles hold what is typed: of the object one is at, then of the others. */
export function useFoundRecords(search: string): { items: Command[]; busy: boolean } {
  const locale = useLocale();
  const { model } = useApp();
  const words = useDebounced(search.trim(), 200);
  const { pathname } = useLocation();
  const objects = useMemo(
    () =>
      [...model.objects]
        .sort((a, b) => Number(isAt(pathname, b.name)) - Number(isAt(pathname, a.name)))
        .map((object) => ({ object, title: model.titleField(object) }))
        .filter(({ title }) => titleFilter(title, 'x') !== '')
        .slice(0, OBJECTS),
    [model, pathname],
  );
  const answers = useQueries({
    queries: objects.map(({ object, title }) => ({
      queryKey: ['records', object.name, 'find', words],
      enabled: words.length > 1,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        listRecords(
          object.name,
          { fields: [title?.name ?? 'id'], filter: titleFilter(title, words), sort: [] },
          null,
          signal,
          RECORDS,
        ),
    })),
  });
  const items = answers.flatMap((answer, i) => {
    const found = objects[i];
    if (!found || words.length < 2) {
      return [];
    }
    return (answer.data?.data ?? []).map((record) => ({
      id: record.id,
      label: titleOf(model, found.object, record) ?? record.id,
      hint: labelOf(found.object, locale),
      icon: <ObjectIcon name={found.object.icon} of={found.object.name} size={18} />,
      to: recordPath(found.object.name, record.id),
    }));
  });
  return { items, busy: answers.some((answer) => answer.isFetching) };
}
