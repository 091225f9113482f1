import { useState } from 'react';
import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { FormDialog } from '@/shared/ui/FormDialog';
import { TextInput } from '@/shared/ui/TextInput';
import { ProblemNotice } from '@/views/Failure';
import { useSubmit } from '@/views/useSubmit';
import type { OperatedTenant, OperatorApi, Quotas } from './operatorApi';

const NAMES = ['records', 'fileBytes', 'requests', 'pluginCpuMillis'] as const;

interface QuotaDialogProps {
  api: OperatorApi;
  tenant: OperatedTenant;
  onDone: () => Promise<void>;
  onClose: () => void;
}

/** How much a workspace may use; what is left empty is what every workspace may. */
export function QuotaDialog({ api, tenant, onDone, onClose }: QuotaDialogProps) {
  const t = useText();
  const [written, setWritten] = useState<Record<keyof Quotas, string>>({
    requests: tenant.quotas.requests?.toString() ?? '',
    records: tenant.quotas.records?.toString() ?? '',
    fileBytes: tenant.quotas.fileBytes?.toString() ?? '',
    pluginCpuMillis: tenant.quotas.pluginCpuMillis?.toString() ?? '',
  });
  const { busy, problem, at, run } = useSubmit(NAMES.map((name) => `/${name}`));
  const save = () =>
    run(async () => {
      await api.limit(tenant.id, {
        requests: read(written.requests),
        records: read(written.records),
        fileBytes: read(written.fileBytes),
        pluginCpuMillis: read(written.pluginCpuMillis),
      });
      await onDone();
    });
  return (
    <FormDialog
      size="sm"
      title={t('operator.quotasOf', { tenant: tenant.name })}
      description={t('operator.quotasHelp')}
      action={t('operator.save')}
      busy={busy}
      onSubmit={save}
      onClose={onClose}
    >
      {problem && <ProblemNotice error={problem} />}
      {NAMES.map((name) => (
        <FieldFrame key={name} label={t(`operator.quota.${name}`)} error={at(`/${name}`)}>
          <TextInput
            inputMode="numeric"
            placeholder={t('operator.asAll')}
            value={written[name]}
            onChange={(value) => setWritten({ ...written, [name]: value })}
          />
        </FieldFrame>
      ))}
    </FormDialog>
  );
}

/** A number, or null for nothing; what is none is sent for the server to refuse at its place. */
function read(text: string): number | null {
  return text.trim() === '' ? null : Number(text.replaceAll(/\s/g, '')) || 0;
}
