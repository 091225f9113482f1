import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { meQuery } from '@/api/queries';
import { eraseTenant, getErasure, keepTenant } from '@/api/tenant';
import styles from '@/features/security/Security.module.css';
import { useUserName } from '@/fields/user/useUserName';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { TextInput } from '@/shared/ui/TextInput';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { useTellProblem } from '@/views/useTellProblem';
import { ProofDialog } from './ProofDialog';

const QUERY_KEY = ['tenant', 'erasure'];

/** The end of the workspace: asked for here, and taken back. */
export function ErasureSection() {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const tell = useTellProblem();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const state = useQuery({ queryKey: QUERY_KEY, queryFn: ({ signal }) => getErasure(signal) });
  const who = useUserName(state.data?.due?.askedBy ?? null);
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: QUERY_KEY }),
      client.invalidateQueries({ queryKey: meQuery.queryKey }),
    ]);
  const keep = async () => {
    setBusy(true);
    try {
      await keepTenant();
      await refresh();
    } catch (error) {
      tell(error);
    }
    setBusy(false);
  };
  return (
    <section className={styles.section} aria-labelledby="settings-erasure">
      <div className={styles.head}>
        <h2 id="settings-erasure">{t('settings.erasure')}</h2>
      </div>
      {state.error ? (
        <ProblemNotice error={state.error} />
      ) : !state.data ? (
        <SkeletonLines count={2} label={t('common.loading')} />
      ) : state.data.due ? (
        <>
          <p className={styles.help}>
            {t('settings.erasureDue', {
              moment: formatMoment(state.data.due.dueAt, locale),
              who: who ?? '–',
            })}
          </p>
          <div>
            <Button variant="primary" busy={busy} onClick={() => void keep()}>
              {t('settings.keep')}
            </Button>
          </div>
        </>
      ) : (
        <>
          <p className={styles.help}>
            {t('settings.erasureHelp', { count: state.data.graceDays })}
          </p>
          <div>
            <Button variant="danger" onClick={() => setOpen(true)}>
              {t('settings.erase')}
            </Button>
          </div>
        </>
      )}
      {open && state.data && (
        <EraseDialog
          days={state.data.graceDays}
          onDone={async () => {
            setOpen(false);
            await refresh();
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </section>
  );
}

interface EraseDialogProps {
  days: number;
  onDone: () => Promise<void>;
  onClose: () => void;
}

function EraseDialog({ days, onDone, onClose }: EraseDialogProps) {
  const t = useText();
  const { slug } = useApp().me.tenant;
  const [written, setWritten] = useState('');
  return (
    <ProofDialog
      title={t('settings.erase')}
      description={t('settings.eraseProof', { count: days })}
      action={t('settings.erase')}
      variant="danger"
      places={['/slug']}
      disabled={written.trim() !== slug}
      onProof={async (proof) => {
        await eraseTenant({ slug: written.trim(), ...proof });
        await onDone();
      }}
      onClose={onClose}
    >
      {(at) => (
        <FieldFrame label={t('settings.writeAddress', { slug })} required error={at('/slug')}>
          <TextInput
            autoFocus
            autoCapitalize="off"
            spellCheck={false}
            value={written}
            onChange={setWritten}
          />
        </FieldFrame>
      )}
    </ProofDialog>
  );
}
