import { address, path } from '@/api/http';
import { readProblem } from '@/api/problem';

/**
 * The API of those who run the installation. It takes their key and no token of a workspace; the
 * key is kept by who calls, and nowhere else.
 */

export interface OperatedTenant {
  id: string;
  slug: string;
  name: string;
  createdAt: string;
  suspendedAt: string | null;
  erasureDueAt: string | null;
  quotas: Quotas;
  usage: {
    records: number;
    files: number;
    fileBytes: number;
    users: number;
    requests: number;
    pluginCpuMillis: number;
    pluginCpuMillisThisMonth: number;
  };
}

/** What a workspace may use; null for what every workspace may. */
export interface Quotas {
  requests: number | null;
  records: number | null;
  fileBytes: number | null;
  /** In a calendar month. */
  pluginCpuMillis: number | null;
}

interface Page {
  data: OperatedTenant[];
  page: { next: number | null };
}

export class OperatorApi {
  constructor(private readonly key: string) {}

  /** @throws Problem */
  tenants(after: number | null, signal?: AbortSignal): Promise<Page> {
    return this.send('GET', address('/api/operator/v1/tenants', { after }), undefined, signal);
  }

  suspend(id: string, reason: string): Promise<OperatedTenant> {
    return this.send('POST', path`/api/operator/v1/tenants/${id}/suspend`, { reason });
  }

  resume(id: string): Promise<OperatedTenant> {
    return this.send('POST', path`/api/operator/v1/tenants/${id}/resume`);
  }

  limit(id: string, quotas: Quotas): Promise<OperatedTenant> {
    return this.send('PATCH', path`/api/operator/v1/tenants/${id}/quotas`, quotas);
  }

  private async send<T>(
    method: string,
    to: string,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<T> {
    const response = await fetch(to, {
      method,
      credentials: 'omit',
      cache: 'no-store',
      headers: {
        Accept: 'application/json',
        Authorization: `Bearer ${this.key}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    if (!response.ok) {
      throw await readProblem(response);
    }
    return (await response.json()) as T;
  }
}
