import { useQuery } from '@tanstack/react-query';
import { Mail, Search, UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import { usersQuery } from '@/api/queries';
import type { User } from '@/api/types';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { TextInput } from '@/shared/ui/TextInput';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import styles from './Administration.module.css';
import { AllKeysSection } from './AllKeysSection';
import { InvitationsSection } from './InvitationsSection';
import { InviteDialog } from './InviteDialog';
import { UserDialog } from './UserDialog';
import { UserRow } from './UserRow';

/** Who may sign in, and as what. */
export default function UsersPage() {
  const t = useText();
  const { me } = useApp();
  const users = useQuery({ ...usersQuery, enabled: me.permissions.users });
  const [search, setSearch] = useState('');
  const [open, setOpen] = useState<User | 'new' | 'invitation' | null>(null);

  if (!me.permissions.users) {
    return <Forbidden title={t('users.title')} />;
  }
  const words = search.trim().toLowerCase();
  const found = (users.data ?? []).filter((user) =>
    `${user.name} ${user.email}`.toLowerCase().includes(words),
  );
  return (
    <>
      <PageHeader
        title={t('users.title')}
        aside={users.data?.length}
        actions={
          <>
            <Button icon={<UserPlus />} onClick={() => setOpen('new')}>
              <span className={styles.buttonText}>{t('users.add')}</span>
            </Button>
            <Button variant="primary" icon={<Mail />} onClick={() => setOpen('invitation')}>
              <span className={styles.buttonText}>{t('invitations.invite')}</span>
            </Button>
          </>
        }
      />
      <div className={styles.scroll}>
        <div className={styles.page}>
          {users.error ? (
            <Failure error={users.error} onRetry={() => void users.refetch()} />
          ) : !users.data ? (
            <SkeletonLines count={8} label={t('common.loading')} />
          ) : (
            <>
              <div className={styles.toolbar}>
                <p className={styles.lead}>{t('users.lead')}</p>
                <div>
                  <TextInput
                    type="search"
                    before={<Search size={15} />}
                    aria-label={t('users.search')}
                    placeholder={t('users.search')}
                    value={search}
                    onChange={setSearch}
                  />
                </div>
              </div>
              {found.length === 0 ? (
                <EmptyState icon={Users} title={t('common.nothingFound')} small />
              ) : (
                <div className={styles.tableScroll}>
                  <table className={styles.table}>
                    <thead>
                      <tr>
                        <th scope="col">{t('users.name')}</th>
                        <th scope="col">{t('users.role')}</th>
                        <th scope="col" className={styles.wide}>
                          {t('users.since')}
                        </th>
                        <th scope="col" className={styles.wide}>
                          {t('users.state')}
                        </th>
                        <th scope="col">
                          <span className="visually-hidden">{t('common.more')}</span>
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {found.map((user) => (
                        <UserRow key={user.id} user={user} onEdit={() => setOpen(user)} />
                      ))}
                    </tbody>
                  </table>
                </div>
              )}
              <InvitationsSection />
              <AllKeysSection search={search} />
            </>
          )}
        </div>
      </div>
      {open === 'invitation' && <InviteDialog onClose={() => setOpen(null)} />}
      {open && open !== 'invitation' && (
        <UserDialog {...(open !== 'new' && { stored: open })} onClose={() => setOpen(null)} />
      )}
    </>
  );
}
