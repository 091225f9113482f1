import { useState } from 'react';
import { renamePasskey, type Passkey } from '@/api/passkeys';
import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useSubmit } from '@/views/useSubmit';

interface RenamePasskeyDialogProps {
  passkey: Passkey;
  onDone: () => void;
  onClose: () => void;
}

/** Gives a passkey another name. */
export function RenamePasskeyDialog({ passkey, onDone, onClose }: RenamePasskeyDialogProps) {
  const t = useText();
  const [name, setName] = useState(passkey.name);
  const { busy, problem, at, run } = useSubmit(['/name']);
  return (
    <FormDialog
      size="sm"
      title={t('passkeys.renameNamed', { name: passkey.name })}
      action={t('passkeys.rename')}
      busy={busy}
      disabled={name.trim() === ''}
      onSubmit={() =>
        run(async () => {
          await renamePasskey(passkey.id, name.trim());
          onDone();
        })
      }
      onClose={onClose}
    >
      {problem && <ProblemNotice error={problem} />}
      <FieldFrame label={t('passkeys.name')} required error={at('/name')}>
        <TextInput autoFocus value={name} onChange={setName} />
      </FieldFrame>
    </FormDialog>
  );
}
