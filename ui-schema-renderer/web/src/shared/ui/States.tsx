import { CloudAlert, Lock, RefreshCw, SearchX, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '@/shared/i18n';
import { Button } from './Button';
import styles from './States.module.css';

interface StateProps {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  small?: boolean;
  role?: 'alert' | 'status';
}

/** What stands where there is nothing to show, and what one can do about it. */
export function EmptyState({ icon: Icon, title, children, actions, small, role }: StateProps) {
  return (
    <div className={small ? styles.small : styles.state} role={role}>
      <span className={styles.icon}>
        <Icon strokeWidth={1.6} />
      </span>
      <h2 className={styles.title}>{title}</h2>
      {children && <div className={styles.text}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

interface FailureProps {
  title: string;
  detail: string;
  kind?: 'failed' | 'forbidden' | 'notFound';
  traceId?: string | undefined;
  onRetry?: (() => void) | undefined;
  actions?: ReactNode;
}

const ICONS = { failed: CloudAlert, forbidden: Lock, notFound: SearchX };

/** Why something cannot be shown, what to tell the operator, and a way to try again. */
export function FailureState({
  title,
  detail,
  kind = 'failed',
  traceId,
  onRetry,
  actions,
}: FailureProps) {
  const t = useText();
  return (
    <EmptyState
      icon={ICONS[kind]}
      title={title}
      role="alert"
      actions={
        <>
          {actions}
          {onRetry && (
            <Button icon={<RefreshCw />} onClick={onRetry}>
              {t('common.retry')}
            </Button>
          )}
        </>
      }
    >
      <p>{detail}</p>
      {traceId && (
        <p className={styles.trace}>
          {t('common.traceId')} <code>{traceId}</code>
        </p>
      )}
    </EmptyState>
  );
}

/** A remark in a coloured box. */
export function Notice({
  kind,
  children,
  actions,
}: {
  kind: 'danger' | 'warning' | 'info' | 'success';
  children: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={styles.notice} data-kind={kind} role={kind === 'danger' ? 'alert' : 'status'}>
      <div className={styles.noticeText}>{children}</div>
      {actions}
    </div>
  );
}
