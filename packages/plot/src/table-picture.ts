import { escaped, shortened } from './markup.ts';
import { faint, grid } from './palette.ts';
import { type Heading, type Panel, type Picture, pictureOf } from './picture.ts';
import { cellText, type Table } from './table.ts';

/** A table as a picture, of which long ones show their first 300 rows. */
export const drawTable = (table: Table, { title = 'Table', description }: Heading = {}): Picture =>
  pictureOf({
    title,
    description: description ?? `A table of ${table.columns.join(', ')}, with ${table.rows.length} rows.`,
    table,
    panels: [{ panel: tablePanel({ ...table, rows: table.rows.slice(0, most) }), x: 0, y: 0 }],
    notes: table.rows.length > most ? [`The first ${most} of ${table.rows.length.toLocaleString('en')} rows.`] : [],
  });

/** How many rows are drawn; the picture's table has all. */
const most = 300;

const rowHeight = 24;

const tablePanel = ({ columns, rows, digits }: Table): Panel => {
  const texts = [columns, ...rows].map((row) => row.map((cell) => shortened(cellText(cell, digits), 32)));
  const widths = columns.map((_, i) => 28 + 7.6 * Math.max(...texts.map((row) => row[i]?.length ?? 0)));
  const rights = widths.map((_, i) => 12 + widths.slice(0, i + 1).reduce((a, b) => a + b, 0));
  const isNumber = columns.map((_, i) => rows.every((row) => typeof row[i] === 'number'));
  const width = (rights.at(-1) ?? 0) + 12;
  const lines = texts.map((row, r) => {
    const cells = row.map((text, i) => {
      const x = isNumber[i] ? rights[i]! - 10 : rights[i]! - widths[i]! + 8;
      const anchor = isNumber[i] ? ' text-anchor="end"' : '';
      const weight = r === 0 ? ' font-weight="600"' : '';
      return `<text x="${x.toFixed(1)}" y="${r * rowHeight + 17}"${anchor}${weight}>${escaped(text)}</text>`;
    });
    const y = (r + 1) * rowHeight;
    return `${cells.join('')}<line x1="12" x2="${rights.at(-1) ?? 0}" y1="${y}" y2="${y}" stroke="${r === 0 ? faint : grid}"/>`;
  });
  const empty = rows.length > 0 ? '' : `<text x="20" y="${rowHeight + 17}" fill="${faint}">no data</text>`;
  return {
    svg: `<g font-variant="tabular-nums">${lines.join('')}${empty}</g>`,
    width,
    height: (texts.length + (rows.length > 0 ? 0 : 1)) * rowHeight + 4,
  };
};
