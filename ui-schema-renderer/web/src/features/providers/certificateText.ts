/** Certificates as somebody pastes them: one after another, as PEM or one alone as base64. */

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

export function certificateText(certificates: string[]): string {
  return certificates
    .map((one) => [BEGIN, ...(one.match(/.{1,64}/g) ?? []), END].join('\n'))
    .join('\n');
}

export function certificatesOf(text: string): string[] {
  return text
    .split(END)
    .map((one) => one.replace(BEGIN, '').replace(/\s+/g, ''))
    .filter((one) => one !== '');
}
