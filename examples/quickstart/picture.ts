import { writeFile } from 'node:fs/promises';
import * as Plot from '@observablehq/plot';
import type { Value } from 'adjoint';
import { parseHTML } from 'linkedom';

/** What the picture shows of one classifier. */
export interface Panel {
  readonly name: string;
  /** The weights, one column a class. */
  readonly weights: Value;
  readonly curve: readonly Readonly<{ epoch: number; train: number; test: number }>[];
}

const width = 900;
const rowHeight = 136;
const curveHeight = 280;

/** Writes one SVG file: for every classifier a row of weight templates, one a class, and below them the loss curves. */
export const writePicture = async (
  path: string,
  panels: readonly Panel[],
  { classes, imageShape }: { readonly classes: readonly string[]; readonly imageShape: readonly [number, number] },
): Promise<void> => {
  const { document } = parseHTML('<html><body></body></html>');
  const rows = panels.map((panel) => templates(document, panel, classes, imageShape));
  const curves = panels.map((panel) => lossCurves(document, panel));
  const height = panels.length * rowHeight + curveHeight;
  const parts = [
    ...rows.map((svg, row) => placed(svg, 0, row * rowHeight)),
    ...curves.map((svg, column) => placed(svg, (column * width) / panels.length, panels.length * rowHeight)),
  ];
  const frame = `<rect width="${width}" height="${height}" fill="white"/>`;
  await writeFile(
    path,
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">${frame}${parts.join('')}</svg>\n`,
  );
};

/** Each class's weights as an image: blue where ink speaks for the class, red where it speaks against it. */
const templates = (
  document: Document,
  { name, weights }: Panel,
  classes: readonly string[],
  [rows, columns]: readonly [number, number],
): Element => {
  const count = classes.length;
  const cells = Array.from(weights.data, (weight, i) => {
    const pixel = Math.floor(i / count);
    return { digit: classes[i % count]!, x: pixel % columns, y: Math.floor(pixel / columns), weight };
  });
  const limit = Math.max(...cells.map(({ weight }) => Math.abs(weight)));
  return Plot.plot({
    document,
    width,
    height: rowHeight,
    marginTop: 46,
    marginBottom: 8,
    marginLeft: 8,
    marginRight: 8,
    x: { axis: null, domain: [...Array(columns).keys()] },
    y: { axis: null, domain: [...Array(rows).keys()] },
    fx: { axis: null, domain: [...classes], padding: 0.1 },
    color: { type: 'diverging', scheme: 'RdBu', domain: [-limit, limit] },
    marks: [
      Plot.cell(cells, { fx: 'digit', x: 'x', y: 'y', fill: 'weight', inset: 0 }),
      Plot.text(classes, {
        fx: (digit: string) => digit,
        text: (digit: string) => digit,
        frameAnchor: 'top',
        lineAnchor: 'bottom',
        dy: -3,
      }),
      Plot.text([`${name}: the weights of each class (blue speaks for it, red against it)`], {
        fx: () => classes[0],
        frameAnchor: 'top-left',
        textAnchor: 'start',
        dy: -36,
        fontSize: 13,
      }),
    ],
  });
};

const lossCurves = (document: Document, { name, curve }: Panel): Element => {
  const points = curve.flatMap(({ epoch, train, test }) => [
    { epoch, loss: train, set: 'training' },
    { epoch, loss: test, set: 'test' },
  ]);
  return Plot.plot({
    document,
    width: width / 2,
    height: curveHeight,
    marginTop: 40,
    marginLeft: 50,
    marginRight: 60,
    marginBottom: 40,
    x: { label: 'epoch' },
    y: {
      label: 'loss',
      type: 'log',
      grid: true,
      ticks: 5,
      tickFormat: (loss: number) => String(Number(loss.toPrecision(2))),
    },
    color: { domain: ['training', 'test'], range: ['#0072b2', '#d55e00'] },
    marks: [
      Plot.line(points, { x: 'epoch', y: 'loss', stroke: 'set' }),
      Plot.text(
        points,
        Plot.selectLast({ x: 'epoch', y: 'loss', z: 'set', text: 'set', fill: 'set', textAnchor: 'start', dx: 6 }),
      ),
      Plot.text([`${name}: loss by epoch`], { frameAnchor: 'top', dy: -34, fontSize: 13, lineAnchor: 'top' }),
    ],
  });
};

const placed = (svg: Element, x: number, y: number): string => {
  svg.setAttribute('x', String(x));
  svg.setAttribute('y', String(y));
  svg.removeAttribute('xmlns');
  return svg.outerHTML;
};
