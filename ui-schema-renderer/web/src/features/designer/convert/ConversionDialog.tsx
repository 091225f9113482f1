import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { cancelJob } from '@/api/administration';
import { convertField } from '@/api/metadata';
import { toProblem, type Problem } from '@/api/problem';
import { isRunning, jobQuery, refreshModel, refreshRecords } from '@/api/queries';
import type { Job } from '@/api/types';
import { labelOf } from '@/schema/labels';
import type { FieldDefinition, ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { useEvent } from '@/shared/lib/hooks';
import { Button } from '@/shared/ui/Button';
import { Checkbox } from '@/shared/ui/Checkbox';
import { Dialog } from '@/shared/ui/Dialog';
import { Notice } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { JobBar } from '@/views/jobs/JobBar';
import type { FieldDraft } from '../draft/fieldDraft';
import { isFieldType } from '../fieldTypes';
import { TypeTile } from '../fields/TypeTile';
import { conversionBody, type Replacements } from './conversion';
import styles from './Conversion.module.css';
import { LostValues } from './LostValues';

interface ConversionDialogProps {
  object: ObjectDefinition;
  stored: FieldDefinition;
  draft: FieldDraft;
  /** Back to what the field shall become; with a problem when the server does not take that. */
  onBack: (refused?: { sent: unknown; problem: Problem }) => void;
  onClose: () => void;
}

/** Tries a conversion out, shows what would become of the values, and has it carried out. */
export function ConversionDialog(props: ConversionDialogProps) {
  const { object, stored, draft, onBack, onClose } = props;
  const t = useText();
  const locale = useLocale();
  const client = useQueryClient();
  const [replacements, setReplacements] = useState<Replacements>({});
  /** The replacements that the report is about. */
  const [tried, setTried] = useState<Replacements>({});
  const [acceptLoss, setAcceptLoss] = useState(false);
  const [started, setStarted] = useState<Job | null>(null);
  const isBegun = useRef(false);
  const job = useQuery({ ...jobQuery(started?.id ?? ''), enabled: started !== null }).data;
  const isTrial = job?.parameters.dryRun === true;
  const runs = started !== null && (job === undefined || isRunning(job));
  const label = labelOf(stored, locale);

  const start = async (dryRun: boolean) => {
    const body = conversionBody(stored, draft, replacements, {
      dryRun,
      acceptLoss: !dryRun && acceptLoss,
    });
    setTried(replacements);
    try {
      setStarted(await convertField(object.name, stored.name, body));
      // The object's page tells of it too, for whoever closes this.
      await client.invalidateQueries({ queryKey: ['jobs'], exact: true });
    } catch (error) {
      onBack({ sent: body, problem: toProblem(error) });
    }
  };

  const tryOut = useEvent(() => start(true));
  useEffect(() => {
    if (!isBegun.current) {
      isBegun.current = true;
      void tryOut();
    }
  }, [tryOut]);

  const finish = useEvent(async () => {
    await Promise.all([refreshModel(client), refreshRecords(client, object.name)]);
    toast(t('designer.convert.done', { field: label }));
    onClose();
  });
  const isDone = job?.state === 'done' && !isTrial;
  useEffect(() => {
    if (isDone) {
      void finish();
    }
  }, [isDone, finish]);

  const isChanged = replacements !== tried;
  const refused = job?.refused ?? 0;
  const report = job && !runs && job.state === 'done' && isTrial ? job : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('designer.convert.title', { field: label })}
      description={t('designer.convert.lead')}
      footer={
        <>
          {!(runs && !isTrial) && (
            <Button onClick={() => onBack()}>{t('designer.convert.back')}</Button>
          )}
          {runs && job && (
            <Button
              disabled={job.cancelRequested}
              onClick={() =>
                void cancelJob(job.id).then(() => client.invalidateQueries({ queryKey: ['jobs'] }))
              }
            >
              {t('common.cancel')}
            </Button>
          )}
          {report && isChanged && (
            <Button variant="primary" onClick={() => void start(true)}>
              {t('designer.convert.again')}
            </Button>
          )}
          {report && !isChanged && (
            <Button
              variant={refused > 0 ? 'danger' : 'primary'}
              disabled={refused > 0 && !acceptLoss}
              onClick={() => void start(false)}
            >
              {t('designer.convert.start')}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.body}>
        <p className={styles.change}>
          <Kind type={stored.type} />
          {draft.type !== stored.type && (
            <>
              <ArrowRight className={styles.arrow} aria-label={t('designer.convert.becomes')} />
              <Kind type={draft.type} />
            </>
          )}
        </p>
        {runs && (
          <div className={styles.running} role="status">
            <span>
              {t(isTrial || !job ? 'designer.convert.trying' : 'designer.convert.running')}
            </span>
            {job && <JobBar job={job} />}
          </div>
        )}
        {job && !runs && job.state !== 'done' && (
          <Notice
            kind="danger"
            actions={
              <Button size="sm" onClick={() => void start(true)}>
                {t('designer.convert.again')}
              </Button>
            }
          >
            {job.error ?? t('designer.convert.cancelled')}
          </Notice>
        )}
        {report && <Figures job={report} />}
        {report && refused > 0 && (
          <>
            <LostValues
              draft={draft}
              job={report}
              replacements={replacements}
              onChange={setReplacements}
            />
            <Checkbox checked={acceptLoss} onChange={setAcceptLoss}>
              {t('designer.convert.acceptLoss')}
            </Checkbox>
          </>
        )}
      </div>
    </Dialog>
  );
}

function Kind({ type }: { type: string }) {
  const t = useText();
  return (
    <span>
      <TypeTile type={type} size={22} />
      {isFieldType(type) ? t(`designer.types.${type}.name`) : type}
    </span>
  );
}

function Figures({ job }: { job: Job }) {
  const t = useText();
  const number = new Intl.NumberFormat(useLocale());
  return (
    <dl className={styles.figures}>
      <div>
        <dt>{t('designer.convert.fits')}</dt>
        <dd>{number.format(job.updated)}</dd>
      </div>
      <div data-bad={job.refused > 0}>
        <dt>{t('designer.convert.lost')}</dt>
        <dd>{number.format(job.refused)}</dd>
      </div>
    </dl>
  );
}
