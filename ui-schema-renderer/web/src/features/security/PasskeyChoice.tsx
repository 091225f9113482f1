import { useText } from '@/shared/i18n';
import { hasPasskeys } from '@/shared/lib/passkeys';
import { Button } from '@/shared/ui/Button';

interface PasskeyChoiceProps {
  disabled: boolean;
  onChoose: () => Promise<void>;
}

/** Lets somebody use a passkey in place of what a form asks for, in browsers that have them. */
export function PasskeyChoice({ disabled, onChoose }: PasskeyChoiceProps) {
  const t = useText();
  return (
    hasPasskeys && (
      <div>
        <Button size="sm" variant="ghost" disabled={disabled} onClick={() => void onChoose()}>
          {t('passkeys.instead')}
        </Button>
      </div>
    )
  );
}
