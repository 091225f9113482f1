/** The types of fields that strangers can be asked for; the server takes no others. */
export const ASKED_TYPES: ReadonlySet<string> = new Set([
  'text',
  'longText',
  'email',
  'phone',
  'url',
  'integer',
  'decimal',
  'percent',
  'money',
  'boolean',
  'date',
  'dateTime',
  'time',
  'select',
  'multiSelect',
  'rating',
  'reference',
  'file',
  'image',
  'files',
]);

const MINUTES = 16;
const MINUTE = 60_000;

/** A moment as the browser's input has it, in the reader's own time. */
export function localMoment(at: string | null | undefined): string {
  if (!at) {
    return '';
  }
  const moment = new Date(at);
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * MINUTE);
  return local.toISOString().slice(0, MINUTES);
}

/** The moment of such an input. */
export function momentOf(text: string): string | null {
  return text === '' ? null : new Date(text).toISOString();
}
