import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { deleteRole, type RoleDefinition } from '@/api/roles';
import { useQuickChange } from '@/features/designer/useChange';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { ConfirmDialog, Dialog } from '@/shared/ui/Dialog';
import { toast } from '@/shared/ui/Toasts';
import { useRoleUsers } from './useRoleUsers';

interface DeleteRoleDialogProps {
  role: RoleDefinition;
  onClose: () => void;
}

/** Asks before a role is deleted; of one that somebody has it says what is to be done first. */
export function DeleteRoleDialog({ role, onClose }: DeleteRoleDialogProps) {
  const t = useText();
  const client = useQueryClient();
  const change = useQuickChange();
  const usersOf = useRoleUsers();
  const [busy, setBusy] = useState(false);
  const users = usersOf(role.name) ?? 0;
  const title = t('roles.deleteTitle', { role: role.label });

  if (users > 0) {
    return (
      <Dialog
        open
        onClose={onClose}
        size="sm"
        title={title}
        description={t('roles.deleteUsed', { count: users })}
        footer={<Button onClick={onClose}>{t('common.close')}</Button>}
      />
    );
  }
  const remove = async () => {
    setBusy(true);
    if (await change(() => deleteRole(role.name))) {
      client.removeQueries({ queryKey: ['roles', role.name] });
      await client.invalidateQueries({ queryKey: ['roles'], exact: true });
      toast(t('roles.deleted', { role: role.label }));
    }
    onClose();
  };
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      title={title}
      description={t('roles.deleteText')}
      action={t('common.delete')}
      busy={busy}
      onConfirm={() => void remove()}
    />
  );
}
