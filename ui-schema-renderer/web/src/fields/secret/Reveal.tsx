import { Copy, Eye, EyeOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { toProblem } from '@/api/problem';
import { useRecordAccess } from '@/registry/RecordAccess';
import { useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { toast, toastError } from '@/shared/ui/Toasts';
import styles from '../fields.module.css';

/** Nobody needs longer to copy it, and nobody else should walk by while it stands there. */
const SHOWN_MILLISECONDS = 30_000;

/** Lets an administrator read a secret, after a question and for a short time. It is kept nowhere. */
export function Reveal({ name, label }: { name: string; label: string }) {
  const t = useText();
  const access = useRecordAccess();
  const [isAsking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [clear, setClear] = useState<string | null>(null);

  useEffect(() => {
    if (clear === null) {
      return undefined;
    }
    const timer = setTimeout(() => setClear(null), SHOWN_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [clear]);

  const read = access?.secret;
  if (!read) {
    return null;
  }
  const reveal = async () => {
    setBusy(true);
    try {
      setClear(await read(name));
    } catch (error) {
      toastError(t('fields.secret.unread'), toProblem(error).message);
    }
    setBusy(false);
    setAsking(false);
  };
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    toast(t('fields.secret.copied'));
  };
  return (
    <>
      {clear === null ? (
        <IconButton
          label={t('fields.secret.read', { field: label })}
          onClick={() => setAsking(true)}
        >
          <Eye />
        </IconButton>
      ) : (
        <span className={styles.clear}>
          <code>{clear}</code>
          <IconButton
            size="sm"
            label={t('fields.secret.copy')}
            onClick={() => void copy(clear).catch(() => undefined)}
          >
            <Copy />
          </IconButton>
          <IconButton size="sm" label={t('fields.secret.hide')} onClick={() => setClear(null)}>
            <EyeOff />
          </IconButton>
        </span>
      )}
      <ConfirmDialog
        open={isAsking}
        title={t('fields.secret.readTitle', { field: label })}
        description={t('fields.secret.readText')}
        action={t('fields.secret.show')}
        variant="primary"
        busy={busy}
        onConfirm={() => void reveal()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
