import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useDebounced } from '@/shared/lib/hooks';
import { modelQuery } from '@/api/queries';
import { listRecords, titleFilter } from '@/api/records';
import { titleOf, type Reference } from '@/schema/records';

const FOUND = 30;
const QUIET = 180;

/** Records of an object whose titles hold what is typed. */
export function useReferenceSearch(objectName: string, initial: string) {
  const [typed, setTyped] = useState(initial);
  const settled = useDebounced(typed, QUIET);
  const { data: model } = useQuery(modelQuery);
  const object = model?.object(objectName);
  const found = useQuery({
    queryKey: ['records', objectName, 'pick', settled, model?.version],
    enabled: model !== undefined && object !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Reference[]> => {
      if (!model || !object) {
        return [];
      }
      const title = model.titleField(object);
      const page = await listRecords(
        objectName,
        {
          fields: title ? model.requested(object, title.name) : ['id'],
          filter: titleFilter(title, settled),
          sort: title ? [title.name] : ['-createdAt'],
        },
        null,
        signal,
        FOUND,
      );
      return page.data.map((record) => ({ id: record.id, title: titleOf(model, object, record) }));
    },
  });
  return {
    items: found.data ?? [],
    search: setTyped,
    busy: found.isFetching || typed !== settled,
  };
}
