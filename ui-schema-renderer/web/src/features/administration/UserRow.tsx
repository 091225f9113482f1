import { useQueryClient } from '@tanstack/react-query';
import { Ellipsis, Pencil, ShieldCheck, ShieldOff, UserCheck, UserX } from 'lucide-react';
import { useState } from 'react';
import { changeUser } from '@/api/administration';
import type { User } from '@/api/types';
import { useLocale, useText } from '@/shared/i18n';
import { formatMoment } from '@/shared/lib/dates';
import { Avatar } from '@/shared/ui/Avatar';
import { Badge } from '@/shared/ui/Badge';
import { IconButton } from '@/shared/ui/Button';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { Menu, MenuItem, MenuSeparator } from '@/shared/ui/Menu';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { useTellProblem } from '@/views/useTellProblem';
import styles from './Administration.module.css';
import { isAdministrator, withRole } from './userDraft';
import { useRoleLabel } from './useRoles';

export function UserRow({ user, onEdit }: { user: User; onEdit: () => void }) {
  const t = useText();
  const locale = useLocale();
  const tell = useTellProblem();
  const client = useQueryClient();
  const { me } = useApp();
  const [isAsking, setAsking] = useState(false);
  const roleLabel = useRoleLabel();
  const isAdmin = isAdministrator(user);
  const isMe = user.id === me.user.id;

  const change = async (patch: object, done: string, undo?: object) => {
    try {
      await changeUser(user.id, patch);
      await client.invalidateQueries({ queryKey: ['users'] });
      toast(done, undo && (() => void change(undo, t('users.changed', { user: user.name }))));
    } catch (error) {
      tell(error);
    }
  };

  const setAdministrator = (has: boolean) =>
    void change(
      { roles: withRole(withRole(user.roles, 'administrator', has), 'user', !has) },
      t('users.changed', { user: user.name }),
      { roles: user.roles },
    );

  const setActive = (active: boolean) => {
    setAsking(false);
    void change(
      { active },
      t(active ? 'users.activated' : 'users.deactivated', { user: user.name }),
      { active: !active },
    );
  };

  return (
    <tr className={user.active ? undefined : styles.inactive}>
      <td>
        <div className={styles.person}>
          <Avatar name={user.name} size={30} />
          <div className={styles.words}>
            <span className={styles.name}>
              {user.name}
              {isMe && <Badge>{t('users.you')}</Badge>}
              {!user.active && (
                <span className={styles.narrow}>
                  <Badge>{t('users.inactive')}</Badge>
                </span>
              )}
            </span>
            <span className={styles.muted}>{user.email}</span>
          </div>
        </div>
      </td>
      <td>
        <span className={styles.roles}>
          {user.roles.map((role) => (
            <Badge key={role} color={role === 'administrator' ? 'indigo' : 'gray'}>
              {roleLabel(role)}
            </Badge>
          ))}
          {user.roles.length === 0 && <span className={styles.muted}>{t('users.noRole')}</span>}
        </span>
      </td>
      <td className={`${styles.wide} ${styles.number}`}>{formatMoment(user.createdAt, locale)}</td>
      <td className={styles.wide}>
        <Badge color={user.active ? 'green' : 'gray'} dot>
          {t(user.active ? 'users.active' : 'users.inactive')}
        </Badge>
      </td>
      <td className={styles.end}>
        <Menu
          align="end"
          trigger={
            <IconButton size="sm" label={t('users.more', { user: user.name })}>
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem icon={<Pencil />} onSelect={onEdit}>
            {t('users.edit')}
          </MenuItem>
          {isAdmin ? (
            <MenuItem icon={<ShieldOff />} disabled={isMe} onSelect={() => setAdministrator(false)}>
              {t('users.makeUser')}
            </MenuItem>
          ) : (
            <MenuItem icon={<ShieldCheck />} onSelect={() => setAdministrator(true)}>
              {t('users.makeAdministrator')}
            </MenuItem>
          )}
          <MenuSeparator />
          {user.active ? (
            <MenuItem icon={<UserX />} danger disabled={isMe} onSelect={() => setAsking(true)}>
              {t('users.deactivate')}
            </MenuItem>
          ) : (
            <MenuItem icon={<UserCheck />} onSelect={() => setActive(true)}>
              {t('users.activate')}
            </MenuItem>
          )}
        </Menu>
        <ConfirmDialog
          open={isAsking}
          onClose={() => setAsking(false)}
          title={t('users.deactivateTitle', { user: user.name })}
          description={t('users.deactivateText')}
          action={t('users.deactivate')}
          onConfirm={() => setActive(false)}
        />
      </td>
    </tr>
  );
}
