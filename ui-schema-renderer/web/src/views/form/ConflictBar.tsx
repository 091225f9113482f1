import { GitMerge } from 'lucide-react';
import { useState } from 'react';
import { kindOf } from '@/fields';
import { fieldViewOf } from '@/schema/fieldView';
import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { withItem } from '@/shared/lib/lists';
import { Button } from '@/shared/ui/Button';
import { useApp } from '../AppContext';
import type { Clash, Conflict } from './conflict';
import styles from './Form.module.css';

interface ConflictBarProps {
  object: ObjectDefinition;
  conflict: Conflict;
  busy: boolean;
  /** @param given the fields of which the other person's value is taken */
  onResolve: (given: readonly string[]) => void;
}

/** Two people saved the same fields: which value is to stay, field by field. */
export function ConflictBar({ object, conflict, busy, onResolve }: ConflictBarProps) {
  const t = useText();
  const { clashes } = conflict;
  const [given, setGiven] = useState<readonly string[]>([]);
  const choose = (name: string, isGiven: boolean) =>
    setGiven((old) => withItem(old, name, isGiven));
  return (
    <div className={styles.bar} role="alert">
      <p className={styles.barTitle}>
        <GitMerge />
        {t('conflict.title')}
      </p>
      <p>{t('conflict.lead')}</p>
      <div className={styles.choices}>
        {clashes.map((clash) => (
          <Choice
            key={clash.name}
            object={object}
            clash={clash}
            isGiven={given.includes(clash.name)}
            onChoose={(isGiven) => choose(clash.name, isGiven)}
          />
        ))}
      </div>
      <div className={styles.barActions}>
        <Button variant="primary" size="sm" busy={busy} onClick={() => onResolve(given)}>
          {t('conflict.save')}
        </Button>
        <Button size="sm" onClick={() => setGiven([])}>
          {t('conflict.allMine')}
        </Button>
        <Button size="sm" onClick={() => setGiven(clashes.map((clash) => clash.name))}>
          {t('conflict.allTheirs')}
        </Button>
      </div>
    </div>
  );
}

interface ChoiceProps {
  object: ObjectDefinition;
  clash: Clash;
  isGiven: boolean;
  onChoose: (isGiven: boolean) => void;
}

function Choice({ object, clash, isGiven, onChoose }: ChoiceProps) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const definition = model.field(object, clash.name);
  if (!definition) {
    return null;
  }
  const field = fieldViewOf(model, definition, locale);
  const { Cell } = kindOf(field);
  const option = (value: Clash['mine'], label: string, isChosen: boolean, takesTheirs: boolean) => (
    <label className={styles.option}>
      <input
        type="radio"
        name={`conflict-${clash.name}`}
        checked={isChosen}
        onChange={() => onChoose(takesTheirs)}
      />
      <span className={styles.optionText}>
        <small>{label}</small>
        {value === null || value === '' ? t('common.empty') : <Cell field={field} value={value} />}
      </span>
    </label>
  );
  return (
    <fieldset className={styles.choice}>
      <legend>{field.label}</legend>
      <div className={styles.options}>
        {option(clash.mine, t('conflict.mine'), !isGiven, false)}
        {option(clash.theirs, t('conflict.theirs'), isGiven, true)}
      </div>
    </fieldset>
  );
}
