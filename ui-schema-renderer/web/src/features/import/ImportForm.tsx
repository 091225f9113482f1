import { useState } from 'react';
import { importRecords, namesItsValues, NEW_FIELD, type ImportPreview } from '@/api/imports';
import { toProblem, type Problem } from '@/api/problem';
import { isRunning } from '@/api/queries';
import type { Job } from '@/api/types';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Checkbox } from '@/shared/ui/Checkbox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { Notice } from '@/shared/ui/States';
import { useApp } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { chosenTwice, guessColumns, keysOf, LEFT_OUT, targetsOf } from './columns';
import { ColumnsTable } from './ColumnsTable';
import styles from './Import.module.css';
import { ImportResult } from './ImportResult';
import { useImportJob } from './useImportJob';

interface ImportFormProps {
  object: ObjectDefinition;
  file: File;
  preview: ImportPreview;
}

const MAKES = '+';

/** What is chosen: a key, and whether a record that it does not find is made. */
const way = (key: string, makes: boolean) => (makes ? MAKES : '=') + key;

/** What a file is, what its columns are, and what is done with its lines. */
export function ImportForm({ object, file, preview }: ImportFormProps) {
  const t = useText();
  const locale = useLocale();
  const { me, model } = useApp();
  const [targets] = useState(() => targetsOf(model, object, locale));
  const mayCreate = me.permissions.metadata;
  const isTable = !namesItsValues(file.name);
  const [chosen, setChosen] = useState(() => guessColumns(preview.columns, targets, false));
  const [key, setKey] = useState<string | null>(null);
  const [makes, setMakes] = useState(true);
  const [createOptions, setCreateOptions] = useState(false);
  const [started, setStarted] = useState<Job | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState<'try' | 'run' | null>(null);
  const job = useImportJob(object, started);

  const keys = keysOf(isTable ? chosen : preview.columns, targets);
  const isKeyThere = keys.some(({ name }) => name === key);
  const twice = isTable ? chosenTwice(chosen) : new Set<string>();
  const isNothing = isTable && chosen.every((name) => name === LEFT_OUT);
  const runs = isRunning(job ?? undefined);

  const start = async (dryRun: boolean) => {
    setBusy(dryRun ? 'try' : 'run');
    setProblem(null);
    try {
      const mode = !isKeyThere ? 'insert' : makes ? 'upsert' : 'update';
      const columns = isTable ? chosen : null;
      setStarted(
        await importRecords(object.name, file, { mode, key, columns, createOptions, dryRun }),
      );
    } catch (error) {
      setProblem(toProblem(error));
    }
    setBusy(null);
  };

  return (
    <>
      <p className={styles.muted}>
        {[
          preview.encoding && t('import.encoding', { encoding: preview.encoding }),
          preview.delimiter &&
            t('import.delimiter', {
              delimiter: preview.delimiter === '\t' ? t('import.tab') : preview.delimiter,
            }),
          t('import.columnCount', { count: preview.columns.length }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <ColumnsTable
        preview={preview}
        targets={targets}
        chosen={isTable ? chosen : null}
        twice={twice}
        mayCreate={mayCreate}
        onChoose={setChosen}
      />
      <div className={styles.options}>
        <FieldFrame label={t('import.mode')} help={t('import.modeHelp')}>
          <Select
            value={isKeyThere && key !== null ? way(key, makes) : NEW_FIELD}
            options={[
              { value: NEW_FIELD, label: t('import.insert') },
              ...keys.flatMap(({ name, label }) => [
                { value: way(name, true), label: t('import.upsert', { field: label }) },
                { value: way(name, false), label: t('import.update', { field: label }) },
              ]),
            ]}
            onChange={(value) => {
              setKey(value === NEW_FIELD ? null : value.slice(1));
              setMakes(value === NEW_FIELD || value.startsWith(MAKES));
            }}
          />
        </FieldFrame>
        {mayCreate && (
          <Checkbox checked={createOptions} onChange={setCreateOptions}>
            {t('import.createOptions')}
          </Checkbox>
        )}
      </div>
      {twice.size > 0 && <Notice kind="warning">{t('import.twice')}</Notice>}
      {problem && <Problems problem={problem} />}
      <div className={styles.buttons}>
        <Button
          busy={busy === 'try'}
          disabled={runs || isNothing || twice.size > 0}
          onClick={() => void start(true)}
        >
          {t('import.try')}
        </Button>
        <Button
          variant="primary"
          busy={busy === 'run'}
          disabled={runs || isNothing || twice.size > 0}
          onClick={() => void start(false)}
        >
          {t('import.run')}
        </Button>
      </div>
      {job && <ImportResult object={object} job={job} onStarted={setStarted} />}
    </>
  );
}

/** Everything that is wrong with the beginning of a file. */
function Problems({ problem }: { problem: Problem }) {
  if (problem.errors.length === 0) {
    return <ProblemNotice error={problem} />;
  }
  return (
    <Notice kind="danger">
      <ul>
        {problem.errors.map((error, i) => (
          <li key={i}>{error.message}</li>
        ))}
      </ul>
    </Notice>
  );
}
