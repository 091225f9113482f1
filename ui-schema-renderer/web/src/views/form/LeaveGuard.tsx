import { useEffect } from 'react';
import { useBlocker, type Location } from 'react-router';
import { useText } from '@/shared/i18n';
import { ConfirmDialog } from '@/shared/ui/Dialog';

/** Filters and sorting may change beside a form; another page or another record ends it. */
function leaves(from: Location, to: Location): boolean {
  const [before, after] = [new URLSearchParams(from.search), new URLSearchParams(to.search)];
  return (
    from.pathname !== to.pathname ||
    before.get('open') !== after.get('open') ||
    before.get('new') !== after.get('new')
  );
}

/** Asks before what was typed is thrown away. */
export function LeaveGuard({ when }: { when: () => boolean }) {
  const t = useText();
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => leaves(currentLocation, nextLocation) && when(),
  );
  useEffect(() => {
    const onUnload = (event: BeforeUnloadEvent) => {
      if (when()) {
        event.preventDefault();
      }
    };
    window.addEventListener('beforeunload', onUnload);
    return () => window.removeEventListener('beforeunload', onUnload);
  }, [when]);
  return (
    <ConfirmDialog
      open={blocker.state === 'blocked'}
      title={t('record.leaveTitle')}
      description={t('record.leaveText')}
      action={t('record.leave')}
      onConfirm={() => blocker.proceed?.()}
      onClose={() => blocker.reset?.()}
    />
  );
}
