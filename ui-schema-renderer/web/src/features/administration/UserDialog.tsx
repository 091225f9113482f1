import { useQueryClient } from '@tanstack/react-query';
import { Copy, Dices } from 'lucide-react';
import { useRef, useState } from 'react';
import { changeUser, createUser } from '@/api/administration';
import { toProblem } from '@/api/problem';
import { errorText } from '@/api/problemText';
import type { NewUser, User } from '@/api/types';
import { focusFirstInvalid } from '@/shared/lib/focusInvalid';
import { LANGUAGES, useLocale, useText } from '@/shared/i18n';
import { IconButton } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { Notice } from '@/shared/ui/States';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { placeErrors, type Rejection } from '@/features/designer/draft/errors';
import { FormDialog } from '@/shared/ui/FormDialog';
import styles from './Administration.module.css';
import { RoleChoice } from './RoleChoice';
import { StandingFields } from './StandingFields';
import {
  fromUser,
  generatePassword,
  USER_PLACES,
  userBody,
  userPatch,
  type UserDraft,
} from './userDraft';

interface UserDialogProps {
  stored?: User;
  onClose: () => void;
}

/** The workspace's own language, in a list whose values cannot be empty. */
const DEFAULT = 'default';

export function UserDialog({ stored, onClose }: UserDialogProps) {
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const { me } = useApp();
  const [draft, setDraft] = useState<UserDraft>(() => fromUser(stored));
  const [busy, setBusy] = useState(false);
  const [rejection, setRejection] = useState<Rejection | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const errors = placeErrors(rejection, draft, USER_PLACES);
  const set = (change: Partial<UserDraft>) => setDraft({ ...draft, ...change });
  const textAt = (pointer: string) => {
    const error = errors.at(pointer);
    return error?.code === 'required'
      ? t('errors.required')
      : error?.code === 'not_unique'
        ? t('users.emailTaken')
        : error && errorText(error, undefined, t, locale);
  };

  const save = async () => {
    setBusy(true);
    setRejection(null);
    try {
      const user = stored
        ? await changeUser(stored.id, userPatch(stored, draft))
        : await createUser(userBody(draft) as NewUser);
      await client.invalidateQueries({ queryKey: ['users'] });
      await client.invalidateQueries({ queryKey: ['groups'] });
      if (stored?.id === me.user.id) {
        await client.invalidateQueries({ queryKey: ['me'] });
      }
      toast(t(stored ? 'users.changed' : 'users.added', { user: user.name }));
      onClose();
    } catch (error) {
      setRejection({ problem: toProblem(error), sent: draft });
      setBusy(false);
      focusFirstInvalid(() => form.current);
    }
  };

  return (
    <FormDialog
      title={stored ? t('users.editTitle', { user: stored.name }) : t('users.add')}
      description={stored ? undefined : t('users.addHelp')}
      action={t(stored ? 'common.save' : 'users.add')}
      busy={busy}
      form={form}
      onSubmit={save}
      onClose={onClose}
    >
      {rejection && rejection.problem.errors.length === 0 && (
        <ProblemNotice error={rejection.problem} />
      )}
      {errors.rest.length > 0 && (
        <Notice kind="danger">{errors.rest.map((error) => error.message).join(' ')}</Notice>
      )}
      <FieldFrame label={t('users.name')} required error={textAt('/name')}>
        <TextInput
          autoFocus
          maxLength={200}
          value={draft.name}
          onChange={(name) => set({ name })}
        />
      </FieldFrame>
      <FieldFrame label={t('users.email')} required error={textAt('/email')}>
        <TextInput type="email" value={draft.email} onChange={(email) => set({ email })} />
      </FieldFrame>
      <FieldFrame
        label={t(stored ? 'users.newPassword' : 'users.password')}
        required={!stored}
        help={t(stored ? 'users.newPasswordHelp' : 'users.passwordHelp')}
        error={textAt('/password')}
      >
        <div className={styles.password}>
          <TextInput
            autoComplete="new-password"
            spellCheck={false}
            value={draft.password}
            onChange={(password) => set({ password })}
          />
          <IconButton
            label={t('users.generate')}
            onClick={() => set({ password: generatePassword() })}
          >
            <Dices />
          </IconButton>
          <IconButton
            label={t('users.copy')}
            disabled={draft.password === ''}
            onClick={() =>
              void navigator.clipboard
                .writeText(draft.password)
                .then(() => toast(t('users.copied')))
            }
          >
            <Copy />
          </IconButton>
        </div>
      </FieldFrame>
      <div className={styles.two}>
        <RoleChoice
          chosen={draft.roles}
          disabled={stored?.id === me.user.id}
          error={textAt('/roles')}
          onChange={(roles) => set({ roles })}
        />
        <FieldFrame label={t('users.language')} error={textAt('/locale')}>
          <Select
            value={draft.locale || DEFAULT}
            options={[
              // Once chosen, a language can be changed but not taken back.
              ...(stored?.locale ? [] : [{ value: DEFAULT, label: t('users.workspaceLanguage') }]),
              ...(draft.locale && !LANGUAGES.some((one) => one === draft.locale)
                ? [{ value: draft.locale, label: draft.locale }]
                : []),
              ...LANGUAGES.map((one) => ({
                value: one as string,
                label: t(`languages.${one}`),
              })),
            ]}
            onChange={(chosen) => set({ locale: chosen === DEFAULT ? '' : chosen })}
          />
        </FieldFrame>
      </div>
      {stored && <StandingFields stored={stored} draft={draft} set={set} textAt={textAt} />}
    </FormDialog>
  );
}
