import type { Position } from '@/api/problem';
import { useLocale, useText } from '@/shared/i18n';
import { Notice } from '@/shared/ui/States';
import { ProblemNotice } from '@/views/Failure';
import type { PlacedErrors, Rejection } from './draft/errors';
import styles from './Designer.module.css';
import { metadataErrorText, partOf } from './errorText';

/** What is wrong that belongs to no field of the form. */
export function RejectionNotice({
  rejection,
  errors,
}: {
  rejection: Rejection | null;
  errors: PlacedErrors;
}) {
  const t = useText();
  const locale = useLocale();
  if (!rejection) {
    return null;
  }
  if (rejection.problem.errors.length === 0) {
    return <ProblemNotice error={rejection.problem} />;
  }
  if (errors.rest.length === 0) {
    return null;
  }
  return (
    <Notice kind="danger">
      <ul className={styles.noticeList}>
        {errors.rest.map((error, i) => (
          <li key={i}>
            <Where pointer={error.pointer} />
            {metadataErrorText(error, t, locale)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** The other part of the metadata that would not hold any more. */
function Where({ pointer }: { pointer: string }) {
  const t = useText();
  const part = partOf(pointer);
  return part && <strong>{`${t(`designer.usedBy.${part.kind}`)} ${part.place}: `}</strong>;
}

/** The text of an error at a place of the form. */
export function useErrorText(errors: PlacedErrors): (pointer: string) => string | undefined {
  const t = useText();
  const locale = useLocale();
  return (pointer) => {
    const error = errors.at(pointer);
    return error && metadataErrorText(error, t, locale);
  };
}

/** The error of an expression, with its place in the text. */
export function useExpressionError(
  errors: PlacedErrors,
): (pointer: string) => { message: string; position?: Position | undefined } | undefined {
  const textAt = useErrorText(errors);
  return (pointer) => {
    const message = textAt(pointer);
    return message === undefined ? undefined : { message, position: errors.at(pointer)?.position };
  };
}
