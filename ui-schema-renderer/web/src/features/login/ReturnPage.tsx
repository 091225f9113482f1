import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { finishWithProvider } from '@/api/session';
import { useText } from '@/shared/i18n';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { ProblemNotice } from '@/views/Failure';
import { AuthLayout } from './AuthLayout';
import { takeWay } from './way';

const BROUGHT = ['state', 'code', 'iss', 'error'];

/** Where a provider sends people back to. What it sends is good once. */
export default function ReturnPage() {
  const t = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { provider = '' } = useParams();
  const [parameters] = useSearchParams();
  const [error, setError] = useState<unknown>(null);
  const begun = useRef(false);

  useEffect(() => {
    if (begun.current) {
      return;
    }
    begun.current = true;
    const brought: Record<string, string> = { provider };
    for (const name of BROUGHT) {
      const value = parameters.get(name);
      if (value !== null) {
        brought[name] = value;
      }
    }
    // Nothing of it stays in the history.
    history.replaceState(history.state, '', location.pathname);
    client.clear();
    finishWithProvider(brought).then(() => navigate(takeWay(), { replace: true }), setError);
  }, [client, navigate, parameters, provider]);

  return (
    <AuthLayout
      title={error === null ? t('providers.coming') : t('providers.notIn')}
      lead=""
      footer={<Link to="/login">{t('forgotten.back')}</Link>}
    >
      {error === null ? (
        <SkeletonLines count={2} label={t('common.loading')} />
      ) : (
        <ProblemNotice error={error} />
      )}
    </AuthLayout>
  );
}
