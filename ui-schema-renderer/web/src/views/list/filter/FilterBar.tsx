import { Code, ListFilter, X } from 'lucide-react';
import { useState } from 'react';
import { operatorsOf, type FieldCondition } from '@/schema/filter/filter';
import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { Segmented } from '@/shared/ui/Tabs';
import { ConditionChip } from './ConditionChip';
import { ExpressionFilter } from './ExpressionFilter';
import { FieldMenu } from './FieldMenu';
import styles from './Filter.module.css';
import { useFilterDraft } from './useFilterDraft';

interface FilterBarProps {
  model: TenantModel;
  object: ObjectDefinition;
  expression: string;
  /** Why the server could not take the expression. */
  error: unknown;
  onChange: (expression: string) => void;
}

/** The conditions of a list, each to be changed where it stands. */
export function FilterBar({ model, object, expression, error, onChange }: FilterBarProps) {
  const t = useText();
  const draft = useFilterDraft(model, object, expression, onChange);
  const { conditions, match } = draft.filter;
  const [isWriting, setWriting] = useState(false);
  const [opened, setOpened] = useState<number | null>(null);

  const add = (path: string) => {
    const sort = draft.sortOfPath(path) ?? 'text';
    const operator = operatorsOf(sort)[0] ?? 'equals';
    const condition: FieldCondition = { kind: 'field', path, operator, values: [] };
    setOpened(conditions.length);
    draft.add(condition);
  };

  if (isWriting) {
    return (
      <ExpressionFilter
        model={model}
        object={object}
        expression={expression}
        error={error}
        onApply={onChange}
        onClose={() => setWriting(false)}
      />
    );
  }
  return (
    <div className={styles.bar}>
      <FieldMenu
        model={model}
        object={object}
        onPick={add}
        trigger={
          <Button variant="ghost" size="sm" icon={<ListFilter />}>
            {t('filter.add')}
          </Button>
        }
      />
      {conditions.length > 1 && (
        <Segmented
          label={t('filter.match')}
          value={match}
          options={[
            { value: 'all', label: t('filter.all') },
            { value: 'any', label: t('filter.any') },
          ]}
          onChange={draft.setMatch}
        />
      )}
      {conditions.map((condition, i) => (
        <ConditionChip
          // Conditions have no identity of their own; they keep their places while one edits.
          key={i}
          model={model}
          object={object}
          condition={condition}
          isOpen={opened === i}
          onOpenChange={(open) => setOpened(open ? i : null)}
          onChange={(next) => draft.put(i, next)}
          onRemove={() => draft.remove(i)}
          onWrite={() => setWriting(true)}
        />
      ))}
      <IconButton label={t('filter.write')} size="sm" onClick={() => setWriting(true)}>
        <Code />
      </IconButton>
      {conditions.length > 0 && (
        <Button variant="ghost" size="sm" icon={<X />} onClick={draft.clear}>
          {t('filter.clear')}
        </Button>
      )}
    </div>
  );
}
