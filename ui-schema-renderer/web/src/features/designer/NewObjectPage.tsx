import { ArrowLeft, Table2, TextCursorInput } from 'lucide-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import { createObject } from '@/api/metadata';
import { pluralOf } from '@/schema/labels';
import { focusFirstInvalid } from '@/shared/lib/focusInvalid';
import { useLocale, useText } from '@/shared/i18n';
import { hasCommand } from '@/shared/lib/keyboard';
import { Button, IconButton } from '@/shared/ui/Button';
import { Kbd } from '@/shared/ui/Kbd';
import { ObjectIcon } from '@/shared/ui/ObjectIcon';
import { Segmented } from '@/shared/ui/Tabs';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import { Forbidden } from '@/views/Forbidden';
import { PageHeader } from '@/views/PageHeader';
import { listPath } from '@/views/paths';
import create from './create/Create.module.css';
import { FieldCards } from './create/FieldCards';
import { ObjectHead } from './create/ObjectHead';
import styles from './Designer.module.css';
import { placeErrors } from './draft/errors';
import {
  draftedObject,
  missing,
  modelWith,
  newObject,
  objectBody,
  objectPlaces,
} from './draft/objectDraft';
import { FormPreview } from './preview/FormPreview';
import { TablePreview } from './preview/TablePreview';
import { RejectionNotice } from './RejectionNotice';
import { useChange } from './useChange';

/** A new object, with the form and the list that it will have beside it. */
export default function NewObjectPage() {
  const t = useText();
  const locale = useLocale();
  const navigate = useNavigate();
  const { me, model } = useApp();
  const [draft, setDraft] = useState(() => newObject(t('designer.create.nameField')));
  const [isIncomplete, setIncomplete] = useState(false);
  const { busy, rejection, submit } = useChange();
  const form = useRef<HTMLDivElement>(null);

  if (!me.permissions.metadata) {
    return <Forbidden title={t('designer.newObject')} />;
  }

  const body = objectBody(draft);
  const errors = placeErrors(rejection, body, objectPlaces(draft));
  const object = draftedObject(draft);
  const drafted = modelWith(model, object);

  const toFirstError = () => focusFirstInvalid(() => form.current);

  const save = async () => {
    if (missing(draft)) {
      setIncomplete(true);
      toFirstError();
      return;
    }
    if (await submit(body, () => createObject(body))) {
      toast(t('designer.create.done', { object: pluralOf(object, locale) }));
      await navigate(listPath(object.name));
    } else {
      toFirstError();
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && hasCommand(event)) {
      event.preventDefault();
      void save();
    }
  };

  return (
    <>
      <PageHeader
        title={t('designer.newObject')}
        before={
          <IconButton label={t('designer.back')} onClick={() => void navigate('/designer')}>
            <ArrowLeft />
          </IconButton>
        }
        actions={
          <Button variant="primary" busy={busy} onClick={() => void save()}>
            {t('designer.create.save')}
            <span className={create.shortcut}>
              <Kbd keys="Mod Enter" />
            </span>
          </Button>
        }
      />
      <div className={create.split} onKeyDown={onKeyDown}>
        <div ref={form} className={create.form}>
          <RejectionNotice rejection={rejection} errors={errors} />
          <ObjectHead
            draft={draft}
            onChange={setDraft}
            taken={model.objects.map((other) => other.name)}
            errors={errors}
            isIncomplete={isIncomplete}
          />
          <div className={styles.sectionHead}>
            <h2 className={create.heading}>{t('designer.tabs.fields')}</h2>
            <span className={styles.muted}>{t('designer.create.fieldsHelp')}</span>
          </div>
          <FieldCards
            model={drafted}
            object={object}
            fields={draft.fields}
            onChange={(fields) => setDraft({ ...draft, fields })}
            errors={errors}
            isIncomplete={isIncomplete}
          />
        </div>
        <Preview model={drafted} object={object} />
      </div>
    </>
  );
}

type PreviewProps = Parameters<typeof FormPreview>[0];

function Preview({ model, object }: PreviewProps) {
  const t = useText();
  const locale = useLocale();
  const [shown, setShown] = useState<'form' | 'table'>('form');
  return (
    <aside className={create.preview} aria-label={t('designer.preview.title')}>
      <div className={create.previewBar}>
        <span className={styles.muted}>{t('designer.preview.title')}</span>
        <Segmented
          label={t('designer.preview.title')}
          value={shown}
          onChange={setShown}
          options={[
            { value: 'form', label: t('designer.preview.form'), icon: <TextCursorInput /> },
            { value: 'table', label: t('designer.preview.table'), icon: <Table2 /> },
          ]}
        />
      </div>
      <div className={create.sheet}>
        <div className={create.sheetHead}>
          <ObjectIcon name={object.icon} of={object.name} size={24} />
          <span>
            {shown === 'form'
              ? t('designer.preview.newRecord', {
                  object: object.label || t('designer.preview.unnamedObject'),
                })
              : pluralOf(object, locale) || t('designer.preview.unnamedObject')}
          </span>
        </div>
        {object.fields.length === 0 ? (
          <p className={styles.muted}>{t('designer.preview.empty')}</p>
        ) : shown === 'form' ? (
          <FormPreview model={model} object={object} />
        ) : (
          <TablePreview model={model} object={object} />
        )}
      </div>
    </aside>
  );
}
