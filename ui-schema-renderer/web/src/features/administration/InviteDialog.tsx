import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { invite } from '@/api/administration';
import { toProblem, type Problem } from '@/api/problem';
import { focusFirstInvalid } from '@/shared/lib/focusInvalid';
import { LANGUAGES, useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { Select } from '@/shared/ui/Select';
import { TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import { useFieldErrors } from '@/views/useFieldErrors';
import styles from './Administration.module.css';
import { RoleChoice } from './RoleChoice';

const PLACES = ['/email', '/roles'];
const DEFAULT = 'default';

/** Invites somebody by e-mail. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const [email, setEmail] = useState('');
  const [chosen, setChosen] = useState<string[]>(['user']);
  const [language, setLanguage] = useState(DEFAULT);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const body = {
    email: email.trim(),
    roles: chosen,
    ...(language !== DEFAULT && { locale: language }),
  };
  const { at, isShown } = useFieldErrors(problem, PLACES);
  const isTaken = problem?.at('/email')?.code === 'not_unique';

  const send = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await invite(body);
      await client.invalidateQueries({ queryKey: ['invitations'] });
      toast(t('invitations.sent', { email: body.email }));
      onClose();
    } catch (error) {
      setProblem(toProblem(error));
      setBusy(false);
      focusFirstInvalid(() => form.current);
    }
  };

  return (
    <FormDialog
      title={t('invitations.invite')}
      description={t('invitations.help')}
      action={t('invitations.send')}
      busy={busy}
      form={form}
      onSubmit={send}
      onClose={onClose}
    >
      {problem && !isShown && <ProblemNotice error={problem} />}
      <FieldFrame
        label={t('users.email')}
        required
        error={isTaken ? t('invitations.taken') : at('/email')}
      >
        <TextInput type="email" autoFocus value={email} onChange={setEmail} />
      </FieldFrame>
      <div className={styles.two}>
        <RoleChoice chosen={chosen} error={at('/roles')} onChange={setChosen} />
        <FieldFrame label={t('users.language')}>
          <Select
            value={language}
            options={[
              { value: DEFAULT, label: t('users.workspaceLanguage') },
              ...LANGUAGES.map((one) => ({
                value: one as string,
                label: t(`languages.${one}`),
              })),
            ]}
            onChange={setLanguage}
          />
        </FieldFrame>
      </div>
    </FormDialog>
  );
}
