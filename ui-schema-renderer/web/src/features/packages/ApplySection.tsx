import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import {
  ACCEPTED_PACKAGES,
  applyPackage,
  planPackage,
  type PackagePlan,
  type Rest,
} from '@/api/packages';
import list from '@/features/providers/Providers.module.css';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Checkbox } from '@/shared/ui/Checkbox';
import { ConfirmDialog } from '@/shared/ui/Dialog';
import { toast } from '@/shared/ui/Toasts';
import { ProblemNotice } from '@/views/Failure';
import styles from './Packages.module.css';
import { PlanView } from './PlanView';

/** A file, and what applying it would do; null while that is found out. */
interface Looked {
  file: File;
  rest: Rest;
  plan: PackagePlan | null;
  error: unknown;
}

/** A package is looked at before it is applied: what it would do is shown, and nothing is done. */
export function ApplySection({ onApplied }: { onApplied: () => Promise<void> }) {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(0);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);

  const look = async (file: File, rest: Rest) => {
    const turn = ++latest.current;
    const tell = (found: Pick<Looked, 'plan' | 'error'>) => {
      if (turn === latest.current) {
        setLooked({ file, rest, ...found });
      }
    };
    tell({ plan: null, error: null });
    try {
      tell({ plan: await planPackage(file, rest), error: null });
    } catch (error) {
      tell({ plan: null, error });
    }
  };
  const apply = async ({ file, rest }: Looked, version: number) => {
    setBusy(true);
    try {
      await applyPackage(file, rest, version);
      setLooked(null);
      await onApplied();
      toast(t('packages.done'));
    } catch (error) {
      setLooked({ file, rest, plan: null, error });
    }
    setBusy(false);
    setAsking(false);
  };
  const plan = looked?.plan;
  return (
    <section className={styles.section} aria-labelledby="package-apply">
      <h2 id="package-apply">{t('packages.apply')}</h2>
      <p className={list.muted}>{t('packages.applyHelp')}</p>
      <div className={styles.bar}>
        <Button icon={<FileUp />} onClick={() => input.current?.click()}>
          {looked ? looked.file.name : t('packages.choose')}
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          accept={ACCEPTED_PACKAGES}
          aria-label={t('packages.choose')}
          onChange={(event) => {
            const file = event.target.files?.[0];
            event.target.value = '';
            if (file) {
              void look(file, looked?.rest ?? 'keep');
            }
          }}
        />
        {looked && (
          <Checkbox
            checked={looked.rest === 'delete'}
            onChange={(checked) => void look(looked.file, checked ? 'delete' : 'keep')}
          >
            {t('packages.deleteRest')}
          </Checkbox>
        )}
      </div>
      {looked?.error != null && <ProblemNotice error={looked.error} />}
      {looked && !plan && looked.error == null && (
        <p className={list.muted}>{t('common.loading')}</p>
      )}
      {plan && (
        <>
          <PlanView plan={plan} />
          <div className={styles.bar}>
            <Button
              variant={plan.losses.length > 0 ? 'danger' : 'primary'}
              disabled={!plan.applicable || plan.changes.length === 0}
              onClick={() => setAsking(true)}
            >
              {t('packages.doApply')}
            </Button>
            <Button variant="ghost" onClick={() => setLooked(null)}>
              {t('common.cancel')}
            </Button>
          </div>
        </>
      )}
      {asking && looked && plan && (
        <ConfirmDialog
          open
          title={t('packages.doApplyTitle', { count: plan.changes.length })}
          description={t(plan.losses.length > 0 ? 'packages.loses' : 'packages.doApplyHelp')}
          action={t('packages.doApply')}
          busy={busy}
          onConfirm={() => void apply(looked, plan.version)}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
