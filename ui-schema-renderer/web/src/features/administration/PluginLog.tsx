import { useQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { pluginLogQuery, type LogLine, type Plugin } from '@/api/plugins';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Badge } from '@/shared/ui/Badge';
import { Dialog } from '@/shared/ui/Dialog';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { Segmented } from '@/shared/ui/Tabs';
import { Failure } from '@/views/Failure';
import styles from './Plugins.module.css';

const COLORS: Record<string, string> = { error: 'red', warn: 'amber', info: 'blue' };

/** What a plugin wrote and what went wrong in it, the newest first. */
export function PluginLog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const t = useText();
  const log = useQuery(pluginLogQuery(plugin.id));
  const [shown, setShown] = useState<'all' | 'errors'>('all');
  const lines = (log.data ?? []).filter((line) => shown === 'all' || line.level === 'error');
  return (
    <Dialog
      open
      onClose={onClose}
      size="lg"
      title={t('plugins.logOf', { plugin: plugin.name })}
      description={t('plugins.logHelp')}
    >
      <div>
        <Segmented
          label={t('plugins.log')}
          value={shown}
          onChange={setShown}
          options={[
            { value: 'all', label: t('plugins.logAll') },
            { value: 'errors', label: t('plugins.logErrors') },
          ]}
        />
      </div>
      {log.error ? (
        <Failure error={log.error} onRetry={() => void log.refetch()} />
      ) : !log.data ? (
        <SkeletonLines count={6} label={t('common.loading')} />
      ) : lines.length === 0 ? (
        <EmptyState icon={ScrollText} title={t('plugins.logEmpty')} small />
      ) : (
        <ol className={styles.log} aria-label={t('plugins.log')} tabIndex={0}>
          {lines.map((line, i) => (
            <Line key={`${line.at} ${i}`} line={line} />
          ))}
        </ol>
      )}
    </Dialog>
  );
}

/** One entry; of one with a stack trace the trace can be opened. */
function Line({ line }: { line: LogLine }) {
  const t = useText();
  const locale = useLocale();
  const [first = '', ...trace] = line.message.split('\n');
  return (
    <li className={styles.line}>
      <div className={styles.lineHead}>
        <Badge color={COLORS[line.level] ?? 'gray'}>{line.level}</Badge>
        <time dateTime={line.at} className={styles.muted}>
          {formatMoment(line.at, locale)}
        </time>
      </div>
      <p className={styles.message}>{first}</p>
      {trace.length > 0 && (
        <details className={styles.trace}>
          <summary>{t('plugins.trace')}</summary>
          <pre tabIndex={0}>{trace.join('\n')}</pre>
        </details>
      )}
    </li>
  );
}
