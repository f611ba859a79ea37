import { escaped } from './markup.ts';
import { palette } from './palette.ts';
import { type Picture, svgOf } from './picture.ts';
import { cellText, type Table } from './table.ts';
import { darkRules, themed, type Theme } from './theme.ts';

/** A part of a page: words, a formula or program, numbers, pictures, each where there is one. */
export interface Section {
  readonly heading: string;
  readonly text?: string;
  /** Shown as it is, with its spaces and line ends: one line is broken where it is too long, several scroll. */
  readonly code?: string;
  readonly table?: Table;
  readonly pictures?: readonly Picture[];
}

/** A page of sections. */
export interface Page {
  readonly title: string;
  readonly sections: readonly Section[];
  /** `auto` if not given: as the reader has asked of the browser. */
  readonly theme?: Theme;
}

/**
 * A page as one HTML file that needs no other and no script: under each picture what there is to see, and the table of its numbers, of which
 * long ones are cut to their first 300 rows.
 *
 * @example
 * ```ts
 * import { drawConfusion, toHtml } from '@adjoint/plot';
 *
 * const picture = drawConfusion([0, 1, 1], [0, 1, 0], { classes: ['cat', 'dog'] });
 * toHtml({ title: 'Cats and dogs', sections: [{ heading: 'Mistakes', pictures: [picture] }] }); // '<!doctype html>...'
 * ```
 */
export const toHtml = ({ title, sections, theme = 'auto' }: Page): string =>
  [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="color-scheme" content="${theme === 'auto' ? 'light dark' : theme}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${styles(theme)}</style>`,
    '</head>',
    '<body>',
    '<main>',
    `<h1>${escaped(title)}</h1>`,
    ...sections.map((section) => sectionOf(section, theme)),
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');

const sectionOf = ({ heading, text, code, table, pictures = [] }: Section, theme: Theme): string =>
  [
    '<section>',
    `<h2>${escaped(heading)}</h2>`,
    ...(text === undefined ? [] : text.split(/\n{2,}/).map((paragraph) => `<p>${escaped(paragraph)}</p>`)),
    ...(code === undefined
      ? []
      : [`<pre${code.includes('\n') ? ' class="lines"' : ''} ${reached(heading)}><code>${escaped(code)}</code></pre>`]),
    ...(table === undefined ? [] : [`<div class="scroll" ${reached(heading)}>${tableOf(table, heading)}</div>`]),
    ...pictures.map((picture) => figureOf(picture, theme)),
    '</section>',
  ].join('\n');

/** What makes something that scrolls reachable by keyboard, and says what it is. */
const reached = (name: string): string => `tabindex="0" role="group" aria-label="${escaped(name)}"`;

const figureOf = (picture: Picture, theme: Theme): string => {
  const [svg, { title, description, table }] = [svgOf('toHtml', picture), picture];
  return [
    '<figure>',
    `<div class="scroll" ${reached(title)}>${themed(svg, theme === 'dark' ? 'dark' : 'light').replaceAll(/ xmlns(:xlink)?="[^"]*"/g, '')}</div>`,
    `<figcaption>${escaped(description)}</figcaption>`,
    `<details><summary>The numbers: ${escaped(title)}</summary><div class="scroll" ${reached(`The numbers: ${title}`)}>${tableOf(table, title)}</div></details>`,
    '</figure>',
  ].join('\n');
};

const most = 300;

const tableOf = ({ columns, rows, digits }: Table, caption: string): string => {
  const heads = columns.map((column) => `<th scope="col">${escaped(column)}</th>`);
  const lines = rows.slice(0, most).map((row) => {
    const cells = row.map((cell, i) => {
      const text = escaped(cellText(cell, digits));
      if (i === 0) return `<th scope="row">${text}</th>`;
      return typeof cell === 'number' ? `<td class="number">${text}</td>` : `<td>${text}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const rest = rows.length - most;
  const more =
    rest > 0 ? `<tr><td colspan="${columns.length}">and ${rest.toLocaleString('en')} rows more</td></tr>` : '';
  return `<table><caption>${escaped(caption)}</caption><thead><tr>${heads.join('')}</tr></thead><tbody>${lines.join('\n')}${more}</tbody></table>`;
};

const variables = (ground: 'dark' | 'light'): string =>
  `:root{${Object.entries(palette)
    .map(([name, color]) => `--${name}:${color[ground]}`)
    .join(';')}}`;

const styles = (theme: Theme): string =>
  [
    variables(theme === 'dark' ? 'dark' : 'light'),
    ...(theme === 'auto' ? [`@media (prefers-color-scheme: dark){${variables('dark')}}`, darkRules] : []),
    'body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}',
    'main{max-width:64rem;margin:0 auto;padding:1.5rem 1rem 4rem}',
    'h1{font-size:1.7rem;margin:0 0 1rem}h2{font-size:1.25rem;margin:2.5rem 0 .5rem;border-bottom:1px solid var(--grid);padding-bottom:.2rem}',
    'p{max-width:46rem}pre{border:1px solid var(--grid);padding:.7rem;overflow:auto;font-size:.85rem;white-space:pre-wrap;overflow-wrap:anywhere}pre.lines{white-space:pre}',
    'figure{margin:1rem 0 1.6rem}figcaption,summary,caption{color:var(--faint);font-size:.875rem}caption{text-align:left;padding-bottom:.3rem}',
    '.scroll{overflow:auto;max-height:80vh}details .scroll{max-height:24rem}.scroll>svg{display:block;max-width:none}',
    // what is wider than the page fades out at the right until it is scrolled there
    '@keyframes more{from{mask-image:linear-gradient(to left,transparent,black 3rem)}to{mask-image:none}}',
    '@supports (animation-timeline:scroll(self inline)){.scroll,pre.lines{animation:more linear;animation-timeline:scroll(self inline)}}',
    'table{border-collapse:collapse;font-size:.85rem;font-variant-numeric:tabular-nums}th,td{padding:.15rem .6rem;text-align:left;border-bottom:1px solid var(--grid);white-space:nowrap}th[scope=col]{vertical-align:bottom}td.number{text-align:right}',
  ].join('\n');
