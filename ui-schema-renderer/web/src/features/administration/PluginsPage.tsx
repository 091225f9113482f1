import { useQuery } from '@tanstack/react-query';
import { Blocks, Upload } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import { pluginsQuery, type Plugin } from '@/api/plugins';
import { useText } from '@/shared/i18n';
import { cx } from '@/shared/lib/classNames';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import page from './Administration.module.css';
import { InstallDialog } from './InstallDialog';
import { PluginCard } from './PluginCard';
import { PluginLog } from './PluginLog';
import styles from './Plugins.module.css';
import { UninstallDialog } from './UninstallDialog';

type Open = { what: 'install'; file: File } | { what: 'log' | 'uninstall'; plugin: Plugin };

/** The plugins of the tenant: what they are, what they may do, and how they fare. */
export default function PluginsPage() {
  const t = useText();
  const { me } = useApp();
  const plugins = useQuery({ ...pluginsQuery, enabled: me.permissions.plugins });
  const [open, setOpen] = useState<Open | null>(null);
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  if (!me.permissions.plugins) {
    return <Forbidden title={t('plugins.title')} />;
  }

  const take = (file: File | undefined) => file && setOpen({ what: 'install', file });

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };

  const upload = (
    <Button variant="primary" icon={<Upload />} onClick={() => input.current?.click()}>
      <span className={page.buttonText}>{t('plugins.install')}</span>
    </Button>
  );

  return (
    <>
      <PageHeader
        title={t('plugins.title')}
        aside={plugins.data && plugins.data.length > 0 && plugins.data.length}
        actions={upload}
      />
      <input
        ref={input}
        type="file"
        accept=".zip,application/zip"
        hidden
        aria-label={t('plugins.choose')}
        onChange={(event) => {
          take(event.target.files?.[0]);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
      <div
        className={cx(page.scroll, isOver && styles.over)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <div className={page.page}>
          {plugins.error ? (
            <Failure error={plugins.error} onRetry={() => void plugins.refetch()} />
          ) : !plugins.data ? (
            <SkeletonLines count={8} label={t('common.loading')} />
          ) : plugins.data.length === 0 ? (
            <EmptyState icon={Blocks} title={t('plugins.empty')} actions={upload}>
              {t('plugins.emptyHelp')}
            </EmptyState>
          ) : (
            <>
              <p className={page.lead}>{t('plugins.lead')}</p>
              <ul className={styles.cards}>
                {plugins.data.map((plugin) => (
                  <PluginCard
                    key={plugin.id}
                    plugin={plugin}
                    onLog={() => setOpen({ what: 'log', plugin })}
                    onUninstall={() => setOpen({ what: 'uninstall', plugin })}
                  />
                ))}
              </ul>
            </>
          )}
        </div>
      </div>
      {open?.what === 'install' && (
        <InstallDialog
          file={open.file}
          installed={plugins.data ?? []}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.what === 'log' && <PluginLog plugin={open.plugin} onClose={() => setOpen(null)} />}
      {open?.what === 'uninstall' && (
        <UninstallDialog plugin={open.plugin} onClose={() => setOpen(null)} />
      )}
    </>
  );
}
