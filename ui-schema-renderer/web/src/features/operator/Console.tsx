import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import page from '@/features/administration/Administration.module.css';
import { useLocale, useText } from '@/shared/i18n';
import { cx } from '@/shared/lib/classNames';
import { useTitle } from '@/shared/lib/hooks';
import { Button } from '@/shared/ui/Button';
import { Select } from '@/shared/ui/Select';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { Failure } from '@/views/Failure';
import styles from './Operator.module.css';
import type { OperatedTenant, OperatorApi } from './operatorApi';
import { QuotaDialog } from './QuotaDialog';
import { StateDialog } from './StateDialog';
import { TenantRow } from './TenantRow';

const QUERY_KEY = ['operator', 'tenants'];
const SHOWN = ['all', 'suspended', 'ending'] as const;

type Shown = (typeof SHOWN)[number];

interface Opened {
  what: 'quotas' | 'state';
  tenant: OperatedTenant;
}

/** The workspaces of the installation: what they use and may use, and whether they may work. */
export function Console({ api, onLeave }: { api: OperatorApi; onLeave: () => void }) {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [shown, setShown] = useState<Shown>('all');
  const [open, setOpen] = useState<Opened | null>(null);
  useTitle(t('operator.title'));
  const tenants = useInfiniteQuery({
    queryKey: QUERY_KEY,
    queryFn: ({ pageParam, signal }) => api.tenants(pageParam, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.page.next,
  });
  const all = tenants.data?.pages.flatMap((one) => one.data) ?? [];
  const found = all.filter((one) => isShown(one, shown) && isNamed(one, text, locale));
  const done = async (said: string) => {
    setOpen(null);
    toast(said);
    await client.invalidateQueries({ queryKey: QUERY_KEY });
  };
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <h1>{t('operator.title')}</h1>
        <Button onClick={onLeave}>{t('operator.leave')}</Button>
      </header>
      <p className={page.lead}>{t('operator.help')}</p>
      <div className={page.toolbar}>
        <TextInput
          className={styles.search}
          type="search"
          aria-label={t('operator.search')}
          placeholder={t('operator.search')}
          value={text}
          onChange={setText}
        />
        <div className={styles.filter}>
          <Select
            label={t('operator.show')}
            value={shown}
            options={SHOWN.map((value) => ({ value, label: t(`operator.shown.${value}`) }))}
            onChange={setShown}
          />
        </div>
      </div>
      {tenants.error ? (
        <Failure error={tenants.error} onRetry={() => void tenants.refetch()} />
      ) : !tenants.data ? (
        <SkeletonLines count={6} label={t('common.loading')} />
      ) : (
        <div className={cx(page.tableScroll, styles.scroll)}>
          <table className={page.table}>
            <thead>
              <tr>
                <th>{t('operator.tenant')}</th>
                <th>{t('operator.records')}</th>
                <th>{t('operator.fileBytes')}</th>
                <th>{t('operator.users')}</th>
                <th>{t('operator.requests')}</th>
                <th>{t('operator.pluginTime')}</th>
                <th>
                  <span className="visually-hidden">{t('operator.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {found.map((one) => (
                <TenantRow
                  key={one.id}
                  tenant={one}
                  onQuotas={() => setOpen({ what: 'quotas', tenant: one })}
                  onState={() => setOpen({ what: 'state', tenant: one })}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {tenants.data && found.length === 0 && <p className={page.muted}>{t('operator.none')}</p>}
      {tenants.hasNextPage && (
        <div>
          <Button busy={tenants.isFetchingNextPage} onClick={() => void tenants.fetchNextPage()}>
            {t('operator.more')}
          </Button>
        </div>
      )}
      {open?.what === 'quotas' && (
        <QuotaDialog
          api={api}
          tenant={open.tenant}
          onDone={() => done(t('operator.quotasSaved'))}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.what === 'state' && (
        <StateDialog
          api={api}
          tenant={open.tenant}
          onDone={() =>
            done(t(open.tenant.suspendedAt ? 'operator.resumed' : 'operator.suspended'))
          }
          onClose={() => setOpen(null)}
        />
      )}
    </main>
  );
}

function isShown(tenant: OperatedTenant, shown: Shown): boolean {
  return (
    shown === 'all' ||
    (shown === 'suspended' ? tenant.suspendedAt !== null : tenant.erasureDueAt !== null)
  );
}

function isNamed(tenant: OperatedTenant, text: string, locale: string): boolean {
  const wanted = text.trim().toLocaleLowerCase(locale);
  return [tenant.name, tenant.slug].some((name) => name.toLocaleLowerCase(locale).includes(wanted));
}
