import { describe, expect, it } from 'vitest';
import { deviceName } from './device';

describe('the name of a device', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
      'Edge, Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari, iOS',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox, Linux'],
    [
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
      'Chrome, Android',
    ],
    ['curl/8.5.0', 'curl/8.5.0'],
  ])('is what a person calls it: %s', (userAgent, name) => {
    expect(deviceName(userAgent)).toBe(name);
  });

  it('is not made up where nothing was said', () => {
    expect(deviceName(null)).toBeNull();
    expect(deviceName('')).toBeNull();
  });

  it('is no longer than there is room', () => {
    expect(deviceName('x'.repeat(300))).toHaveLength(60);
  });
});
