import { beginLink } from '@/api/providers';
import { keepWay } from '@/features/login/way';
import { ProofDialog } from '@/features/tenant/ProofDialog';
import { useText } from '@/shared/i18n';

interface LinkIdentityDialogProps {
  provider: { id: string; name: string };
  onClose: () => void;
}

/** Asks who is there, and goes to the provider to prove that the account there is the person's. */
export function LinkIdentityDialog({ provider, onClose }: LinkIdentityDialogProps) {
  const t = useText();
  return (
    <ProofDialog
      title={t('providers.link', { provider: provider.name })}
      description={t('providers.linkHelp')}
      action={t('providers.goOn')}
      onProof={async (proof) => {
        const { leave } = await beginLink(provider.id, proof);
        keepWay('/security');
        location.assign(leave);
      }}
      onClose={onClose}
    />
  );
}
