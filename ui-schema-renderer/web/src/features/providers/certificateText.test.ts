import { expect, test } from 'vitest';
import { certificatesOf, certificateText } from './certificateText';

test('certificates are shown as PEM and read again', () => {
  const certificates = ['A'.repeat(100), 'B'.repeat(64)];
  const text = certificateText(certificates);
  expect(text).toContain(`-----BEGIN CERTIFICATE-----\n${'A'.repeat(64)}\n${'A'.repeat(36)}\n`);
  expect(certificatesOf(text)).toEqual(certificates);
});

test('one without its frame is read, and none of nothing', () => {
  expect(certificatesOf('AA\n BB\n')).toEqual(['AABB']);
  expect(certificatesOf(' \n')).toEqual([]);
});
