import { describe, expect, it } from 'vitest';
import { filesOf, filesValue, isImage, sizeText, writeFiles } from './files';

const photo = { id: 'a', name: 'a.png', mediaType: 'image/png', size: 5, width: 3, height: 2 };
const letter = { id: 'b', name: 'b.txt', mediaType: 'text/plain', size: 7 };

describe('files in values', () => {
  it('are read from what answers say, numbers as texts', () => {
    const answered =
      '{"id":"a","name":"a.png","size":"5","width":"3","height":"2","mediaType":"image/png"}';
    expect(filesOf(answered)).toEqual([photo]);
    expect(filesOf(`[${answered}]`)).toEqual([photo]);
    expect(filesOf(null)).toEqual([]);
    expect(filesOf('nonsense')).toEqual([]);
    expect(filesOf('{"name":"x"}')).toEqual([]);
  });

  it('are written as their ids', () => {
    expect(writeFiles(String(filesValue([photo], false)), false)).toBe('"a"');
    expect(writeFiles(String(filesValue([photo, letter], true)), true)).toBe('["a","b"]');
    expect(filesValue([], true)).toBeNull();
  });

  it('tell images and sizes', () => {
    expect([photo, letter].map(isImage)).toEqual([true, false]);
    expect(sizeText(7, 'en')).toBe('7 bytes');
    expect(sizeText(1500, 'en')).toBe('1.5 kB');
    expect(sizeText(25_400_000, 'en')).toBe('25 MB');
  });
});
