import type { AppRequest } from '@/api/oauth';

/** Reads what the authorization endpoint put behind the hash. */
export function readAppRequest(hash: string): AppRequest {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  return { request: parameters.get('request') ?? '', begun: parameters.get('begun') ?? '' };
}

/** Where an answer goes, in words that a person knows: a site, or a program on their device. */
export function hostOf(redirectUri: string): string | null {
  const { protocol, host, hostname } = new URL(redirectUri);
  const isSite = protocol === 'https:' || protocol === 'http:';
  return isSite && !['127.0.0.1', '[::1]', 'localhost'].includes(hostname) ? host : null;
}
