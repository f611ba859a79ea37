import { demand } from './error.ts';
import { escaped, legal, wrapped } from './markup.ts';
import { faint, ink, paper } from './palette.ts';
import type { Table } from './table.ts';
import { themed, type Theme } from './theme.ts';

/** Something to look at, and the same for those who cannot. */
export interface Picture {
  readonly title: string;
  /** What there is to see, in a sentence or two. */
  readonly description: string;
  /** A whole SVG document in light colours; `toSvg` gives it in others. */
  readonly svg: string;
  /** The numbers that it shows. */
  readonly table: Table;
}

/** How a picture is headed, where its own words will not do. */
export interface Heading {
  readonly title?: string;
  readonly description?: string;
}

/** A drawing on its own: an SVG element without a heading, and its size in pixels. */
export interface Panel {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A panel, and where its upper left corner lies below the heading. */
export interface Placed {
  readonly panel: Panel;
  readonly x: number;
  readonly y: number;
}

interface Contents {
  readonly title: string;
  readonly description: string;
  readonly table: Table;
  readonly panels: readonly Placed[];
  /** What is said below the panels, a line each. */
  readonly notes?: readonly string[];
}

/** A picture of panels under a title; `notes` are written below. */
export const pictureOf = ({ table, panels, notes = [], ...said }: Contents): Picture => {
  const [title, description] = [legal(said.title), legal(said.description)];
  const width = Math.max(320, ...panels.map(({ panel, x }) => x + panel.width));
  const lines = wrapped(title, Math.floor((width - 2 * margin) / 8));
  const top = margin + lines.length * lineHeight + 6;
  const below = top + Math.max(0, ...panels.map(({ panel, y }) => y + panel.height));
  const foot = notes.flatMap((note) => wrapped(note, Math.floor((width - 2 * margin) / 6.5)));
  const height = Math.ceil(below + foot.length * 16 + (foot.length > 0 ? 10 : 4));
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="adjoint-picture" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="12" fill="${ink}">`,
    `<title>${escaped(title)}</title><desc>${escaped(description)}</desc>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    ...lines.map(
      (line, i) =>
        `<text x="${margin}" y="${margin + 11 + i * lineHeight}" font-size="15" font-weight="600">${escaped(line)}</text>`,
    ),
    ...panels.map(
      ({ panel, x, y }) =>
        `<svg x="${x}" y="${y + top}" width="${panel.width}" height="${panel.height}" overflow="visible">${panel.svg}</svg>`,
    ),
    ...foot.map(
      (line, i) =>
        `<text x="${margin}" y="${below + 16 + i * 16}" font-size="11" fill="${faint}">${escaped(line)}</text>`,
    ),
    '</svg>',
  ];
  return { title, description, svg: legal(svg.join('\n')), table };
};

/** Panels one beside the other, all at the top. */
export const beside = (panels: readonly Panel[], gap = 0): readonly Placed[] => {
  let x = 0;
  return panels.map((panel) => {
    const placed = { panel, x, y: 0 };
    x += panel.width + gap;
    return placed;
  });
};

const margin = 12;
const lineHeight = 19;

/**
 * A picture as an SVG document, for the ground that it is seen on: `auto` if not given, which every browser shows in light or dark as
 * its user likes it, and other programs in light.
 *
 * @example
 * ```ts
 * import { drawLines, toSvg } from '@adjoint/plot';
 *
 * const losses = { name: 'training', points: [[1, 2.3], [2, 0.9], [3, 0.5]] } as const;
 * const picture = drawLines([losses], { title: 'Loss by epoch', x: { label: 'epoch' }, y: { label: 'loss', unit: 'nats' } });
 * toSvg(picture, { theme: 'dark' }); // '<svg xmlns=...'
 * ```
 */
export const toSvg = (picture: Picture, { theme = 'auto' }: { readonly theme?: Theme } = {}): string =>
  `${themed(svgOf('toSvg', picture), theme)}\n`;

/** The drawing of a picture; refuses what is none, such as the promise of one. */
export const svgOf = (operation: string, picture: Picture | undefined): string => {
  const rule = 'must have a picture, which drawGraph only promises: await it';
  demand(operation, typeof picture?.svg === 'string', rule, picture);
  return picture!.svg;
};
