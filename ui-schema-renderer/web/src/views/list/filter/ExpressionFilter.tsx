import { useState } from 'react';
import { Problem } from '@/api/problem';
import { errorText } from '@/api/problemText';
import type { ObjectDefinition } from '@/schema/metadata';
import type { TenantModel } from '@/schema/model';
import { useLocale, useText } from '@/shared/i18n';
import { hasCommand } from '@/shared/lib/keyboard';
import { Button } from '@/shared/ui/Button';
import { ExpressionInput } from '../../ExpressionInput';
import styles from './Filter.module.css';

interface ExpressionFilterProps {
  model: TenantModel;
  object: ObjectDefinition;
  expression: string;
  error: unknown;
  onApply: (expression: string) => void;
  onClose: () => void;
}

/** The filter as its expression, for those who would rather write. */
export function ExpressionFilter(props: ExpressionFilterProps) {
  const t = useText();
  const locale = useLocale();
  const [text, setText] = useState(props.expression);
  const found =
    props.error instanceof Problem && text === props.expression
      ? props.error.at('filter')
      : undefined;
  return (
    <form
      className={styles.expression}
      onSubmit={(event) => {
        event.preventDefault();
        props.onApply(text.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && hasCommand(event)) {
          event.preventDefault();
          props.onApply(text.trim());
        }
      }}
    >
      <ExpressionInput
        model={props.model}
        object={props.object}
        label={t('filter.expression')}
        placeholder={t('filter.expressionExample')}
        value={text}
        onChange={setText}
        error={
          found && {
            message: errorText(found, undefined, t, locale),
            position: found.position,
          }
        }
        autoFocus
      />
      <div className={styles.expressionActions}>
        <Button type="submit" variant="primary" size="sm">
          {t('filter.apply')}
        </Button>
        <Button size="sm" onClick={props.onClose}>
          {t('filter.visual')}
        </Button>
      </div>
    </form>
  );
}
