import { useQuery } from '@tanstack/react-query';
import { Network, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { groupsQuery } from '@/api/queries';
import type { Group } from '@/api/types';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { EmptyState } from '@/shared/ui/States';
import { useApp } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import styles from './Administration.module.css';
import { GroupDialog } from './GroupDialog';

/** Groups of users, which conditions of roles and shares of records name. */
export default function GroupsPage() {
  const t = useText();
  const { me } = useApp();
  const groups = useQuery({ ...groupsQuery, enabled: me.permissions.users });
  const [open, setOpen] = useState<Group | 'new' | null>(null);
  if (!me.permissions.users) {
    return <Forbidden title={t('people.groups')} />;
  }
  const label = (name: string | null) =>
    groups.data?.find((group) => group.name === name)?.label ?? name;
  return (
    <>
      <PageHeader
        title={t('people.groups')}
        aside={groups.data?.length}
        actions={
          <Button variant="primary" icon={<UsersRound />} onClick={() => setOpen('new')}>
            <span className={styles.buttonText}>{t('people.addGroup')}</span>
          </Button>
        }
      />
      <div className={styles.scroll}>
        <div className={styles.page}>
          <p className={styles.lead}>{t('people.groupsLead')}</p>
          {groups.error ? (
            <Failure error={groups.error} onRetry={() => void groups.refetch()} />
          ) : !groups.data ? (
            <SkeletonLines count={5} label={t('common.loading')} />
          ) : groups.data.length === 0 ? (
            <EmptyState icon={Network} title={t('people.noGroups')} small />
          ) : (
            <div className={styles.tableScroll}>
              <table className={styles.table}>
                <thead>
                  <tr>
                    <th scope="col">{t('people.group')}</th>
                    <th scope="col">{t('people.parent')}</th>
                    <th scope="col">{t('people.members')}</th>
                  </tr>
                </thead>
                <tbody>
                  {groups.data.map((group) => (
                    <tr key={group.name}>
                      <td>
                        <Button variant="ghost" onClick={() => setOpen(group)}>
                          {group.label}
                        </Button>
                        <span className={styles.muted}>{group.name}</span>
                      </td>
                      <td>{label(group.parent)}</td>
                      <td className={styles.number}>{group.members.length}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </div>
      </div>
      {open && (
        <GroupDialog
          {...(open !== 'new' && { stored: open })}
          groups={groups.data ?? []}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}
