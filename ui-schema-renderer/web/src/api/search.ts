import { request } from './http';
import type { components } from './generated';

export type SearchHit = components['schemas']['SearchHits']['data'][number];

/** The best hits of all objects, the best first. */
export async function searchRecords(words: string, signal?: AbortSignal): Promise<SearchHit[]> {
  const answer = await request<{ data: SearchHit[] }>('/api/v1/search', {
    query: { q: words, limit: 30 },
    signal,
  });
  return answer.data;
}
