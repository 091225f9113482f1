import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { uninstallPlugin, type Plugin } from '@/api/plugins';
import { toProblem, type Problem } from '@/api/problem';
import { refreshModel } from '@/api/queries';
import { pluralOf } from '@/schema/labels';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Dialog } from '@/shared/ui/Dialog';
import { Notice } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { metadataErrorText } from '@/features/designer/errorText';
import styles from './Plugins.module.css';

/** Asks before a plugin goes, naming the objects that go with it. */
export function UninstallDialog({ plugin, onClose }: { plugin: Plugin; onClose: () => void }) {
  const t = useText();
  const cancel = useRef<HTMLButtonElement>(null);
  const locale = useLocale();
  const client = useQueryClient();
  const { model } = useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const objects = model.objects.filter((object) => object.plugin === plugin.id);

  const uninstall = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await uninstallPlugin(plugin.id);
      await Promise.all([
        client.invalidateQueries({ queryKey: ['plugins'] }),
        refreshModel(client),
      ]);
      toast(t('plugins.uninstalled', { plugin: plugin.name }));
      onClose();
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      size="sm"
      initialFocus={cancel}
      title={t('plugins.uninstallTitle', { plugin: plugin.name })}
      description={t('plugins.uninstallText')}
      footer={
        <>
          <Button ref={cancel} onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button variant="danger" busy={busy} onClick={() => void uninstall()}>
            {t('plugins.uninstall')}
          </Button>
        </>
      }
    >
      {objects.length > 0 && (
        <p>
          {t('plugins.goesWithIt')}{' '}
          <strong>{objects.map((object) => pluralOf(object, locale)).join(', ')}</strong>
        </p>
      )}
      {problem && problem.errors.length === 0 && <ProblemNotice error={problem} />}
      {problem && problem.errors.length > 0 && (
        <Notice kind="danger">
          <ul className={styles.errors}>
            {problem.errors.map((error, i) => (
              <li key={i}>{metadataErrorText(error, t, locale)}</li>
            ))}
          </ul>
        </Notice>
      )}
    </Dialog>
  );
}
