import { Pencil, Plus, Trash2, Workflow } from 'lucide-react';
import { useState } from 'react';
import { changePart, createPart, deletePart } from '@/api/metadata';
import { translated } from '@/schema/labels';
import type { ObjectDefinition, RuleDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Badge } from '@/shared/ui/Badge';
import { Button, IconButton } from '@/shared/ui/Button';
import { Switch } from '@/shared/ui/Checkbox';
import { EmptyState } from '@/shared/ui/States';
import { toast } from '@/shared/ui/Toasts';
import styles from '../Designer.module.css';
import { useQuickChange } from '../useChange';
import rows from './Rows.module.css';
import { RuleDialog } from './RuleDialog';
import { RuleSentence } from './RuleSentence';

/** What happens by itself when records change. */
export function RulesTab({ object }: { object: ObjectDefinition }) {
  const t = useText();
  const [open, setOpen] = useState<RuleDefinition | 'new' | null>(null);
  const sorted = [...object.rules].sort((a, b) => b.priority - a.priority);
  return (
    <>
      <div className={styles.toolbar}>
        <p className={styles.lead}>{t('designer.rules.lead')}</p>
        <Button variant="primary" icon={<Plus />} onClick={() => setOpen('new')}>
          {t('designer.rules.add')}
        </Button>
      </div>
      {sorted.length === 0 ? (
        <EmptyState icon={Workflow} title={t('designer.rules.empty')} small>
          {t('designer.rules.emptyHelp')}
        </EmptyState>
      ) : (
        <ul className={`${styles.card} ${styles.rows}`}>
          {sorted.map((rule) => (
            <RuleRow key={rule.name} object={object} rule={rule} onEdit={() => setOpen(rule)} />
          ))}
        </ul>
      )}
      {open && (
        <RuleDialog
          object={object}
          {...(open !== 'new' && { stored: open })}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

interface RuleRowProps {
  object: ObjectDefinition;
  rule: RuleDefinition;
  onEdit: () => void;
}

function RuleRow({ object, rule, onEdit }: RuleRowProps) {
  const t = useText();
  const locale = useLocale();
  const change = useQuickChange();
  const label = translated(rule, locale, 'label', rule.label);

  const remove = async () => {
    if (await change(() => deletePart(object.name, 'rules', rule.name))) {
      toast(
        t('designer.rules.deleted', { rule: label }),
        () => void change(() => createPart(object.name, 'rules', rule)),
      );
    }
  };

  return (
    <li className={rows.part}>
      <span className={rows.actions}>
        <Switch
          checked={rule.enabled}
          label={t('designer.rules.switch', { rule: label })}
          onChange={(enabled) =>
            void change(() => changePart(object.name, 'rules', rule.name, { enabled }))
          }
        />
      </span>
      <div className={rows.words}>
        <span className={rows.line}>
          <button type="button" className={rows.open} onClick={onEdit}>
            {label}
          </button>
          {!rule.enabled && <Badge>{t('designer.rules.off')}</Badge>}
          {rule.priority !== 0 && (
            <Badge color="blue">{t('designer.rules.priorityOf', { number: rule.priority })}</Badge>
          )}
        </span>
        <RuleSentence object={object} rule={rule} />
      </div>
      <span className={rows.actions}>
        <IconButton size="sm" label={t('designer.rules.edit', { rule: label })} onClick={onEdit}>
          <Pencil />
        </IconButton>
        <IconButton
          size="sm"
          label={t('designer.rules.delete', { rule: label })}
          onClick={() => void remove()}
        >
          <Trash2 />
        </IconButton>
      </span>
    </li>
  );
}
