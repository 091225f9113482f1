import { path, request } from './http';
import type { Group, HandOver, NewGroup, NewHandOver, NewShare, People, Share } from './types';

/** Groups of users, and records that are shared with people. */

export async function listGroups(signal?: AbortSignal): Promise<Group[]> {
  return (await request<{ data: Group[] }>('/api/v1/groups', { signal })).data;
}

export function createGroup(group: NewGroup): Promise<Group> {
  return request('/api/v1/groups', { method: 'POST', body: group });
}

export function changeGroup(name: string, patch: object): Promise<Group> {
  return request(path`/api/v1/groups/${name}`, { method: 'PATCH', body: patch });
}

export function deleteGroup(name: string): Promise<void> {
  return request(path`/api/v1/groups/${name}`, { method: 'DELETE' });
}

/** People and groups that a record can be shared with, whose names have a text in them. */
export function findPeople(search: string, signal?: AbortSignal): Promise<People> {
  return request('/api/v1/people', { query: { search }, signal });
}

export async function listShares(
  object: string,
  id: string,
  signal?: AbortSignal,
): Promise<Share[]> {
  const to = path`/api/v1/records/${object}/${id}/shares`;
  return (await request<{ data: Share[] }>(to, { signal })).data;
}

export function shareRecord(object: string, id: string, share: NewShare): Promise<Share> {
  return request(path`/api/v1/records/${object}/${id}/shares`, { method: 'POST', body: share });
}

export function unshareRecord(object: string, id: string, share: string): Promise<void> {
  return request(path`/api/v1/records/${object}/${id}/shares/${share}`, { method: 'DELETE' });
}

/** Hands the records of a user over to another; jobs do, unless only the numbers are asked for. */
export function handOver(user: string, wanted: NewHandOver): Promise<HandOver> {
  return request(path`/api/v1/users/${user}/hand-over`, { method: 'POST', body: wanted });
}
