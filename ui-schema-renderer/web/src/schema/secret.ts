import type { FieldValue } from './records';

/** Whether a value says that there is a secret, as answers do; what is typed is a text of its own. */
export function isSetSecret(value: FieldValue): boolean {
  return typeof value === 'string' && /^\{"set":true[,}]/.test(value);
}
