import type { FieldValue } from './records';

/** An address as people edit it, with its lines in one text. */
export interface Address {
  lines: string;
  city: string;
  region: string;
  postalCode: string;
  country: string;
}

const NONE: Address = { lines: '', city: '', region: '', postalCode: '', country: '' };

/** The address in a value, which holds it as the JSON of an answer. */
export function addressOf(value: FieldValue): Address {
  if (typeof value !== 'string' || value === '') {
    return NONE;
  }
  try {
    const { lines, ...parts } = JSON.parse(value) as Partial<Omit<Address, 'lines'>> & {
      lines?: string[];
    };
    return { ...NONE, ...parts, lines: (lines ?? []).join('\n') };
  } catch {
    return NONE;
  }
}

/** The value of an address: parts that are empty are left out, and all of it when nothing is left. */
export function addressValue({ lines, ...parts }: Address): FieldValue {
  const written = lines.split('\n').filter((line) => line.trim() !== '');
  const filled = Object.entries(parts).filter(([, text]) => text.trim() !== '');
  return written.length === 0 && filled.length === 0
    ? null
    : JSON.stringify({
        ...(written.length > 0 && { lines: written }),
        ...Object.fromEntries(filled),
      });
}

/** An address in one line, the way an envelope has it from top to bottom. */
export function addressLine(value: FieldValue): string {
  const { lines, city, region, postalCode, country } = addressOf(value);
  const town = [postalCode, city].filter(Boolean).join(' ');
  return [...lines.split('\n'), town, region, country].filter(Boolean).join(', ');
}
