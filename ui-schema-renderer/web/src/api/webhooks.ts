import type { components } from './generated';
import { address, path, request } from './http';

/** Addresses of others that are told of changes, and what they were told. */

type Schemas = components['schemas'];

export type Webhook = Schemas['Webhook'];
export type MadeWebhook = Schemas['WebhookWithSecret'];
export type NewWebhook = Schemas['NewWebhook'];
export type Delivery = Schemas['WebhookDelivery'];
export type DeliveryPage = Schemas['WebhookDeliveryPage'];

const WEBHOOKS = '/api/v1/webhooks';

export async function listWebhooks(signal?: AbortSignal): Promise<Webhook[]> {
  return (await request<Schemas['Webhooks']>(WEBHOOKS, { signal })).data;
}

export function createWebhook(webhook: NewWebhook): Promise<MadeWebhook> {
  return request(WEBHOOKS, { method: 'POST', body: webhook });
}

export function changeWebhook(id: string, patch: Schemas['WebhookPatch']): Promise<Webhook> {
  return request(path`/api/v1/webhooks/${id}`, { method: 'PATCH', body: patch });
}

export function deleteWebhook(id: string): Promise<void> {
  return request(path`/api/v1/webhooks/${id}`, { method: 'DELETE' });
}

export function replaceWebhookSecret(id: string): Promise<MadeWebhook> {
  return request(path`/api/v1/webhooks/${id}/secret`, { method: 'POST' });
}

export function pingWebhook(id: string): Promise<Delivery> {
  return request(path`/api/v1/webhooks/${id}/ping`, { method: 'POST' });
}

export function listDeliveries(
  id: string,
  wanted: { state?: Delivery['state']; cursor?: string },
  signal?: AbortSignal,
): Promise<DeliveryPage> {
  return request(address(path`/api/v1/webhooks/${id}/deliveries`, { ...wanted, limit: '25' }), {
    signal,
  });
}

export function replayDelivery(id: string, delivery: string): Promise<Delivery> {
  return request(path`/api/v1/webhooks/${id}/deliveries/${delivery}/replay`, { method: 'POST' });
}
