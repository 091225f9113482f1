import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { installPlugin, type Plugin } from '@/api/plugins';
import { toProblem, type Problem } from '@/api/problem';
import { refreshModel } from '@/api/queries';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { Notice } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import { added, grantsOf } from './capabilities';
import { CapabilityList } from './CapabilityList';
import { readManifest, type Manifest } from './manifest';
import styles from './Plugins.module.css';

interface InstallDialogProps {
  file: File;
  installed: readonly Plugin[];
  onClose: () => void;
}

/** Shows what an archive asks for before it is installed: installing it grants that. */
export function InstallDialog({ file, installed, onClose }: InstallDialogProps) {
  const t = useText();
  const client = useQueryClient();
  const [manifest, setManifest] = useState<Manifest | null | undefined>(undefined);
  const confirm = useRef<HTMLButtonElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => {
    let isWanted = true;
    void file
      .arrayBuffer()
      .then(readManifest)
      .catch(() => null)
      .then((read) => isWanted && setManifest(read));
    return () => {
      isWanted = false;
    };
  }, [file]);

  const install = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const plugin = await installPlugin(file);
      await Promise.all([
        client.invalidateQueries({ queryKey: ['plugins'] }),
        refreshModel(client),
      ]);
      toast(t('plugins.installed', { plugin: plugin.name, version: plugin.version }));
      onClose();
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  const known = installed.find((plugin) => plugin.id === manifest?.id);
  return (
    <Dialog
      open
      onClose={onClose}
      initialFocus={confirm}
      title={
        manifest
          ? t(known ? 'plugins.upgradeTitle' : 'plugins.installTitle', { plugin: manifest.name })
          : t('plugins.install')
      }
      footer={
        <>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            ref={confirm}
            variant="primary"
            busy={busy}

            onClick={() => manifest !== undefined && void install()}
          >
            {t(known ? 'plugins.upgradeAction' : 'plugins.installAction')}
          </Button>
        </>
      }
    >
      {problem && <InstallProblem problem={problem} />}
      {manifest === undefined && <SkeletonLines count={4} label={t('common.loading')} />}
      {manifest === null && (
        <Notice kind="warning">{t('plugins.unreadable', { file: file.name })}</Notice>
      )}
      {manifest && <Asked manifest={manifest} known={known} />}
    </Dialog>
  );
}

function Asked({ manifest, known }: { manifest: Manifest; known: Plugin | undefined }) {
  const t = useText();
  const more = known ? added(known.capabilities, manifest.capabilities) : [];
  return (
    <>
      {manifest.description && <p>{manifest.description}</p>}
      <p className={styles.muted}>
        {known
          ? t('plugins.fromTo', { from: known.version, to: manifest.version })
          : t('plugins.version', { version: manifest.version })}{' '}
        · <code>{manifest.id}</code>
      </p>
      {more.length > 0 && (
        <Notice kind="warning">{t('plugins.asksMore', { count: more.length })}</Notice>
      )}
      <div className={styles.may}>
        <h3 className={styles.small}>{t('plugins.asks')}</h3>
        <CapabilityList grants={grantsOf(manifest.capabilities)} />
      </div>
      <p className={styles.muted}>{t('plugins.grantHelp')}</p>
    </>
  );
}

/** Everything that is wrong with an archive, with the place in it. */
function InstallProblem({ problem }: { problem: Problem }) {
  if (problem.errors.length === 0) {
    return <ProblemNotice error={problem} />;
  }
  return (
    <Notice kind="danger">
      <ul className={styles.errors}>
        {problem.errors.map((error, i) => (
          <li key={i}>
            {error.pointer && <code>{error.pointer}</code>} {error.message}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
