import { Plus, X } from 'lucide-react';
import { labelOf } from '@/schema/labels';
import { isWritable, type ObjectDefinition } from '@/schema/metadata';
import { useLocale, useText } from '@/shared/i18n';
import { Button, IconButton } from '@/shared/ui/Button';
import { FieldFrame } from '@/shared/ui/FieldFrame';
import { Select } from '@/shared/ui/Select';
import { useApp } from '@/views/AppContext';
import { ExpressionInput } from '@/views/ExpressionInput';
import type { PlacedErrors } from '../draft/errors';
import { newAssignment, type AssignmentDraft } from '../draft/ruleDraft';
import { useErrorText, useExpressionError } from '../RejectionNotice';
import styles from './Rules.module.css';

interface AssignmentsProps {
  /** The object whose fields get values. */
  target: ObjectDefinition | undefined;
  /** The object that expressions are written over. */
  source: ObjectDefinition;
  assignments: AssignmentDraft[];
  onChange: (assignments: AssignmentDraft[]) => void;
  errors: PlacedErrors;
  /** Where the errors of one assignment are. */
  places: (assignment: AssignmentDraft, index: number) => { field: string; value: string };
  /** Whether the last one may be taken away too. */
  canBeEmpty: boolean;
  addLabel: string;
}

/** Fields and the expressions whose values they get. */
export function Assignments(props: AssignmentsProps) {
  const { target, source, assignments, onChange, errors, places, canBeEmpty, addLabel } = props;
  const t = useText();
  const locale = useLocale();
  const { model } = useApp();
  const textAt = useErrorText(errors);
  const expressionAt = useExpressionError(errors);
  const change = (changed: AssignmentDraft) =>
    onChange(assignments.map((one) => (one.key === changed.key ? changed : one)));
  return (
    <div className={styles.assignments}>
      {assignments.map((assignment, i) => {
        const place = places(assignment, i);
        // Of a record that is created the field and its value have one place together.
        const fieldError = place.field === place.value ? undefined : textAt(place.field);
        return (
          <div key={assignment.key} className={styles.assignment}>
            <FieldFrame label={t('designer.rules.field')} hiddenLabel error={fieldError}>
              <Select
                value={assignment.field || null}
                placeholder={t('designer.rules.chooseField')}
                options={(target?.fields ?? []).filter(isWritable).map((field) => ({
                  value: field.name,
                  label: labelOf(field, locale),
                }))}
                onChange={(field) => change({ ...assignment, field })}
              />
            </FieldFrame>
            <span className={styles.equals} aria-hidden="true">
              =
            </span>
            <ExpressionInput
              model={model}
              object={source}
              label={t('designer.rules.value')}
              hiddenLabel
              placeholder={t('designer.rules.valueExample')}
              value={assignment.value}
              onChange={(value) => change({ ...assignment, value })}
              error={expressionAt(place.value)}
            />
            <IconButton
              size="sm"
              label={t('designer.rules.removeField')}
              disabled={!canBeEmpty && assignments.length === 1}
              onClick={() => onChange(assignments.filter((one) => one.key !== assignment.key))}
            >
              <X />
            </IconButton>
          </div>
        );
      })}
      <Button
        variant="ghost"
        size="sm"
        icon={<Plus />}
        className={styles.addField}
        onClick={() => onChange([...assignments, newAssignment()])}
      >
        {addLabel}
      </Button>
    </div>
  );
}
