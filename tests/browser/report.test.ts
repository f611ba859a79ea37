import { createRequire } from 'node:module';
import { checkGradients } from '@adjoint/gradcheck';
import { add, input, parameter, toValue } from '@adjoint/graph';
import { crossEntropy, l2, matmul, mean, mul, relu } from '@adjoint/ops';
import { drawLossMap, trainingReport } from '@adjoint/plot';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launch } from './chromium.ts';

// A report is for everyone: by keyboard, with a screen reader, on a telephone, in light and in dark, and without a network.

const path = chromiumPath();
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let browser: Browser;
if (path === undefined)
  test.skip('reports in a browser: NOT TESTED, since there is no chromium, and CHROMIUM_PATH names none', () => {});
else {
  beforeAll(async () => {
    browser = await launch(path);
  }, 120_000);
  afterAll(() => browser.close());
}

const report = async (): Promise<string> => {
  const W = parameter('W', [4, 8]);
  const V = parameter('V', [8, 2]);
  const scores = matmul(relu(matmul(input('images', ['batch', 4]), W)), V);
  const loss = add(mean(crossEntropy(scores, input('labels', ['batch'], 'int'))), mul(1e-3, l2(W)));
  const images = toValue([[1, 0, 0, 0], [0, 1, 0, 1], [0, 0, 1, 0]]); // prettier-ignore
  const weights = Array.from({ length: 4 }, (_, i) => Array.from({ length: 8 }, (_, j) => Math.sin(1 + i + 3 * j)));
  const back = Array.from({ length: 8 }, (_, i) => [Math.cos(i), Math.sin(2 * i)]);
  const labels = [0, 1, 1];
  const map = drawLossMap(
    { a: [0, 1, 2], b: [0, 1, 2], losses: [[1, 2, 3], [2, Number.NaN, 4], [3, 4, 5]] }, // prettier-ignore
    { paths: { descent: [[2, 2], [0, 0]], Adam: [[2, 2], [1, 0]] } }, // prettier-ignore
  );
  return trainingReport({
    title: 'Cats and dogs',
    data: { text: 'Three images.', classes: ['cat', 'dog'], images, imageShape: [2, 2], labels },
    runs: ['first', 'second'].map((name) => ({
      name,
      loss,
      check: checkGradients(loss, { at: { images, labels, W: weights, V: back } }),
      curves: { training: [2, 1, 0.5], test: [2, 1.5, 1.2] },
      judged: { labels, predicted: [0, 1, 0] },
      templates: { W: toValue(weights) },
      facts: { accuracy: '66.7 %' },
      pictures: [map],
    })),
  });
};

describe.skipIf(path === undefined).each(['light', 'dark'] as const)('a report in %s colours', (colorScheme) => {
  let page: Page;
  const asked: string[] = [];
  beforeAll(async () => {
    page = await browser.newPage({ colorScheme, viewport: { width: 400, height: 800 } });
    page.on('request', (request) => asked.push(request.url()));
    await page.setContent(await report());
  }, 60_000);
  afterAll(() => page.close());

  test('asks the network for nothing', () => {
    expect(asked.filter((address) => !address.startsWith('data:'))).toEqual([]);
  });
  test('has no fault that axe-core finds', async () => {
    await page.addScriptTag({ path: axe });
    const { violations, passes } = await page.evaluate(() =>
      (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
    );
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)} ${nodes[0]!.failureSummary}`)).toEqual([]); // prettier-ignore
    expect(passes.map(({ id }) => id)).toEqual(expect.arrayContaining(['color-contrast', 'svg-img-alt']));
  });
  test('is no wider than a telephone: what is scrolls by itself', async () => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  });
  test('has all that scrolls and all that opens within reach of the keyboard', async () => {
    const unreached = await page.evaluate(() => {
      const closed = [...document.querySelectorAll('details')];
      for (const each of closed) each.open = true;
      const scrolls = [...document.querySelectorAll<HTMLElement>('main *')].filter(
        (each) => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX === 'auto',
      );
      return { scrolls: scrolls.length, without: scrolls.filter(({ tabIndex }) => tabIndex < 0).length };
    });
    expect(unreached.scrolls).toBeGreaterThan(2);
    expect(unreached.without).toBe(0);
  });
});
