import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { provisioningAddress } from '@/api/providers';
import { createApiKey, listProvisioningKeys } from '@/api/security';
import page from '@/features/administration/Administration.module.css';
import { KeyUse } from '@/features/security/KeyUse';
import { MadeKeyDialog } from '@/features/security/MadeKeyDialog';
import { RevokeKey } from '@/features/security/RevokeKey';
import { useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { toast } from '@/shared/ui/Toasts';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './Providers.module.css';

/** Where a directory provisions users and groups, and its keys. */
export function ProvisioningSection() {
  const t = useText();
  const tell = useTellProblem();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const address = useQuery({
    queryKey: ['provisioning', 'address'],
    queryFn: ({ signal }) => provisioningAddress(signal),
  });
  const keys = useQuery({
    queryKey: ['provisioning', 'keys'],
    queryFn: ({ signal }) => listProvisioningKeys(signal),
  });
  if (!address.data || !keys.data) {
    return null;
  }
  const url = address.data;
  const reload = () => client.invalidateQueries({ queryKey: ['provisioning', 'keys'] });

  const make = async () => {
    setBusy(true);
    try {
      const answer = await createApiKey({ name: t('provisioning.keyName'), scopes: ['scim'] });
      setMade(answer.key);
      await reload();
    } catch (error) {
      tell(error);
    }
    setBusy(false);
  };
  return (
    <section className={styles.section} aria-labelledby="sign-in-provisioning">
      <h2 id="sign-in-provisioning">{t('provisioning.title')}</h2>
      <p className={styles.muted}>{t('provisioning.lead')}</p>
      <div className={styles.address}>
        <span>
          {t('provisioning.address')}: <code className={styles.mono}>{url}</code>
        </span>
        <IconButton
          size="sm"
          label={t('provisioning.copyAddress')}
          onClick={() =>
            void navigator.clipboard
              .writeText(url)
              .then(() => toast(t('provisioning.addressCopied')))
          }
        >
          <Copy />
        </IconButton>
      </div>
      {keys.data.length === 0 ? (
        <p>{t('provisioning.none')}</p>
      ) : (
        <ul className={styles.list}>
          {keys.data.map((key) => (
            <li key={key.id} className={styles.row}>
              <div className={page.words}>
                <span className={page.name}>{key.name}</span>
                <span className={styles.muted}>
                  <KeyUse apiKey={key} />
                </span>
              </div>
              <RevokeKey apiKey={key} onRevoked={reload} />
            </li>
          ))}
        </ul>
      )}
      <p className={styles.muted}>{t('provisioning.keyHelp')}</p>
      <div>
        <Button busy={busy} onClick={() => void make()}>
          {t('provisioning.newKey')}
        </Button>
      </div>
      {made !== null && (
        <MadeKeyDialog name={t('provisioning.keyName')} made={made} onClose={() => setMade(null)} />
      )}
    </section>
  );
}
