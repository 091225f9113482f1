import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ScrollText, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { usersQuery } from '@/api/queries';
import { listAudit, verifyAudit, type AuditEntry, type AuditVerification } from '@/api/security';
import { useLocale, useText, type Text } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Button } from '@/shared/ui/Button';
import { Select } from '@/shared/ui/Select';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState, Notice } from '@/shared/ui/States';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './Administration.module.css';
import { AUDIT_KINDS, detailText, kindKey, type AuditFilter } from './audit';

/** What happened to the workspace's security. */
export default function AuditPage() {
  const t = useText();
  const tell = useTellProblem();
  const { me } = useApp();
  const [kind, setKind] = useState<AuditFilter>('all');
  const [verified, setVerified] = useState<AuditVerification | null>(null);
  const [busy, setBusy] = useState(false);
  const users = useQuery({ ...usersQuery, enabled: me.permissions.users });
  const log = useInfiniteQuery({
    queryKey: ['audit', kind],
    queryFn: ({ signal, pageParam }) =>
      listAudit(
        { ...(kind !== 'all' && { kind }), ...(pageParam && { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.page.next ?? undefined,
    enabled: me.permissions.users,
  });

  if (!me.permissions.users) {
    return <Forbidden title={t('audit.title')} />;
  }
  const verify = async () => {
    setBusy(true);
    try {
      setVerified(await verifyAudit());
    } catch (error) {
      tell(error);
    }
    setBusy(false);
  };
  const names = new Map((users.data ?? []).map((user) => [user.id, user.name]));
  const entries = log.data?.pages.flatMap((one) => one.data) ?? [];
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        actions={
          <Button icon={<ShieldCheck />} busy={busy} onClick={() => void verify()}>
            <span className={styles.buttonText}>{t('audit.verify')}</span>
          </Button>
        }
      />
      <div className={styles.scroll}>
        <div className={styles.page}>
          <div className={styles.toolbar}>
            <p className={styles.lead}>{t('audit.lead')}</p>
            <Select<AuditFilter>
              label={t('audit.filter')}
              value={kind}
              options={(['all', ...AUDIT_KINDS] as const).map((value) => ({
                value,
                label: t(`audit.filters.${value}`),
              }))}
              onChange={setKind}
            />
          </div>
          {verified && (
            <Notice kind={verified.intact ? 'success' : 'danger'}>
              {verified.intact
                ? t('audit.intact', { count: verified.entries, head: verified.head.slice(0, 16) })
                : t('audit.broken', { what: verified.broken ?? '' })}
            </Notice>
          )}
          {log.error ? (
            <Failure error={log.error} onRetry={() => void log.refetch()} />
          ) : !log.data ? (
            <SkeletonLines count={8} label={t('common.loading')} />
          ) : entries.length === 0 ? (
            <EmptyState icon={ScrollText} title={t('common.nothingFound')} small />
          ) : (
            <AuditTable entries={entries} names={names} />
          )}
          {log.hasNextPage && (
            <div>
              <Button busy={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                {t('audit.more')}
              </Button>
            </div>
          )}
        </div>
      </div>
    </>
  );
}

interface AuditTableProps {
  entries: AuditEntry[];
  names: Map<string, string>;
}

function AuditTable({ entries, names }: AuditTableProps) {
  const t = useText();
  const locale = useLocale();
  return (
    <div className={styles.tableScroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('audit.when')}</th>
            <th scope="col">{t('audit.what')}</th>
            <th scope="col">{t('audit.who')}</th>
            <th scope="col" className={styles.wide}>
              {t('audit.where')}
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td className={styles.number}>{formatMoment(entry.at, locale)}</td>
              <td>
                <div className={styles.words}>
                  <span>{kindText(entry.kind, t)}</span>
                  <span className={styles.muted}>{detailText(entry, names)}</span>
                </div>
              </td>
              <td>{entry.actor === null ? '–' : (names.get(entry.actor) ?? entry.actor)}</td>
              <td className={styles.wide}>{entry.address ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function kindText(kind: string, t: Text): string {
  const key = kindKey(kind);
  return key === null ? kind : t(`audit.kinds.${key}`);
}
