import { useQuery } from '@tanstack/react-query';
import { getTenantUsage } from '@/api/tenant';
import type { TenantUsage } from '@/api/types';
import styles from '@/features/security/Security.module.css';
import { sizeText } from '@/schema/files';
import { useLocale, useText } from '@/shared/i18n';
import { formatDay } from '@/shared/lib/dates';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { ProblemNotice } from '@/views/Failure';
import own from './Data.module.css';

/** A quota that so much of is used is shown as a warning. */
const NEARLY_FULL = 90;

/** What the workspace has and uses, and how much it may. */
export function UsageSection() {
  const t = useText();
  const usage = useQuery({
    queryKey: ['tenant', 'usage'],
    queryFn: ({ signal }) => getTenantUsage(signal),
  });
  return (
    <section className={styles.section} aria-labelledby="settings-usage">
      <div className={styles.head}>
        <h2 id="settings-usage">{t('settings.usage')}</h2>
      </div>
      {usage.error ? (
        <ProblemNotice error={usage.error} />
      ) : !usage.data ? (
        <SkeletonLines count={4} label={t('common.loading')} />
      ) : (
        <Figures usage={usage.data} />
      )}
    </section>
  );
}

function Figures({ usage }: { usage: TenantUsage }) {
  const t = useText();
  const locale = useLocale();
  const number = new Intl.NumberFormat(locale);
  const bytes = (count: number) => sizeText(count, locale);
  const seconds = (count: number) => t('settings.seconds', { count });
  const most = Math.max(1, ...usage.days.map((day) => day.requests));
  return (
    <>
      <dl className={own.figures}>
        <Figure label={t('settings.records')} {...usage.records} text={number.format} />
        <Figure label={t('settings.fileBytes')} {...usage.fileBytes} text={bytes} />
        <Figure label={t('settings.files')} used={usage.files} text={number.format} />
        <Figure label={t('settings.users')} used={usage.users} text={number.format} />
        <Figure
          label={t('settings.requests', { count: usage.days.length })}
          used={usage.requests}
          text={number.format}
          note={
            usage.requestsPerMinute === null
              ? undefined
              : t('settings.perMinute', { most: number.format(usage.requestsPerMinute) })
          }
        />
        <Figure
          label={t('settings.pluginTime', { count: usage.days.length })}
          used={inSeconds(usage.pluginCpuMillis)}
          text={seconds}
        />
        <Figure
          label={t('settings.pluginTimeOfMonth')}
          used={inSeconds(usage.pluginCpuMillisThisMonth.used)}
          quota={
            usage.pluginCpuMillisThisMonth.quota === null
              ? null
              : inSeconds(usage.pluginCpuMillisThisMonth.quota)
          }
          text={seconds}
        />
      </dl>
      <ul className={own.days} aria-label={t('settings.requestsByDay')}>
        {usage.days.map((day) => (
          <li
            key={day.day}
            style={{ height: `${Math.max(2, (day.requests / most) * 100)}%` }}
            title={`${formatDay(day.day, locale)}: ${number.format(day.requests)}`}
          >
            <span className="visually-hidden">
              {formatDay(day.day, locale)}: {number.format(day.requests)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** To the tenth, so that a small quota is none of nothing. */
function inSeconds(millis: number): number {
  return millis < 10_000 ? Math.ceil(millis / 100) / 10 : Math.round(millis / 1000);
}

interface FigureProps {
  label: string;
  used: number;
  quota?: number | null;
  text: (count: number) => string;
  note?: string | undefined;
}

function Figure({ label, used, quota = null, text, note }: FigureProps) {
  const t = useText();
  const percent = quota === null ? null : Math.min(100, Math.round((used / quota) * 100));
  return (
    <div className={own.figure}>
      <dt>{label}</dt>
      <dd>
        <span className={own.amount}>{text(used)}</span>
        {quota !== null && (
          <span className={styles.muted}> {t('settings.of', { quota: text(quota) })}</span>
        )}
        {note && <span className={styles.muted}> · {note}</span>}
        {percent !== null && (
          <div
            className={own.bar}
            role="progressbar"
            aria-label={label}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={percent}
            data-full={percent >= NEARLY_FULL}
          >
            <span style={{ width: `${percent}%` }} />
          </div>
        )}
      </dd>
    </div>
  );
}
