import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useLocation } from 'react-router';
import { searchRecords, type SearchHit } from '@/api/search';
import { labelOf, pluralOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale } from '@/shared/i18n';
import { useDebounced } from '@/shared/lib/hooks';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { useApp } from '@/views/AppContext';
import { listPath, recordPath } from '@/views/paths';
import { Highlighted } from './Highlighted';
import type { Command } from './commands';

export interface FoundGroup {
  label: string;
  items: Command[];
}

/** What the server takes at the most, in words and in characters. */
const MAX_WORDS = 8;
const MAX_LENGTH = 200;

function isAt(pathname: string, object: string): boolean {
  return pathname === listPath(object) || pathname.startsWith(`${listPath(object)}/`);
}

function asked(search: string): string {
  return search.trim().slice(0, MAX_LENGTH).split(/\s+/).slice(0, MAX_WORDS).join(' ');
}

function command(object: ObjectDefinition, hit: SearchHit, locale: string): Command {
  const titled = hit.matches.find((match) => match.text === hit.title);
  const elsewhere = hit.matches.find((match) => match !== titled);
  const field = object.fields.find((other) => other.name === elsewhere?.field);
  return {
    id: `${hit.object}/${hit.id}`,
    label: hit.title ?? hit.id,
    ...(titled && { shown: <Highlighted match={titled} /> }),
    ...(elsewhere && {
      hint: elsewhere.text,
      shownHint: (
        <>
          {field && `${labelOf(field, locale)}: `}
          <Highlighted match={elsewhere} />
        </>
      ),
    }),
    icon: <ObjectIcon name={object.icon} of={object.name} size={18} />,
    to: recordPath(object.name, hit.id),
  };
}

/** Records that have what is typed, by object: first the one that one is at, then the best. */
export function useFoundRecords(search: string): { groups: FoundGroup[]; busy: boolean } {
  const locale = useLocale();
  const { model } = useApp();
  const words = asked(useDebounced(search, 200));
  const { pathname } = useLocation();
  const isAsked = words.length > 1;
  const { data, isFetching } = useQuery({
    queryKey: ['records', 'search', words],
    enabled: isAsked,
    queryFn: ({ signal }) => searchRecords(words, signal),
    placeholderData: keepPreviousData,
  });
  const groups = useMemo(() => {
    const byObject = new Map<string, FoundGroup>();
    for (const hit of isAsked ? (data ?? []) : []) {
      const object = model.objects.find((other) => other.name === hit.object);
      if (object) {
        const label = pluralOf(object, locale);
        const group = byObject.get(object.name) ?? { label, items: [] };
        group.items.push(command(object, hit, locale));
        byObject.set(object.name, group);
      }
    }
    return [...byObject]
      .sort(([a], [b]) => Number(isAt(pathname, b)) - Number(isAt(pathname, a)))
      .map(([, group]) => group);
  }, [data, isAsked, locale, model, pathname]);
  return { groups, busy: isFetching };
}
