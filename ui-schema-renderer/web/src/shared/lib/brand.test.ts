// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { contrast, palette, showBrand } from './brand';

/** Accents on which white letters are read, as the server takes them. */
const ACCENTS = [0, 60, 120, 180, 240, 300]
  .flatMap((hue) =>
    [0, 0.5, 1].flatMap((saturation) =>
      [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((light) => fromHsl(hue, saturation, light)),
    ),
  )
  .filter((color) => contrast(color, '#ffffff') >= 4.5);

function fromHsl(hue: number, saturation: number, light: number): string {
  const chroma = saturation * Math.min(light, 1 - light);
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    const value = light - chroma * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

describe('the colours of a workspace', () => {
  it('are tried with many accents', () => {
    expect(ACCENTS.length).toBeGreaterThan(50);
    expect(ACCENTS).toContain('#000000');
  });

  it.each([
    ['light', '#ffffff', '#eaeaef'],
    ['dark', '#17171b', '#2c2c34'],
  ] as const)('are read in the %s theme, whatever the accent', (theme, page, active) => {
    for (const accent of ACCENTS) {
      const made = palette(accent, theme);
      expect(contrast(made.accent, '#ffffff'), `letters on ${accent}`).toBeGreaterThanOrEqual(4.5);
      expect(contrast(made['accent-hover'], '#ffffff')).toBeGreaterThanOrEqual(4.5);
      expect(contrast(made.accent, page), `${accent} on the page`).toBeGreaterThanOrEqual(3);
      for (const ground of [page, active, made['accent-soft']]) {
        expect(
          contrast(made['accent-text'], ground),
          `text of ${accent} on ${ground}`,
        ).toBeGreaterThanOrEqual(4.5);
      }
    }
  });

  it('leave the accent in the light theme as it was chosen', () => {
    expect(palette('#1d6f42', 'light').accent).toBe('#1d6f42');
  });

  it('are variables of the page, and go with the brand', () => {
    const root = document.createElement('html');
    showBrand('#1d6f42', root);
    expect(root.style.getPropertyValue('--light-accent')).toBe('#1d6f42');
    expect(root.dataset['brand']).toBe('#1d6f42');
    showBrand(null, root);
    expect(root.dataset['brand']).toBeUndefined();
  });
});
