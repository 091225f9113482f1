import { useMutation, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { decide, describeRequest } from '@/api/oauth';
import { toProblem } from '@/api/problem';
import { meQuery } from '@/api/queries';
import { session, signOut } from '@/api/session';
import { AuthLayout } from '@/features/login/AuthLayout';
import { useText } from '@/shared/i18n';
import { useStore } from '@/shared/lib/external';
import { Button } from '@/shared/ui/Button';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { ProblemNotice } from '@/views/Failure';
import { readAppRequest } from './appRequest';
import { Question, type Asked } from './Question';

const RequiredSetUp = lazy(() => import('@/features/security/RequiredSetUp'));

/** Asked once: an answer may be a code, of which nobody needs another. */
const ONCE = {
  retry: false,
  gcTime: 0,
  staleTime: Infinity,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
} as const;

/** Where an app of others sends people who are to let it act for them. */
export default function AuthorizePage() {
  const t = useText();
  const { hash } = useLocation();
  const state = useStore(session);
  const signInError = useSignIn(hash, state.state === 'signedOut');
  const first = useQuery({
    ...ONCE,
    queryKey: ['oauth', 'authorize', hash],
    queryFn: () => decide(readAppRequest(hash)),
    enabled: state.state === 'signedIn',
  });
  const decided = useMutation({
    mutationFn: (decision: 'allow' | 'deny') => decide(readAppRequest(hash), decision),
  });
  const outcome = decided.data ?? first.data;
  const error = decided.error ?? first.error ?? signInError;

  useEffect(() => {
    if (outcome?.leave !== undefined) {
      location.replace(outcome.leave);
    } else if (outcome?.signIn === 'again') {
      void signOut();
    }
  }, [outcome]);

  if (error && toProblem(error).code === 'second_factor_setup_required') {
    return (
      <Suspense>
        <RequiredSetUp />
      </Suspense>
    );
  }
  if (error) {
    return (
      <AuthLayout title={t('oauth.failed')} lead={t('oauth.failedLead')} footer={null}>
        <ProblemNotice error={error} />
      </AuthLayout>
    );
  }
  if (outcome?.signIn === 'elsewhere') {
    return (
      <AuthLayout title={t('oauth.elsewhere')} lead={t('oauth.elsewhereLead')} footer={null}>
        <Button variant="primary" onClick={() => void signOut()}>
          {t('oauth.signInThere')}
        </Button>
      </AuthLayout>
    );
  }
  if (outcome?.leave !== undefined) {
    return (
      <AuthLayout
        title={t('oauth.left')}
        lead={t('oauth.leftLead')}
        footer={null}
        children={null}
      />
    );
  }
  return outcome?.ask ? (
    <Asking asked={outcome.ask} busy={decided.isPending} onDecide={decided.mutate} />
  ) : (
    <AuthLayout title={t('oauth.waiting')} lead="" footer={null}>
      <SkeletonLines count={3} label={t('common.loading')} />
    </AuthLayout>
  );
}

interface AskingProps {
  asked: Asked;
  busy: boolean;
  onDecide: (decision: 'allow' | 'deny') => void;
}

function Asking(props: AskingProps) {
  const me = useQuery(meQuery);
  return <Question {...props} me={me.data ?? null} />;
}

/**
 * Lets the person sign in at the workspace of the app, or tells the app that nobody has.
 *
 * @returns why that is not possible
 */
function useSignIn(hash: string, isNeeded: boolean): Error | null {
  const navigate = useNavigate();
  const described = useQuery({
    ...ONCE,
    queryKey: ['oauth', 'describe', hash],
    queryFn: () => describeRequest(readAppRequest(hash).request),
    enabled: isNeeded,
  });
  const { data } = described;
  useEffect(() => {
    if (!data || !isNeeded) {
      return;
    }
    if (data.leave) {
      location.replace(data.leave);
      return;
    }
    const query = new URLSearchParams({
      ...(data.tenant && { tenant: data.tenant.slug }),
      ...(data.loginHint && { email: data.loginHint }),
    });
    // In the state of the history, since it may be too long for an address.
    void navigate(`/login?${query}`, { replace: true, state: { to: `/authorize${hash}` } });
  }, [data, hash, isNeeded, navigate]);
  return described.error;
}
