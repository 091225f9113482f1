// @vitest-environment happy-dom
import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { formatted, words } from './formatted';

const shown = (html: string) => render(<div>{formatted(html)}</div>).container.innerHTML;

describe('rich text', () => {
  it('shows what is formatting', () => {
    expect(shown('<p>a <b>b</b><br>c</p>')).toBe('<div><p>a <b>b</b><br>c</p></div>');
    expect(words('<p>a <b>b</b></p>\n<p>c</p>')).toBe('a b c');
  });

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<p onclick="alert(1)" style="position:fixed">x</p>',
    '<a href="javascript:alert(1)">x</a>',
    '<svg><a href="javascript:alert(1)">x</a></svg>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  ])('runs nothing of %s', (html) => {
    expect(shown(html)).not.toMatch(/script|alert|onerror|onclick|style|iframe|svg|img/i);
  });
});
