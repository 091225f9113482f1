import { Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { changeObject } from '@/api/metadata';
import { labelOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { focusFirstInvalid } from '@/shared/lib/focusInvalid';
import { useLocale, useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { Notice } from '@/shared/ui/States';
import { TextArea, TextInput } from '@/shared/ui/TextInput';
import { toast } from '@/shared/ui/Toasts';
import { designerPath } from '@/views/paths';
import { useOwner } from '@/views/usePluginName';
import { placeErrors } from '../draft/errors';
import { IconPicker } from '../IconPicker';
import { RejectionNotice, useErrorText } from '../RejectionNotice';
import { useChange } from '../useChange';
import { DeleteObjectDialog } from './DeleteObjectDialog';
import styles from './Settings.module.css';

/** Stands for "the id" in the list of fields: no field can have this name. */
const NONE = '-';

const PLACES = ['/name', '/label', '/pluralLabel', '/icon', '/description', '/titleField'];

/** What is said of the object as a whole. */
export function SettingsTab({ object }: { object: ObjectDefinition }) {
  const t = useText();
  const locale = useLocale();
  const navigate = useNavigate();
  const owner = useOwner(object);
  const [draft, setDraft] = useState(() => ({
    label: object.label,
    pluralLabel: object.pluralLabel,
    name: object.name,
    icon: object.icon ?? null,
    description: object.description ?? '',
    titleField: object.titleField ?? null,
  }));
  const [isDeleting, setDeleting] = useState(false);
  const { busy, rejection, submit } = useChange();
  const form = useRef<HTMLFormElement>(null);
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  const body = {
    ...draft,
    name: draft.name.trim(),
    label: draft.label.trim(),
    description: draft.description.trim() || null,
  };
  const errors = placeErrors(rejection, body, PLACES);
  const textAt = useErrorText(errors);

  const save = async () => {
    if (await submit(body, () => changeObject(object.name, body))) {
      toast(t('designer.settings.saved'));
      if (body.name !== object.name) {
        await navigate(designerPath(body.name, 'settings'), { replace: true });
      }
    } else {
      focusFirstInvalid(() => form.current);
    }
  };

  return (
    <div className={styles.settings}>
      <form
        ref={form}
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <RejectionNotice rejection={rejection} errors={errors} />
        <div className={styles.head}>
          <IconPicker value={draft.icon} of={draft.name} onChange={(icon) => set({ icon })} />
          <div className={styles.two}>
            <FieldFrame label={t('designer.object.label')} required error={textAt('/label')}>
              <TextInput maxLength={120} value={draft.label} onChange={(label) => set({ label })} />
            </FieldFrame>
            <FieldFrame
              label={t('designer.object.pluralLabel')}
              required
              error={textAt('/pluralLabel')}
            >
              <TextInput
                maxLength={120}
                value={draft.pluralLabel}
                onChange={(pluralLabel) => set({ pluralLabel })}
              />
            </FieldFrame>
          </div>
        </div>
        <div className={styles.two}>
          <FieldFrame
            label={t('designer.object.name')}
            required
            help={
              owner !== null
                ? t('designer.settings.nameOfPlugin', { plugin: owner })
                : t('designer.settings.nameHelp')
            }
            error={textAt('/name')}
          >
            <TextInput
              className={styles.mono}
              spellCheck={false}
              autoCapitalize="off"
              readOnly={owner !== null}
              value={draft.name}
              onChange={(name) => set({ name })}
            />
          </FieldFrame>
          <FieldFrame
            label={t('designer.settings.titleField')}
            help={t('designer.settings.titleFieldHelp')}
            error={textAt('/titleField')}
          >
            <Select
              value={draft.titleField ?? NONE}
              options={[
                { value: NONE, label: t('designer.settings.noTitle') },
                ...object.fields
                  .filter(
                    (field) =>
                      ![
                        'reference',
                        'references',
                        'address',
                        'geoPoint',
                        'file',
                        'files',
                        'image',
                        'secret',
                        'boolean',
                      ].includes(field.type),
                  )
                  .map((field) => ({ value: field.name, label: labelOf(field, locale) })),
              ]}
              onChange={(titleField) =>
                set({ titleField: titleField === NONE ? null : titleField })
              }
            />
          </FieldFrame>
        </div>
        <FieldFrame label={t('designer.object.description')} error={textAt('/description')}>
          <TextArea
            rows={2}
            maxLength={1000}
            value={draft.description}
            onChange={(description) => set({ description })}
          />
        </FieldFrame>
        <Button type="submit" variant="primary" busy={busy} className={styles.save}>
          {t('common.save')}
        </Button>
      </form>
      <section className={styles.danger} aria-labelledby="delete-object">
        <div>
          <h2 id="delete-object" className={styles.dangerTitle}>
            {t('designer.settings.delete')}
          </h2>
          <p>{t('designer.settings.deleteHelp')}</p>
        </div>
        {owner !== null ? (
          <Notice kind="info">{t('designer.settings.deleteOfPlugin', { plugin: owner })}</Notice>
        ) : (
          <Button icon={<Trash2 />} onClick={() => setDeleting(true)}>
            {t('designer.settings.delete')}
          </Button>
        )}
      </section>
      {isDeleting && <DeleteObjectDialog object={object} onClose={() => setDeleting(false)} />}
    </div>
  );
}
