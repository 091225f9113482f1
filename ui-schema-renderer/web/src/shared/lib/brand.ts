/**
 * The colours of a workspace's own: what the theme makes of one accent, for light and for dark. The
 * contrasts are those that WCAG 2.2 asks for, whatever the accent is.
 */

type Rgb = readonly [number, number, number];

const TEXT_CONTRAST = 4.5;
const PART_CONTRAST = 3;
const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

/** The lightest and the darkest of what accents stand on in each theme. */
const GROUND: Record<Theme, Rgb> = { light: [234, 234, 239], dark: [44, 44, 52] };

export type Theme = 'light' | 'dark';

/** What follows the accent; each is a variable of the style sheet. */
export type Palette = Record<
  'accent' | 'accent-hover' | 'accent-text' | 'accent-soft' | 'accent-line' | 'selected',
  string
>;

function parse(color: string): Rgb {
  const channel = (at: number) => parseInt(color.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

function write(color: Rgb): string {
  return `#${color.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`;
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrastOf(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** From 1, where one is not seen on the other, to 21. */
export function contrast(a: string, b: string): number {
  return contrastOf(parse(a), parse(b));
}

function mix(color: Rgb, other: Rgb, share: number): Rgb {
  return color.map((channel, i) => channel + ((other[i] ?? 0) - channel) * share) as never;
}

/** The colour, moved towards another until it is seen well enough on the ground. */
function seen(color: Rgb, towards: Rgb, ground: Rgb, enough: number): Rgb {
  for (let share = 0; share < 1; share += 0.02) {
    const moved = mix(color, towards, share).map(Math.round) as unknown as Rgb;
    if (contrastOf(moved, ground) >= enough) {
      return moved;
    }
  }
  return towards;
}

const PAGE: Record<Theme, Rgb> = { light: WHITE, dark: [23, 23, 27] };

/** White letters are read on the accent: the server takes no other. */
export function palette(accent: string, theme: Theme): Palette {
  const color = parse(accent);
  const page = PAGE[theme];
  const dark = theme === 'dark';
  const main = dark ? seen(color, WHITE, page, PART_CONTRAST) : color;
  const soft = mix(page, main, dark ? 0.2 : 0.08);
  const text = [soft, GROUND[theme]].reduce<Rgb>(
    (found, ground) => seen(found, dark ? WHITE : BLACK, ground, TEXT_CONTRAST),
    color,
  );
  return {
    accent: write(main),
    'accent-hover': write(mix(main, BLACK, 0.1)),
    'accent-text': write(text),
    'accent-soft': write(soft),
    'accent-line': write(mix(page, main, 0.45)),
    selected: write(mix(page, main, dark ? 0.16 : 0.07)),
  };
}

/** Shows the workspace's own colours from now on; null brings the platform's back. */
export function showBrand(accent: string | null, root = document.documentElement): void {
  if (accent === null) {
    delete root.dataset['brand'];
    return;
  }
  for (const theme of ['light', 'dark'] as const) {
    for (const [name, color] of Object.entries(palette(accent, theme))) {
      root.style.setProperty(`--${theme}-${name}`, color);
    }
  }
  root.dataset['brand'] = accent;
}
