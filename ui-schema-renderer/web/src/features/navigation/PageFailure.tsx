import { useRouteError } from 'react-router';
import { useText } from '@/shared/i18n';
import { FailureState } from '@/shared/ui/States';

/** In place of a page that broke, or whose parts could not be loaded. */
export function PageFailure() {
  const t = useText();
  const error = useRouteError();
  return (
    <FailureState
      title={t('problems.broken')}
      detail={error instanceof Error ? error.message : t('problems.unknown')}
      onRetry={() => location.reload()}
    />
  );
}
