import { useQueryClient } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { useState } from 'react';
import { removePasskey, type Passkey } from '@/api/passkeys';
import { ProofDialog } from '@/features/tenant/ProofDialog';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { hasPasskeys } from '@/shared/lib/passkeys';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import { AddPasskeyDialog } from './AddPasskeyDialog';
import { RecoveryCodes } from './RecoveryCodes';
import { RenamePasskeyDialog } from './RenamePasskeyDialog';
import styles from './Security.module.css';
import { usePasskeys } from './usePasskeys';

type Open = { at: 'add' } | { at: 'rename' | 'remove'; passkey: Passkey } | null;

/** The passkeys by which the person signs in. */
export function PasskeysSection() {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const passkeys = usePasskeys();
  const done = (text: string) => {
    setOpen(null);
    toast(text);
    void client.invalidateQueries({ queryKey: ['security'] });
  };

  return (
    <section className={styles.section} aria-labelledby="security-passkeys">
      <div className={styles.head}>
        <h2 id="security-passkeys">{t('passkeys.title')}</h2>
        {hasPasskeys && <Button onClick={() => setOpen({ at: 'add' })}>{t('passkeys.add')}</Button>}
      </div>
      <p className={styles.help}>{t(hasPasskeys ? 'passkeys.help' : 'passkeys.noBrowser')}</p>
      {codes.length > 0 && <RecoveryCodes codes={codes} onDone={() => setCodes([])} />}
      {passkeys.error ? (
        <ProblemNotice error={passkeys.error} />
      ) : !passkeys.data ? (
        <SkeletonLines count={2} label={t('common.loading')} />
      ) : passkeys.data.length === 0 ? (
        <EmptyState icon={Fingerprint} title={t('passkeys.none')} small />
      ) : (
        <ul className={styles.list}>
          {passkeys.data.map((passkey) => (
            <li key={passkey.id} className={styles.row}>
              <div className={styles.words}>
                <span className={styles.name}>{passkey.name}</span>
                <span className={styles.muted}>
                  {t('passkeys.added', { when: formatMoment(passkey.createdAt, locale) })}{' '}
                  {passkey.lastUsedAt
                    ? t('security.keyUsed', { when: formatMoment(passkey.lastUsedAt, locale) })
                    : t('security.keyUnused')}
                </span>
              </div>
              <div className={styles.actions}>
                <Button
                  size="sm"
                  aria-label={t('passkeys.renameNamed', { name: passkey.name })}
                  onClick={() => setOpen({ at: 'rename', passkey })}
                >
                  {t('passkeys.rename')}
                </Button>
                <Button
                  size="sm"
                  aria-label={t('passkeys.removeNamed', { name: passkey.name })}
                  onClick={() => setOpen({ at: 'remove', passkey })}
                >
                  {t('passkeys.remove')}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {open?.at === 'add' && (
        <AddPasskeyDialog
          onAdded={(fresh) => {
            setCodes(fresh);
            done(t('passkeys.isAdded'));
          }}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.at === 'rename' && (
        <RenamePasskeyDialog
          passkey={open.passkey}
          onDone={() => done(t('passkeys.isRenamed'))}
          onClose={() => setOpen(null)}
        />
      )}
      {open?.at === 'remove' && (
        <ProofDialog
          title={t('passkeys.removeNamed', { name: open.passkey.name })}
          description={t('passkeys.removeHelp')}
          action={t('passkeys.remove')}
          variant="danger"
          onProof={async (proof) => {
            await removePasskey(open.passkey.id, proof);
            done(t('passkeys.isRemoved'));
          }}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}
