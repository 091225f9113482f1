import { describe, expect, it } from 'vitest';
import { addressLine, addressOf, addressValue } from './address';
import { geoPointOf, geoPointValue, writeGeoPoint } from './geoPoint';

describe('a place', () => {
  it('goes out digit by digit', () => {
    const value = '{"lat":"52.50000001","lng":"-13.4"}';
    expect(geoPointOf(value)).toEqual({ lat: '52.50000001', lng: '-13.4' });
    expect(writeGeoPoint(value)).toBe('{"lat":52.50000001,"lng":-13.4}');
  });

  it('is left to the server to refuse when it is half or no number', () => {
    const half = geoPointValue({ lat: '52', lng: '' });
    expect(writeGeoPoint(String(half))).toBe('{"lat":52,"lng":""}');
    expect(geoPointValue({ lat: ' ', lng: '' })).toBeNull();
  });
});

describe('an address', () => {
  it('has its lines in one text, and leaves out what is empty', () => {
    const value = addressValue({
      lines: 'Unter den Linden 1\n\nHof ',
      city: 'Berlin',
      region: '',
      postalCode: '10117',
      country: 'DE',
    });
    expect(value).toBe(
      '{"lines":["Unter den Linden 1","Hof "],"city":"Berlin","postalCode":"10117","country":"DE"}',
    );
    expect(addressOf(value).lines).toBe('Unter den Linden 1\nHof ');
    expect(addressLine(value)).toBe('Unter den Linden 1, Hof , 10117 Berlin, DE');
  });

  it('is no value when nothing is left of it', () => {
    expect(addressValue(addressOf(null))).toBeNull();
    expect(addressLine(null)).toBe('');
  });
});
