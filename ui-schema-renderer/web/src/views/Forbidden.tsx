import { useText } from '@/shared/i18n';
import { FailureState } from '@/shared/ui/States';
import { PageHeader } from './PageHeader';

/** In place of a page that only administrators may see. */
export function Forbidden({ title }: { title: string }) {
  const t = useText();
  return (
    <>
      <PageHeader title={title} />
      <FailureState
        kind="forbidden"
        title={t('designer.forbidden.title')}
        detail={t('designer.forbidden.detail')}
      />
    </>
  );
}
