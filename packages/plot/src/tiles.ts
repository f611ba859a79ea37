import { escaped, shortened } from './markup.ts';
import { faint, ink } from './palette.ts';
import type { Panel } from './picture.ts';

/** A small image with a line of text above it. */
export interface Tile {
  readonly address: string;
  readonly label: string;
  readonly color?: string;
  /** More to draw beside it, at its upper right corner. */
  readonly beside?: string;
}

/** Tiles in rows of at most so many, under a line of text where there is one. */
export const tilesPanel = (
  tiles: readonly Tile[],
  { side, pitch, perRow, head }: Readonly<{ side: number; pitch: number; perRow: number; head?: string }>,
): Panel => {
  const top = head === undefined ? 0 : 22;
  const rowHeight = side + 26;
  const parts = tiles.map(({ address, label, color = ink, beside = '' }, i) => {
    const [x, y] = [12 + (i % perRow) * pitch, top + Math.floor(i / perRow) * rowHeight];
    const text = escaped(shortened(label, Math.floor(pitch / 7)));
    const anchor = pitch > 1.5 * side ? `x="0"` : `x="${side / 2}" text-anchor="middle"`;
    return `<g transform="translate(${x},${y})"><text ${anchor} y="13" font-size="11" fill="${color}">${text}</text><image y="18" width="${side}" height="${side}" image-rendering="optimizeSpeed" href="${address}"/>${beside}</g>`;
  });
  const title = head === undefined ? '' : `<text x="12" y="14" fill="${faint}">${escaped(head)}</text>`;
  const empty = tiles.length > 0 ? '' : `<text x="12" y="${top + 16}" fill="${faint}">no data</text>`;
  const rows = Math.max(1, Math.ceil(tiles.length / perRow));
  return {
    svg: `${title}${parts.join('')}${empty}`,
    width: 24 + Math.min(perRow, Math.max(1, tiles.length)) * pitch,
    height: top + rows * rowHeight,
  };
};

/** Panels one below the other. */
export const stacked = (panels: readonly Panel[], gap = 8): readonly { panel: Panel; x: number; y: number }[] => {
  let y = 0;
  return panels.map((panel) => {
    const placed = { panel, x: 0, y };
    y += panel.height + gap;
    return placed;
  });
};
