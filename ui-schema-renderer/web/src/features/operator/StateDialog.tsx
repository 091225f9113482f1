import { useState } from 'react';
import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useSubmit } from '@/views/useSubmit';
import type { OperatedTenant, OperatorApi } from './operatorApi';

interface StateDialogProps {
  api: OperatorApi;
  tenant: OperatedTenant;
  onDone: () => Promise<void>;
  onClose: () => void;
}

/** Shuts a workspace, with the reason for the log, or opens it again. */
export function StateDialog({ api, tenant, onDone, onClose }: StateDialogProps) {
  const t = useText();
  const shut = tenant.suspendedAt !== null;
  const [reason, setReason] = useState('');
  const { busy, problem, at, run } = useSubmit(['/reason']);
  const submit = () =>
    run(async () => {
      await (shut ? api.resume(tenant.id) : api.suspend(tenant.id, reason.trim()));
      await onDone();
    });
  return (
    <FormDialog
      size="sm"
      title={t(shut ? 'operator.resumeOf' : 'operator.suspendOf', { tenant: tenant.name })}
      description={t(
        shut
          ? tenant.erasureDueAt === null
            ? 'operator.resumeHelp'
            : 'operator.resumeEnding'
          : 'operator.suspendHelp',
      )}
      action={t(shut ? 'operator.resume' : 'operator.suspend')}
      variant={shut ? 'primary' : 'danger'}
      busy={busy}
      disabled={!shut && reason.trim() === ''}
      onSubmit={submit}
      onClose={onClose}
    >
      {problem && <ProblemNotice error={problem} />}
      {!shut && (
        <FieldFrame label={t('operator.reason')} required error={at('/reason')}>
          <TextInput autoFocus value={reason} onChange={setReason} />
        </FieldFrame>
      )}
    </FormDialog>
  );
}
