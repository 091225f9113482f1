import { describe, expect, it } from 'vitest';
import { hostOf, readAppRequest } from './appRequest';

describe('a request of an app', () => {
  it('is read from behind the hash as it was sent', () => {
    const request = 'client_id=a&scope=read+write&state=x%26y';
    expect(readAppRequest(`#begun=1.a-b_&request=${encodeURIComponent(request)}`)).toEqual({
      request,
      begun: '1.a-b_',
    });
    expect(readAppRequest('')).toEqual({ request: '', begun: '' });
  });

  it('leads to a site, or to a program on the device', () => {
    expect(hostOf('https://app.example.com:8443/cb?x=1')).toBe('app.example.com:8443');
    expect(hostOf('http://127.0.0.1:5000/cb')).toBeNull();
    expect(hostOf('http://[::1]/cb')).toBeNull();
    expect(hostOf('com.example.app:/cb')).toBeNull();
  });
});
