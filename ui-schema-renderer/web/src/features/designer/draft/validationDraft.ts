import type { ValidationDefinition } from '@/schema/metadata';
import { suggestName } from '@/schema/names';

export interface ValidationDraft {
  name: string;
  expression: string;
  field: string | null;
  message: string;
  code: string;
}

export function fromValidation(validation: ValidationDefinition | undefined): ValidationDraft {
  return {
    name: validation?.name ?? '',
    expression: validation?.expression ?? '',
    field: validation?.field ?? null,
    message: validation?.message ?? '',
    code: validation?.code ?? '',
  };
}

/** What is sent. Names of validations are seen by nobody, so they are made from the message. */
export function validationBody(draft: ValidationDraft, taken: readonly string[]) {
  return {
    name: draft.name || suggestName(draft.message, taken) || suggestName('check', taken),
    expression: draft.expression.trim(),
    field: draft.field,
    message: draft.message.trim(),
    code: draft.code.trim() || null,
  };
}

/** Without what is null: a creation says nothing of what is not there. */
export function withoutNulls(body: object): object {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

export const VALIDATION_PLACES = ['/expression', '/field', '/message', '/code'] as const;
