import { writeFile } from 'node:fs/promises';
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Draws a chart and writes it as an SVG file with a white ground. */
export const writeChart = async (path: string, options: Plot.PlotOptions): Promise<void> => {
  const { document } = parseHTML('<html><body></body></html>');
  const svg = Plot.plot({ ...options, document });
  const [width, height] = [svg.getAttribute('width'), svg.getAttribute('height')];
  const ground = `<rect width="${width}" height="${height}" fill="white"/>`;
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  await writeFile(path, svg.outerHTML.replace(/^(<svg[^>]*>)/, `$1${ground}`) + '\n');
};
