import type { ApiKey } from '@/api/security';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';

/** When a key was used last, and how much it is. */
export function KeyUse({ apiKey }: { apiKey: ApiKey }) {
  const t = useText();
  const locale = useLocale();
  if (!apiKey.lastUsedAt) {
    return t('security.keyUnused');
  }
  const requests = t('security.keyRequests', {
    count: apiKey.requestsThisMonth,
    number: new Intl.NumberFormat(locale).format(apiKey.requestsThisMonth),
  });
  return `${t('security.keyUsed', { when: formatMoment(apiKey.lastUsedAt, locale) })} ${requests}`;
}
