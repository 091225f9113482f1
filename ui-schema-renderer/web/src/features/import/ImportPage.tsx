import { useMutation } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { importType, previewImport } from '@/api/imports';
import page from '@/features/administration/Administration.module.css';
import { pluralOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { ButtonLink } from '@/shared/ui/ButtonLink';
import { SkeletonLines } from '@/shared/ui/Skeleton';
import { FailureState, Notice } from '@/shared/ui/States';
import { useApp, useObject } from '@/views/AppContext';
import { ProblemNotice } from '@/views/Failure';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { listPath } from '@/views/paths';
import { FileChoice } from './FileChoice';
import { ImportForm } from './ImportForm';
import styles from './Import.module.css';

/** Brings the records of a file into an object. */
export default function ImportPage() {
  const t = useText();
  const { me } = useApp();
  const object = useObject(useParams()['object']);
  if (!object) {
    return (
      <>
        <PageHeader title={t('notFound.title')} />
        <FailureState
          kind="notFound"
          title={t('notFound.title')}
          detail={t('notFound.object')}
          actions={<ButtonLink to="/">{t('notFound.back')}</ButtonLink>}
        />
      </>
    );
  }
  return me.permissions.objects?.[object.name]?.import ? (
    <Page key={object.name} object={object} />
  ) : (
    <Forbidden title={t('import.title')} />
  );
}

function Page({ object }: { object: ObjectDefinition }) {
  const t = useText();
  const locale = useLocale();
  const [file, setFile] = useState<File | null>(null);
  const preview = useMutation({ mutationFn: (chosen: File) => previewImport(object.name, chosen) });
  const choose = (chosen: File) => {
    setFile(chosen);
    if (importType(chosen.name) === null) {
      preview.reset();
    } else {
      preview.mutate(chosen);
    }
  };
  return (
    <>
      <PageHeader
        before={
          <Link
            to={listPath(object.name)}
            className={styles.back}
            aria-label={t('import.back', { objects: pluralOf(object, locale) })}
          >
            <ArrowLeft />
          </Link>
        }
        title={t('import.titleOf', { objects: pluralOf(object, locale) })}
      />
      <div className={page.scroll}>
        <div className={page.page}>
          <FileChoice file={file} onChoose={choose} />
          {file && importType(file.name) === null && (
            <Notice kind="warning">{t('import.unknownFile', { file: file.name })}</Notice>
          )}
          {preview.isPending && <SkeletonLines count={5} label={t('common.loading')} />}
          {preview.error && <ProblemNotice error={preview.error} />}
          {file && preview.data && (
            <ImportForm
              key={preview.submittedAt}
              object={object}
              file={file}
              preview={preview.data}
            />
          )}
        </div>
      </div>
    </>
  );
}
