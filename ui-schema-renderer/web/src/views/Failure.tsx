import { toProblem } from '@/api/problem';
import { problemText } from '@/api/problemText';
import { useLocale, useText } from '@/shared/i18n';
import { FailureState, Notice } from '@/shared/ui/States';

interface FailureProps {
  error: unknown;
  onRetry?: (() => void) | undefined;
}

function kindOf(status: number): 'failed' | 'forbidden' | 'notFound' {
  return status === 403 ? 'forbidden' : status === 404 ? 'notFound' : 'failed';
}

/** In place of what could not be shown: why, and what can be done. */
export function Failure({ error, onRetry }: FailureProps) {
  const t = useText();
  const locale = useLocale();
  const problem = toProblem(error);
  const kind = kindOf(problem.status);
  const words = problemText(problem, t, locale);
  return (
    <FailureState
      kind={kind}
      title={words.title}
      detail={words.detail}
      traceId={kind === 'failed' ? problem.traceId : undefined}
      onRetry={kind === 'failed' ? onRetry : undefined}
    />
  );
}

/** The same in a box above what was being done. */
export function ProblemNotice({ error }: { error: unknown }) {
  const t = useText();
  const locale = useLocale();
  const problem = toProblem(error);
  const words = problemText(problem, t, locale);
  const isFault = problem.status >= 500 && problem.traceId;
  return (
    <Notice kind="danger">
      {words.detail || words.title}
      {isFault && (
        <>
          {' '}
          {t('common.traceId')} <code>{problem.traceId}</code>
        </>
      )}
    </Notice>
  );
}
