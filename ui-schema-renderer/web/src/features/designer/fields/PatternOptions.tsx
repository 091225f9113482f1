import { useText } from '@/shared/i18n';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { TextInput } from '@/shared/ui/TextInput';
import { useErrorText } from '../RejectionNotice';
import type { FieldEditorProps } from './FieldEditor';
import styles from './FieldEditor.module.css';

/** What a line of text has to look like, and what is said of one that does not. */
export function PatternOptions({ draft, onChange, errors }: FieldEditorProps) {
  const t = useText();
  const textAt = useErrorText(errors);
  return (
    <div className={styles.row}>
      <FieldFrame
        label={t('designer.options.pattern')}
        help={t('designer.options.patternHelp')}
        error={textAt('/pattern')}
      >
        <TextInput
          className={styles.mono}
          placeholder="^[A-Z]{2}-[0-9]+$"
          spellCheck={false}
          value={draft.pattern}
          onChange={(pattern) => onChange({ ...draft, pattern })}
        />
      </FieldFrame>
      <FieldFrame
        label={t('designer.options.patternMessage')}
        help={t('designer.options.patternMessageHelp')}
        error={textAt('/patternMessage')}
      >
        <TextInput
          value={draft.patternMessage}
          onChange={(patternMessage) => onChange({ ...draft, patternMessage })}
        />
      </FieldFrame>
    </div>
  );
}
