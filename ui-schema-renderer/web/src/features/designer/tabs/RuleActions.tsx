import { Plus, Trash2 } from 'lucide-react';
import { labelOf } from '@/schema/labels';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { Combobox } from '@/shared/ui/Combobox';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { useApp } from '@/views/AppContext';
import type { PlacedErrors } from '../draft/errors';
import { newAction, newAssignment, type ActionDraft, type RuleDraft } from '../draft/ruleDraft';
import { useErrorText } from '../RejectionNotice';
import { Assignments } from './Assignments';
import styles from './Rules.module.css';

interface RuleActionsProps {
  object: ObjectDefinition;
  draft: RuleDraft;
  onChange: (draft: RuleDraft) => void;
  errors: PlacedErrors;
}

/** What the rule does: it sets fields before save, and creates records after it. */
export function RuleActions({ object, draft, onChange, errors }: RuleActionsProps) {
  const t = useText();
  if (draft.moment === 'beforeSave') {
    return (
      <Assignments
        target={object}
        source={object}
        assignments={draft.sets}
        onChange={(sets) => onChange({ ...draft, sets })}
        errors={errors}
        places={(_, i) => ({ field: `/actions/${i}/field`, value: `/actions/${i}/value` })}
        canBeEmpty={false}
        addLabel={t('designer.rules.addField')}
      />
    );
  }
  const put = (creates: ActionDraft[]) => onChange({ ...draft, creates });
  return (
    <>
      {draft.creates.map((action, i) => (
        <CreateRecord
          key={action.key}
          object={object}
          action={action}
          index={i}
          errors={errors}
          onChange={(changed) =>
            put(draft.creates.map((one) => (one.key === changed.key ? changed : one)))
          }
          onRemove={
            draft.creates.length > 1
              ? () => put(draft.creates.filter((one) => one.key !== action.key))
              : undefined
          }
        />
      ))}
      <Button
        variant="ghost"
        size="sm"
        icon={<Plus />}
        className={styles.addField}
        onClick={() => put([...draft.creates, newAction()])}
      >
        {t('designer.rules.addAction')}
      </Button>
    </>
  );
}

interface CreateRecordProps {
  object: ObjectDefinition;
  action: ActionDraft;
  index: number;
  errors: PlacedErrors;
  onChange: (action: ActionDraft) => void;
  onRemove: (() => void) | undefined;
}

function CreateRecord(props: CreateRecordProps) {
  const { object, action, index, errors, onChange, onRemove } = props;
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const textAt = useErrorText(errors);
  const target = model.object(action.object);
  const place = `/actions/${index}`;
  return (
    <div className={styles.action}>
      <div className={styles.actionHead}>
        <FieldFrame label={t('designer.rules.createObject')} error={textAt(`${place}/object`)}>
          <Combobox<ObjectDefinition>
            items={model.objects}
            value={target ?? null}
            keyOf={(one) => one.name}
            labelOf={(one) => labelOf(one, locale)}
            placeholder={t('designer.options.chooseTarget')}
            onChange={(one) =>
              onChange({ ...action, object: one?.name ?? '', assignments: [newAssignment()] })
            }
          />
        </FieldFrame>
        {onRemove && (
          <IconButton size="sm" label={t('designer.rules.removeAction')} onClick={onRemove}>
            <Trash2 />
          </IconButton>
        )}
      </div>
      <Assignments
        target={target}
        source={object}
        assignments={action.assignments}
        onChange={(assignments) => onChange({ ...action, assignments })}
        errors={errors}
        places={({ field }) => {
          const at = `${place}/values/${field}`;
          return { field: at, value: at };
        }}
        canBeEmpty
        addLabel={t('designer.rules.addField')}
      />
    </div>
  );
}
