import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeSignInSettings, readSignInSettings } from '@/api/providers';
import { usersQuery } from '@/api/queries';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import styles from './Providers.module.css';

/** Whether people sign in by password, and who does when no provider answers. */
export function DemandSection() {
  const t = useText();
  const client = useQueryClient();
  const { me } = useApp();
  const users = useQuery(usersQuery);
  const settings = useQuery({
    queryKey: ['signInSettings'],
    queryFn: ({ signal }) => readSignInSettings(signal),
  });
  const [chosen, setChosen] = useState<{ passwords?: boolean; recovery?: string }>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (!settings.data) {
    return null;
  }
  const passwords = chosen.passwords ?? settings.data.passwords ?? true;
  const recovery = chosen.recovery ?? settings.data.recoveryAdministrator ?? me.user.id;

  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      const changed = await changeSignInSettings({ passwords, recoveryAdministrator: recovery });
      client.setQueryData(['signInSettings'], changed);
      setChosen({});
      toast(t('providers.settingsSaved'));
    } catch (reason) {
      setError(reason);
    }
    setBusy(false);
  };

  return (
    <section className={styles.section} aria-labelledby="sign-in-demand">
      <h2 id="sign-in-demand">{t('providers.passwords')}</h2>
      {error !== null && <ProblemNotice error={error} />}
      <Checkbox
        checked={!passwords}
        onChange={(only) => setChosen({ ...chosen, passwords: !only })}
      >
        {t('providers.demand')}
      </Checkbox>
      {!passwords && (
        <>
          <p className={styles.muted}>{t('providers.demandHelp')}</p>
          <FieldFrame label={t('providers.recoveryAdministrator')}>
            <Select
              value={recovery}
              options={(users.data ?? [])
                .filter((user) => user.active && user.roles.includes('administrator'))
                .map((user) => ({ value: user.id, label: `${user.name} (${user.email})` }))}
              onChange={(user) => setChosen({ ...chosen, recovery: user })}
            />
          </FieldFrame>
        </>
      )}
      <div>
        <Button busy={busy} onClick={() => void save()}>
          {t('common.save')}
        </Button>
      </div>
    </section>
  );
}
