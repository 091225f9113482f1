import { useState } from 'react';
import { changeObject } from '@/api/metadata';
import type { ObjectDefinition } from '@/schema/metadata';
import { focusFirstInvalid } from '@/shared/lib/focusInvalid';
import { useText } from '@/shared/i18n';
import { Button } from '@/shared/ui/Button';
import { Notice } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import { useApp } from '@/views/AppContext';
import designer from '../Designer.module.css';
import { placeErrors } from '../draft/errors';
import { fromOptions, optionsBody, optionsPatch, optionsPlaces } from '../draft/optionsDraft';
import { RejectionNotice } from '../RejectionNotice';
import { useChange } from '../useChange';
import { CountersOption } from './CountersOption';
import { FrozenOption } from './FrozenOption';
import { AcyclicOption, RetentionOption } from './FurtherOptions';
import { InvariantsOption } from './InvariantsOption';
import styles from './Options.module.css';
import { TransitionsOption } from './TransitionsOption';
import { UniqueOption } from './UniqueOption';

/** What an object demands of its records, whoever writes them. */
export function OptionsTab({ object }: { object: ObjectDefinition }) {
  // What was saved, here or elsewhere, is begun from anew.
  return <Editor key={JSON.stringify(optionsBody(fromOptions(object)))} object={object} />;
}

function Editor({ object }: { object: ObjectDefinition }) {
  const t = useText();
  const { model } = useApp();
  const [draft, setDraft] = useState(() => fromOptions(object));
  const { busy, rejection, submit, clear } = useChange();
  const patch = optionsPatch(object, draft);
  const isChanged = Object.keys(patch).length > 0;
  const errors = placeErrors(rejection, optionsBody(draft), optionsPlaces(draft));
  const props = {
    model,
    object,
    draft,
    errors,
    set: (change: Partial<typeof draft>) => setDraft({ ...draft, ...change }),
  };

  const save = async () => {
    if (await submit(optionsBody(draft), () => changeObject(object.name, patch))) {
      toast(t('designer.demands.saved'));
    } else {
      focusFirstInvalid(() => document.querySelector('main'));
    }
  };

  return (
    <form
      className={styles.options}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p className={designer.lead}>{t('designer.demands.lead')}</p>
      {isChanged && (
        <div className={styles.save}>
          <Notice
            kind="info"
            actions={
              <span className={styles.choose}>
                <Button
                  size="sm"
                  onClick={() => {
                    setDraft(fromOptions(object));
                    clear();
                  }}
                >
                  {t('common.discard')}
                </Button>
                <Button size="sm" variant="primary" type="submit" busy={busy}>
                  {t('common.save')}
                </Button>
              </span>
            }
          >
            {t('designer.demands.unsaved')}
          </Notice>
        </div>
      )}
      <RejectionNotice rejection={rejection} errors={errors} />
      <UniqueOption {...props} />
      <TransitionsOption {...props} />
      <InvariantsOption {...props} />
      <FrozenOption {...props} />
      <AcyclicOption {...props} />
      <CountersOption {...props} />
      <RetentionOption {...props} />
    </form>
  );
}
