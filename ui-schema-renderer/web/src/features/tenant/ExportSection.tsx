import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, PackageOpen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { cancelJob } from '@/api/administration';
import {
  deleteTenantExport,
  exportTenant,
  listTenantExports,
  saveTenantExport,
} from '@/api/tenant';
import type { TenantExport } from '@/api/types';
import styles from '@/features/security/Security.module.css';
import { useUserName } from '@/fields/user/useUserName';
import { sizeText } from '@/schema/files';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { JobBar } from '@/views/jobs/JobBar';
import { useTellProblem } from '@/views/useTellProblem';
import { ProofDialog } from './ProofDialog';
import own from './Data.module.css';

const QUERY_KEY = ['tenant', 'exports'];
const SECOND = 1_000;

function isUnderWay({ state }: TenantExport): boolean {
  return state === 'queued' || state === 'running';
}

/** All that the workspace has, to take away. */
export function ExportSection() {
  const t = useText();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const exports = useQuery({
    queryKey: QUERY_KEY,
    queryFn: ({ signal }) => listTenantExports(signal),
    refetchInterval: (query) => (query.state.data?.some(isUnderWay) ? SECOND : false),
  });
  const refresh = () => client.invalidateQueries({ queryKey: QUERY_KEY });
  return (
    <section className={styles.section} aria-labelledby="settings-export">
      <div className={styles.head}>
        <h2 id="settings-export">{t('settings.data')}</h2>
      </div>
      <p className={styles.help}>{t('settings.dataHelp')}</p>
      <div>
        <Button
          icon={<PackageOpen />}
          disabled={exports.data?.some(isUnderWay)}
          onClick={() => setAsking(true)}
        >
          {t('settings.exportAll')}
        </Button>
      </div>
      {exports.error ? (
        <ProblemNotice error={exports.error} />
      ) : !exports.data ? (
        <SkeletonLines count={2} label={t('common.loading')} />
      ) : (
        exports.data.length > 0 && (
          <ul className={styles.list} aria-label={t('settings.exports')}>
            {exports.data.map((one) => (
              <ExportRow key={one.id} export={one} onChanged={refresh} />
            ))}
          </ul>
        )
      )}
      {asking && (
        <ProofDialog
          title={t('settings.exportAll')}
          description={t('settings.exportProof')}
          action={t('settings.exportBegin')}
          onProof={async (proof) => {
            await exportTenant(proof);
            setAsking(false);
            await refresh();
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

const COLORS: Record<TenantExport['state'], string> = {
  queued: 'gray',
  running: 'blue',
  done: 'green',
  failed: 'red',
  cancelled: 'amber',
};

interface ExportRowProps {
  export: TenantExport;
  onChanged: () => Promise<void>;
}

function ExportRow({ export: one, onChanged }: ExportRowProps) {
  const t = useText();
  const locale = useLocale();
  const { me } = useApp();
  const name = useUserName(one.createdBy);
  const tell = useTellProblem();
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      await onChanged();
    } catch (error) {
      // Who closes the browser's own dialog has thought better of it.
      if (!(error instanceof DOMException && error.name === 'AbortError')) {
        tell(error);
      }
    }
    setBusy(false);
  };
  const when = formatMoment(one.createdAt, locale);
  const mine = one.createdBy === me.user.id;
  return (
    <li className={own.export}>
      <div className={own.line}>
        <div className={styles.words}>
          <span className={styles.name}>
            {when}
            <Badge color={COLORS[one.state]} dot>
              {t(`jobs.state.${one.state}`)}
            </Badge>
          </span>
          <span className={styles.muted}>
            {[name, what(one, locale, t)].filter(Boolean).join(' · ')}
          </span>
          {one.expiresAt && (
            <span className={styles.muted}>
              {t('settings.keptUntil', { moment: formatMoment(one.expiresAt, locale) })}
              {!mine && ` ${t('settings.onlyOwn')}`}
            </span>
          )}
          {one.error && <span className={own.error}>{one.error}</span>}
        </div>
        <div className={own.actions}>
          {isUnderWay(one) && (
            <Button size="sm" busy={busy} onClick={() => void run(() => cancelJob(one.id))}>
              {t('common.cancel')}
            </Button>
          )}
          {one.readyAt && mine && (
            <Button
              size="sm"
              icon={<Download />}
              busy={busy}
              onClick={() =>
                void run(() => saveTenantExport(one.id, fileName(me.tenant.slug, one)))
              }
            >
              {t('settings.download')}
            </Button>
          )}
          {!isUnderWay(one) && (
            <Button
              size="sm"
              variant="ghost"
              icon={<Trash2 />}
              disabled={busy}
              aria-label={t('settings.deleteExport', { moment: when })}
              onClick={() => void run(() => deleteTenantExport(one.id))}
            />
          )}
        </div>
      </div>
      {isUnderWay(one) && <JobBar job={one} />}
    </li>
  );
}

function what(one: TenantExport, locale: string, t: ReturnType<typeof useText>): string {
  return one.size === null
    ? ''
    : [
        t('settings.recordsIn', { count: one.records ?? 0 }),
        t('settings.filesIn', { count: one.files ?? 0 }),
        sizeText(one.size, locale),
      ].join(', ');
}

function fileName(slug: string, one: TenantExport): string {
  return `${slug}-${(one.readyAt ?? one.createdAt).slice(0, 10)}.zip`;
}
