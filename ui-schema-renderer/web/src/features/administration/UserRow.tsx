import { useQueryClient } from '@tanstack/react-query';
import {
  ArrowRightLeft,
  Ellipsis,
  Eye,
  MailCheck,
  Pencil,
  ShieldCheck,
  ShieldOff,
  UserCheck,
  UserX,
} from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { changeUser, verifyUserEmail } from '@/api/administration';
import { seeAs } from '@/api/session';
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
import { HandOverDialog } from './HandOverDialog';
import { isAdministrator, withRole } from './userDraft';
import { RoleBadges } from './RoleBadges';

export function UserRow({ user, onEdit }: { user: User; onEdit: () => void }) {
  const t = useText();
  const locale = useLocale();
  const tell = useTellProblem();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { me } = useApp();
  const [isAsking, setAsking] = useState(false);
  const [isHandingOver, setHandingOver] = useState(false);
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

  const verify = async () => {
    try {
      await verifyUserEmail(user.id);
      toast(t('address.verificationSent', { email: user.email }));
    } catch (error) {
      tell(error);
    }
  };

  const look = async () => {
    try {
      await seeAs(user.id);
      await navigate('/');
      client.clear();
    } catch (error) {
      tell(error);
    }
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
            <span className={styles.muted}>
              {user.email} {!user.emailVerified && <Badge>{t('users.unverified')}</Badge>}
            </span>
          </div>
        </div>
      </td>
      <td>
        <span className={styles.roles}>
          <RoleBadges roles={user.roles} />
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
          {!user.emailVerified && user.active && (
            <MenuItem icon={<MailCheck />} onSelect={() => void verify()}>
              {t('users.verify')}
            </MenuItem>
          )}
          {!isAdmin && user.active && (
            <MenuItem icon={<Eye />} onSelect={() => void look()}>
              {t('seeAs.action')}
            </MenuItem>
          )}
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
          <MenuItem icon={<ArrowRightLeft />} onSelect={() => setHandingOver(true)}>
            {t('people.handOverMenu')}
          </MenuItem>
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
        {isHandingOver && <HandOverDialog user={user} onClose={() => setHandingOver(false)} />}
      </td>
    </tr>
  );
}
