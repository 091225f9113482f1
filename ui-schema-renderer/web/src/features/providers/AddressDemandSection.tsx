import { useQuery, useQueryClient } from '@tanstack/react-query';
import { changeSignInSettings, readSignInSettings } from '@/api/providers';
import { useText } from '@/shared/i18n';
import { Checkbox } from '@/shared/ui/Checkbox';
import { toast } from '@/shared/ui/Toasts';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './Providers.module.css';

/** Whether people come in who have not shown that their e-mail address is theirs. */
export function AddressDemandSection() {
  const t = useText();
  const tell = useTellProblem();
  const client = useQueryClient();
  const settings = useQuery({
    queryKey: ['signInSettings'],
    queryFn: ({ signal }) => readSignInSettings(signal),
  });
  if (!settings.data) {
    return null;
  }
  const change = async (verifiedEmail: boolean) => {
    try {
      client.setQueryData(['signInSettings'], await changeSignInSettings({ verifiedEmail }));
      toast(t('providers.settingsSaved'));
    } catch (error) {
      tell(error);
    }
  };
  return (
    <section className={styles.section} aria-labelledby="sign-in-addresses">
      <h2 id="sign-in-addresses">{t('address.demand')}</h2>
      <Checkbox
        checked={settings.data.verifiedEmail ?? false}
        onChange={(only) => void change(only)}
      >
        {t('address.only')}
      </Checkbox>
      <p className={styles.muted}>{t('address.onlyHelp')}</p>
    </section>
  );
}
