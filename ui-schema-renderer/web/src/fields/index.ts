import type { FieldView } from '@/schema/fieldView';
import { pick, type FieldKind } from '@/registry/registry';
import { addressField } from './address';
import { booleanField } from './boolean';
import { colorField } from './color';
import { autoNumberField, formulaField, numericFormulaField } from './computed';
import { dateField } from './date';
import { dateTimeField } from './dateTime';
import { durationField } from './duration';
import { emailField } from './email';
import { fileField, filesField, imageField } from './file';
import { geoPointField } from './geoPoint';
import { jsonField } from './json';
import { longTextField } from './longText';
import { moneyField } from './money';
import { multiSelectField } from './multiSelect';
import { numberField } from './number';
import { percentField } from './percent';
import { phoneField } from './phone';
import { ratingField } from './rating';
import { referenceField } from './reference';
import { referencesField } from './references';
import { richTextField } from './richText';
import { secretField } from './secret';
import { selectField } from './select';
import { textField } from './text';
import { timeField } from './time';
import { unknownField } from './unknown';
import { urlField } from './url';
import { userField } from './user';

/** Every kind of field there is. A new one is a folder beside these and a line here. */
export const FIELD_KINDS: readonly FieldKind[] = [
  textField,
  longTextField,
  richTextField,
  emailField,
  phoneField,
  urlField,
  colorField,
  numberField,
  moneyField,
  percentField,
  ratingField,
  booleanField,
  dateField,
  dateTimeField,
  timeField,
  durationField,
  selectField,
  multiSelectField,
  referenceField,
  referencesField,
  addressField,
  geoPointField,
  fileField,
  filesField,
  imageField,
  secretField,
  jsonField,
  autoNumberField,
  formulaField,
  numericFormulaField,
  userField,
  unknownField,
];

export function kindOf(field: FieldView): FieldKind {
  return pick(FIELD_KINDS, field);
}

const WIDE = ['longText', 'richText', 'json', 'references', 'address', 'files'];

/** Whether a form gives it the whole width. */
export function isWide(field: FieldView): boolean {
  return WIDE.includes(field.control);
}
