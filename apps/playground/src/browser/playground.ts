import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { chromiumPath, launch } from '../../../../tests/browser/chromium.ts';
import { buildPage, serveFolder } from '../../site.ts';

/** The page as it is published, for the tests of a file in a browser. */
export interface Playground {
  /** Whether there is a browser to try it in. */
  readonly isThere: boolean;
  /** The folder of its files, once the tests run. */
  readonly folder: () => string;
  readonly address: () => string;
  /** Opens it in a context of its own, so that nothing is left of another test. */
  readonly open: (options?: BrowserContextOptions, hash?: string) => Promise<Opened>;
}

/** A page that is open, what it said to the console, and what it asked for. */
export interface Opened {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly said: readonly string[];
  readonly asked: readonly string[];
}

/** Builds, serves and closes the page for the tests of a file; these say that nothing was tried where there is no Chromium. */
export const playgroundFor = (name: string, headers: Readonly<Record<string, string>> = {}): Playground => {
  const path = chromiumPath();
  let folder: string;
  let browser: Browser;
  let site: Awaited<ReturnType<typeof serveFolder>>;
  if (path === undefined)
    test.skip(`${name} in a browser: NOT TESTED, since there is no chromium, and CHROMIUM_PATH names none`, () => {});
  else {
    beforeAll(async () => {
      folder = await buildPage(name);
      [browser, site] = await Promise.all([launch(path), serveFolder(folder, headers)]);
    }, 240_000);
    afterAll(async () => {
      await browser.close();
      await site.close();
    });
  }
  return {
    isThere: path !== undefined,
    folder: () => folder,
    address: () => site.address,
    open: async (options, hash = '') => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const [said, asked]: [string[], string[]] = [[], []];
      page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => said.push(`thrown: ${String(error)}`));
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`${site.address}${hash === '' ? '' : `#${hash}`}`);
      return { context, page, said, asked };
    },
  };
};

/** What axe has against a page as it is. */
export const violationsOn = async (page: Page): Promise<readonly string[]> => {
  await page.evaluate(axe.source); // which a policy does not keep out as it does a script
  return page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html + n.failureSummary).join('; ')}`);
  });
};
