import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { provePasskey } from '@/api/passkeys';
import { secondFactor } from '@/api/security';
import type { FreshProof } from '@/api/types';
import { PasskeyChoice } from '@/features/security/PasskeyChoice';
import { usePasskeys } from '@/features/security/usePasskeys';
import { useText } from '@/shared/i18n';
import { unlessTurnedAway } from '@/shared/lib/passkeys';
import { Button, type ButtonVariant } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useSubmit } from '@/views/useSubmit';

interface ProofDialogProps {
  title: string;
  description: ReactNode;
  action: string;
  variant?: ButtonVariant;
  /** Further places that errors may be at, which the children show. */
  places?: readonly string[];
  disabled?: boolean;
  onProof: (proof: FreshProof) => Promise<void>;
  onClose: () => void;
  children?: (at: (place: string) => string | undefined) => ReactNode;
}

/**
 * Asks who is there to show that it is them: by their password, by a code of their device, or by a
 * passkey.
 */
export function ProofDialog({
  title,
  description,
  action,
  variant = 'primary',
  places = [],
  disabled = false,
  onProof,
  onClose,
  children,
}: ProofDialogProps) {
  const t = useText();
  const [byCode, setByCode] = useState(false);
  const [shown, setShown] = useState('');
  const { busy, problem, at, run } = useSubmit(['/password', '/code', ...places]);
  const passkeys = usePasskeys();
  const factor = useQuery({
    queryKey: ['security', 'factor'],
    queryFn: ({ signal }) => secondFactor(signal),
  });
  const submit = () =>
    run(() => unlessTurnedAway(() => onProof(byCode ? { code: shown } : { password: shown })));
  const ask = () =>
    run(() => unlessTurnedAway(async () => onProof({ passkey: await provePasskey() })));

  return (
    <FormDialog
      size="sm"
      title={title}
      description={description}
      action={action}
      variant={variant}
      busy={busy}
      disabled={disabled || shown === ''}
      onSubmit={submit}
      onClose={onClose}
    >
      {problem && <ProblemNotice error={problem} />}
      {children?.(at)}
      <FieldFrame
        label={byCode ? t('settings.yourCode') : t('settings.yourPassword')}
        required
        error={at(byCode ? '/code' : '/password')}
      >
        <TextInput
          key={String(byCode)}
          autoFocus={!children}
          type={byCode ? 'text' : 'password'}
          autoComplete={byCode ? 'one-time-code' : 'current-password'}
          value={shown}
          onChange={setShown}
        />
      </FieldFrame>
      {factor.data?.enabled && (
        <div>
          <Button
            size="sm"
            variant="ghost"
            onClick={() => {
              setByCode(!byCode);
              setShown('');
            }}
          >
            {byCode ? t('settings.byPassword') : t('settings.byCode')}
          </Button>
        </div>
      )}
      {passkeys.data && passkeys.data.length > 0 && (
        <PasskeyChoice disabled={disabled || busy} onChoose={ask} />
      )}
    </FormDialog>
  );
}
