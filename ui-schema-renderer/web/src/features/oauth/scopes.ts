import type { useText } from '@/shared/i18n';

export const SCOPES = [
  'openid',
  'profile',
  'email',
  'offline_access',
  'read',
  'write',
  'metadata',
  'secrets',
] as const;
export type Scope = (typeof SCOPES)[number];

type Text = ReturnType<typeof useText>;

export function isScope(word: string): word is Scope {
  return (SCOPES as readonly string[]).includes(word);
}

/** Whether it lets an app do more than most apps should. */
export function isFarReaching(word: string): boolean {
  return word === 'metadata' || word === 'secrets';
}

/** What a scope lets an app do, in words. */
export function scopeText(word: string, t: Text): string {
  if (isScope(word)) {
    return t(`oauth.scope.${word}`);
  }
  const [action, object = ''] = word.split(':');
  return action === 'write'
    ? t('oauth.writeObject', { object })
    : t('oauth.readObject', { object });
}
