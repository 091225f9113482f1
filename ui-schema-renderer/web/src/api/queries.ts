import { QueryClient, queryOptions } from '@tanstack/react-query';
import { getMe, getJob, listJobs, listUsers } from './administration';
import { deletedFields, deletedObjects, getFormSchemas, getModel, getStorage } from './metadata';
import { listGroups, listShares } from './people';
import { isAborted, Problem } from './problem';
import { getRole, listRoles } from './roles';
import { fetchLogo } from './tenant';
import { countRecords, getRecord, recordHistory } from './records';
import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import type { Job } from './types';

/** What is asked of the server, under which key it is kept, and for how long. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function worthRetrying(failures: number, error: Error): boolean {
  const isTransient =
    error instanceof Problem && (error.status === 0 || error.status === 429 || error.status >= 502);
  return isTransient && failures < 2;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10 * SECOND,
        retry: worthRetrying,
        throwOnError: false,
      },
      mutations: { retry: false },
    },
  });
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => getMe(signal),
  staleTime: 10 * MINUTE,
});

/** The logo changes with its id. */
export function logoQuery(id: string) {
  return queryOptions({
    queryKey: ['logo', id],
    queryFn: ({ signal }) => fetchLogo(signal),
    staleTime: Infinity,
    structuralSharing: false,
  });
}

export const modelQuery = queryOptions({
  queryKey: ['metadata'],
  queryFn: ({ signal }) => getModel(signal),
  staleTime: MINUTE,
  structuralSharing: (old, next) => {
    const [before, after] = [old as TenantModel | undefined, next as TenantModel];
    return before?.version === after.version ? before : after;
  },
});

export const deletedObjectsQuery = queryOptions({
  queryKey: ['metadata', 'deleted'],
  queryFn: ({ signal }) => deletedObjects(signal),
});

export function deletedFieldsQuery(object: string) {
  return queryOptions({
    queryKey: ['metadata', 'deleted', object],
    queryFn: ({ signal }) => deletedFields(object, signal),
  });
}

export function formQuery(object: string, layout: string, locale: string, version: number) {
  return queryOptions({
    queryKey: ['form', object, layout, locale, version],
    queryFn: ({ signal }) => getFormSchemas(object, layout, locale, signal),
    staleTime: Infinity,
  });
}

export function recordQuery(model: TenantModel, object: ObjectDefinition, id: string) {
  return queryOptions({
    queryKey: ['records', object.name, 'one', id, model.version],
    queryFn: ({ signal }) => getRecord(model, object, id, signal),
  });
}

export function historyQuery(object: string, id: string) {
  return queryOptions({
    queryKey: ['records', object, 'history', id],
    queryFn: ({ signal }) => recordHistory(object, id, signal),
  });
}

export function countQuery(object: string, filter: string) {
  return queryOptions({
    queryKey: ['records', object, 'count', filter],
    queryFn: ({ signal }) => countRecords(object, filter, signal),
  });
}

export function storageQuery(object: string) {
  return queryOptions({
    queryKey: ['storage', object],
    queryFn: ({ signal }) => getStorage(object, signal),
    refetchInterval: (query) =>
      query.state.data?.columns.some(({ state }) => state === 'filling') ? SECOND : false,
  });
}

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => listRoles(signal),
  staleTime: MINUTE,
});

export function roleQuery(name: string) {
  return queryOptions({
    queryKey: ['roles', name],
    queryFn: ({ signal }) => getRole(name, signal),
  });
}

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => listUsers(signal),
  staleTime: MINUTE,
});

export const groupsQuery = queryOptions({
  queryKey: ['groups'],
  queryFn: ({ signal }) => listGroups(signal),
  staleTime: MINUTE,
});

export function sharesQuery(object: string, id: string) {
  return queryOptions({
    queryKey: ['shares', object, id],
    queryFn: ({ signal }) => listShares(object, id, signal),
  });
}

export function isRunning(job: Job | undefined): boolean {
  return job !== undefined && !['done', 'failed', 'cancelled'].includes(job.state);
}

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: ({ signal }) => listJobs(signal),
  refetchInterval: (query) => (query.state.data?.some(isRunning) ? SECOND : false),
});

export function jobQuery(id: string) {
  return queryOptions({
    queryKey: ['jobs', id],
    queryFn: ({ signal }) => getJob(id, signal),
    refetchInterval: (query) =>
      isRunning(query.state.data) || query.state.data === undefined ? SECOND / 2 : false,
  });
}

/** Asks again for everything of an object's records, after they changed. */
export async function refreshRecords(client: QueryClient, object: string): Promise<void> {
  try {
    await client.invalidateQueries({ queryKey: ['records', object] });
  } catch (error) {
    if (!isAborted(error)) {
      throw error;
    }
  }
}

/** Asks again for the metadata and what is made of it, after it changed. */
export async function refreshModel(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: ['metadata'] });
}
