import { useState } from 'react';
import { addPasskey } from '@/api/passkeys';
import { ProofDialog } from '@/features/tenant/ProofDialog';
import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';

interface AddPasskeyDialogProps {
  /** Recovery codes come with the first second factor. */
  onAdded: (codes: string[]) => void;
  onClose: () => void;
}

/** Asks how a passkey is to be called and who is there, and then the browser to make it. */
export function AddPasskeyDialog({ onAdded, onClose }: AddPasskeyDialogProps) {
  const t = useText();
  const [name, setName] = useState('');
  return (
    <ProofDialog
      title={t('passkeys.add')}
      description={t('passkeys.addHelp')}
      action={t('passkeys.next')}
      places={['/name', '/passkey']}
      disabled={name.trim() === ''}
      onProof={async (proof) => onAdded(await addPasskey(name.trim(), proof))}
      onClose={onClose}
    >
      {(at) => (
        <FieldFrame
          label={t('passkeys.name')}
          required
          help={t('passkeys.nameHelp')}
          error={at('/name') ?? at('/passkey')}
        >
          <TextInput autoFocus value={name} onChange={setName} />
        </FieldFrame>
      )}
    </ProofDialog>
  );
}
