import { sizeText } from '@/schema/files';
import page from '@/features/administration/Administration.module.css';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import styles from './Operator.module.css';
import type { OperatedTenant } from './operatorApi';

interface TenantRowProps {
  tenant: OperatedTenant;
  onQuotas: () => void;
  onState: () => void;
}

/** A workspace: who it is, what it uses of what it may, and what can be done. */
export function TenantRow({ tenant, onQuotas, onState }: TenantRowProps) {
  const t = useText();
  const locale = useLocale();
  const number = new Intl.NumberFormat(locale);
  const { usage, quotas } = tenant;
  return (
    <tr>
      <td>
        <span className={styles.name}>
          {tenant.name}
          {tenant.suspendedAt !== null && (
            <Badge color="amber" dot>
              {t('operator.isSuspended')}
            </Badge>
          )}
          {tenant.erasureDueAt !== null && (
            <Badge color="red" dot>
              {t('operator.isEnding', { moment: formatMoment(tenant.erasureDueAt, locale) })}
            </Badge>
          )}
        </span>
        <span className={page.muted}>{tenant.slug}</span>
      </td>
      <td>
        <Amount used={usage.records} quota={quotas.records} text={number.format} />
      </td>
      <td>
        <Amount
          used={usage.fileBytes}
          quota={quotas.fileBytes}
          text={(bytes) => sizeText(bytes, locale)}
        />
      </td>
      <td className={styles.number}>{number.format(usage.users)}</td>
      <td className={styles.number}>
        {number.format(usage.requests)}
        {quotas.requests !== null && (
          <span className={page.muted}>
            {' '}
            {t('operator.perMinute', { most: number.format(quotas.requests) })}
          </span>
        )}
      </td>
      <td>
        <Amount
          used={usage.pluginCpuMillisThisMonth}
          quota={quotas.pluginCpuMillis}
          text={(millis) => t('operator.millis', { text: number.format(millis) })}
        />
      </td>
      <td>
        <div className={styles.actions}>
          <Button
            size="sm"
            aria-label={t('operator.quotasOf', { tenant: tenant.name })}
            onClick={onQuotas}
          >
            {t('operator.quotas')}
          </Button>
          <Button
            size="sm"
            aria-label={t(tenant.suspendedAt ? 'operator.resumeOf' : 'operator.suspendOf', {
              tenant: tenant.name,
            })}
            onClick={onState}
          >
            {t(tenant.suspendedAt ? 'operator.resume' : 'operator.suspend')}
          </Button>
        </div>
      </td>
    </tr>
  );
}

interface AmountProps {
  used: number;
  quota: number | null;
  text: (count: number) => string;
}

function Amount({ used, quota, text }: AmountProps) {
  const t = useText();
  return (
    <span className={styles.number}>
      {text(used)}
      {quota !== null && (
        <span className={page.muted}> {t('settings.of', { quota: text(quota) })}</span>
      )}
    </span>
  );
}
