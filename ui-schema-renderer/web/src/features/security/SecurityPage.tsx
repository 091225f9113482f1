import { useText } from '@/shared/i18n';
import { PageHeader } from '@/views/PageHeader';
import page from '@/features/administration/Administration.module.css';
import { AddressSection } from './AddressSection';
import { AppsSection } from './AppsSection';
import { IdentitiesSection } from './IdentitiesSection';
import { KeysSection } from './KeysSection';
import { PasskeysSection } from './PasskeysSection';
import { PasswordSection } from './PasswordSection';
import { SecondFactorSection } from './SecondFactorSection';
import styles from './Security.module.css';
import { SessionsSection } from './SessionsSection';
import { WorkspacesSection } from './WorkspacesSection';

/** How the person signs in, where they are signed in, and what acts for them. */
export default function SecurityPage() {
  const t = useText();
  return (
    <>
      <PageHeader title={t('security.title')} />
      <div className={page.scroll}>
        <div className={page.page}>
          <div className={styles.sections}>
            <AddressSection />
            <PasswordSection />
            <PasskeysSection />
            <SecondFactorSection />
            <IdentitiesSection />
            <SessionsSection />
            <AppsSection />
            <WorkspacesSection />
            <KeysSection />
          </div>
        </div>
      </div>
    </>
  );
}
