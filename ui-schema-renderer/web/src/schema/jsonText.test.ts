import { describe, expect, it } from 'vitest';
import { indented, jsonError, memberText } from './jsonText';

const EXACT =
  '{"a": [1,12345678901234567890.123456789,{}], "b\\"c": {"d":null,"e":[]}, "f":"x, {"}';

describe('JSON as a text', () => {
  it('keeps every digit when it is laid out', () => {
    expect(indented(EXACT)).toBe(
      [
        '{',
        '  "a": [',
        '    1,',
        '    12345678901234567890.123456789,',
        '    {}',
        '  ],',
        '  "b\\"c": {',
        '    "d": null,',
        '    "e": []',
        '  },',
        '  "f": "x, {"',
        '}',
      ].join('\n'),
    );
    expect(indented('7')).toBe('7');
    expect(indented('{"a"')).toBe('{"a"');
  });

  it('gives a member as it stands there', () => {
    expect(memberText(EXACT, 'a')).toBe('[1,12345678901234567890.123456789,{}]');
    expect(memberText(EXACT, 'b"c')).toBe('{"d":null,"e":[]}');
    expect(memberText(EXACT, 'f')).toBe('"x, {"');
    expect(memberText(EXACT, 'd')).toBeUndefined();
    expect(memberText('{"id":"1","data":1e400}', 'data')).toBe('1e400');
    expect(memberText('{}', 'a')).toBeUndefined();
  });

  it('tells where it is wrong', () => {
    expect(jsonError('{"a": 1}')).toBeNull();
    expect(jsonError('{"a": 1,\n "b" 2}')).toEqual({ line: 2, column: 6 });
    expect(jsonError('[1,')).toEqual({ line: 1, column: 4 });
  });
});
