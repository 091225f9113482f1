import { Dialog } from '@base-ui/react/dialog';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { toProblem } from '@/api/problem';
import { meQuery, modelQuery } from '@/api/queries';
import { session } from '@/api/session';
import { languageIsChosen, languageOf, speak, useText } from '@/shared/i18n';
import { useStore } from '@/shared/lib/external';
import { usePhone } from '@/shared/lib/hooks';
import { Logo } from '@/shared/ui/Logo';
import { Skeleton } from '@/shared/ui/Skeleton';
import { AppProvider } from '@/views/AppContext';
import { Failure } from '@/views/Failure';
import { useDrawer } from '@/views/PageHeader';
import { useCommandMenu } from './commandMenuState';
import { ErasureDue } from './ErasureDue';
import { SeeingAs } from './SeeingAs';
import styles from './Shell.module.css';
import { Sidebar } from './Sidebar';

const CommandMenu = lazy(() => import('./CommandMenu'));
const RequiredSetUp = lazy(() => import('@/features/security/RequiredSetUp'));

/** Around every page behind the sign-in. */
export function Shell() {
  const state = useStore(session);
  const location = useLocation();
  if (state.state === 'starting') {
    return <Splash />;
  }
  if (state.state === 'signedOut') {
    const to = location.pathname + location.search;
    return <Navigate to={to === '/' ? '/login' : `/login?to=${encodeURIComponent(to)}`} replace />;
  }
  return <SignedIn />;
}

function SignedIn() {
  const t = useText();
  const me = useQuery(meQuery);
  const model = useQuery(modelQuery);
  const phone = usePhone();
  const { open: isDrawerOpen, setOpen: setDrawerOpen } = useDrawer();
  const command = useCommandMenu();
  const { pathname } = useLocation();

  useEffect(() => setDrawerOpen(false), [pathname, setDrawerOpen]);

  const locale = me.data && languageOf(me.data.user.locale ?? me.data.tenant.locale);
  useEffect(() => {
    if (locale && !languageIsChosen()) {
      void speak(locale, 'default');
    }
  }, [locale]);

  const accent = me.data?.tenant.brand.accent;
  useEffect(() => {
    if (accent) {
      void import('@/shared/lib/brand').then(({ showBrand }) => showBrand(accent));
    }
    return () => {
      delete document.documentElement.dataset['brand'];
    };
  }, [accent]);

  const app = useMemo(
    () => (me.data && model.data ? { me: me.data, model: model.data } : null),
    [me.data, model.data],
  );

  const client = useQueryClient();
  const isThere = app !== null;
  useEffect(() => {
    let stop: (() => void) | null = null;
    let left = !isThere;
    if (isThere) {
      void import('@/views/followChanges').then(({ followChanges }) => {
        stop = left ? null : followChanges(client);
      });
    }
    return () => {
      left = true;
      stop?.();
    };
  }, [isThere, client]);

  const failed = me.error ?? model.error;
  if (failed && toProblem(failed).code === 'second_factor_setup_required') {
    return (
      <Suspense fallback={<Splash />}>
        <RequiredSetUp />
      </Suspense>
    );
  }
  if (failed && !app) {
    const retry = () => void Promise.all([me.refetch(), model.refetch()]);
    return <Failure error={failed} onRetry={retry} />;
  }
  if (!app) {
    return <Splash />;
  }
  return (
    <AppProvider value={app}>
      <a href="#content" className={styles.skip}>
        {t('navigation.skip')}
      </a>
      <div className={styles.shell}>
        {phone ? (
          <Drawer open={isDrawerOpen} onClose={() => setDrawerOpen(false)} />
        ) : (
          <aside className={styles.sidebar} aria-label={t('navigation.label')}>
            <Sidebar />
          </aside>
        )}
        <main id="content" className={styles.content} tabIndex={-1}>
          <SeeingAs />
          <ErasureDue />
          <Outlet />
        </main>
      </div>
      {command.open && (
        <Suspense>
          <CommandMenu onClose={() => command.setOpen(false)} />
        </Suspense>
      )}
    </AppProvider>
  );
}

function Drawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.drawer} aria-label={t('navigation.label')}>
          <Sidebar />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Splash() {
  const t = useText();
  return (
    <div className={styles.splash} role="status">
      <span className="visually-hidden">{t('common.loading')}</span>
      <div className={styles.splashSide}>
        <Logo />
        {[90, 130, 100, 120, 80].map((width, i) => (
          <Skeleton key={i} width={width} height={14} />
        ))}
      </div>
    </div>
  );
}
