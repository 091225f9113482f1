import type { ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { useApp } from '@/views/AppContext';
import { ruleSentence } from '../ruleSentence';
import styles from './Rules.module.css';

type Rule = Parameters<typeof ruleSentence>[2];

export function RuleSentence({ object, rule }: { object: ObjectDefinition; rule: Rule }) {
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  return (
    <p className={styles.sentence}>
      {ruleSentence(model, object, rule, t, locale).map((piece, i) => (
        <span key={i}>
          {i > 0 && !piece.text.startsWith(',') && ' '}
          {piece.kind === 'code' ? (
            <code>{piece.text}</code>
          ) : piece.kind === 'name' ? (
            <strong>{piece.text}</strong>
          ) : (
            piece.text
          )}
        </span>
      ))}
    </p>
  );
}
