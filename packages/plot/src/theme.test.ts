import { describe, expect, test } from 'vitest';
import { inks, palette, seriesColor } from './palette.ts';
import { drawLines } from './lines.ts';
import { toSvg } from './picture.ts';

/** The contrast of two colours, from 1 to 21. Formula: WCAG 2.2. */
const contrast = (a: string, b: string): number => {
  const [bright, dim] = [a, b].map(luminance).toSorted((x, y) => y - x);
  return (bright! + 0.05) / (dim! + 0.05);
};

const luminance = (color: string): number => {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const level = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
};

describe('the palette', () => {
  const series = inks.filter(({ light }) => Array.from({ length: 9 }, (_, i) => seriesColor(i)).includes(light));
  test.each(['light', 'dark'] as const)('can be read as text on a %s ground', (ground) => {
    const readable = [palette.ink, palette.faint, palette.missing, ...series];
    expect(readable).toHaveLength(12);
    for (const color of readable) {
      expect(contrast(color[ground], palette.paper[ground]), color[ground]).toBeGreaterThanOrEqual(4.5);
    }
  });
  test('has no light colour twice, so that each has one dark form', () => {
    expect(new Set(inks.map(({ light }) => light)).size).toBe(inks.length);
  });
});

describe('a theme', () => {
  const picture = drawLines([{ name: 'a', points: [[0, 1], [1, 2]] }], { x: { label: 'x' }, y: { label: 'y' } }); // prettier-ignore
  test('is light without rules, which every program can show', () => {
    const svg = toSvg(picture, { theme: 'light' });
    expect(svg).toContain(palette.paper.light);
    expect(svg).not.toContain('<style>');
  });
  test('is dark with no light colour left', () => {
    const svg = toSvg(picture, { theme: 'dark' });
    expect(svg).toContain(palette.paper.dark);
    for (const { light } of inks) expect(svg).not.toContain(light);
  });
  test('follows the reader if not given', () => {
    const svg = toSvg(picture);
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).toContain(
      `[stroke="${seriesColor(0)}"]{stroke:${inks.find(({ light }) => light === seriesColor(0))!.dark}}`,
    );
    expect(svg).not.toContain(seriesColor(5));
  });
});
