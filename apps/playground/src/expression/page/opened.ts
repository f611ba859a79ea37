import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { chromiumPath, launch } from '../../../../../tests/browser/chromium.ts';
import { serve } from './site.ts';

/** Where Chromium is; tests in it are left out where it is not. */
export const chromium = chromiumPath();
if (chromium === undefined)
  console.warn('the expression editor is not tried in a browser: Chromium is not on the PATH');

/** A text that is right, and the parts of the page. */
export interface Opened {
  readonly page: () => Page;
  readonly field: () => ReturnType<Page['getByLabel']>;
  readonly status: () => ReturnType<Page['getByRole']>;
  /** The picture of the graph, and its boxes by their names. */
  readonly picture: () => ReturnType<Page['getByRole']>;
  readonly box: (name: RegExp) => ReturnType<Page['getByRole']>;
  /** What axe finds wrong with the page. */
  readonly violations: () => Promise<readonly { readonly id: string }[]>;
  /** What was asked of the network. */
  readonly fetched: () => readonly string[];
}

/** Opens the page anew for each test, which fails if the page says anything on its console. */
export const openedForEach = (): Opened => {
  let site: Awaited<ReturnType<typeof serve>>;
  let browser: Browser;
  let page: Page;
  let said: string[];
  let fetched: string[];
  const field = () => page.getByLabel('Loss', { exact: true });
  const picture = () => page.locator('.graph-view-picture');
  beforeAll(async () => {
    [site, browser] = await Promise.all([serve(), launch(chromium!)]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  beforeEach(async () => {
    [said, fetched] = [[], []];
    page = await browser.newPage();
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => fetched.push(request.url()));
    await page.goto(site.address);
    await field().waitFor();
  });
  afterEach(async () => {
    await page.close();
    expect(said).toEqual([]);
  });
  return {
    page: () => page,
    field,
    status: () => page.getByRole('status'),
    picture,
    box: (name) => picture().getByRole('button', { name }),
    fetched: () => fetched,
    violations: async () => {
      await page.addScriptTag({ content: axe.source });
      return page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } };
        return (await axe.run()).violations;
      });
    },
  };
};

/** A text that is right. */
export const right = 'scores = X @ W + b\nmean(crossEntropy(scores, labels)) + 1e-3 * l2(W)';
