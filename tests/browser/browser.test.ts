import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath, launch } from './chromium.ts';
import { hashOf } from './hash.ts';
import type { Subject } from './page.ts';
import { type Kind, serve } from './site.ts';
import { workloads } from './workloads.ts';

const path = chromiumPath();
const names = Object.keys(workloads);
const precisions = ['float64', 'float32'] as const;

let browser: Browser;
let site: Awaited<ReturnType<typeof serve>>;

if (path === undefined)
  test.skip('compiled programs in a browser: NOT TESTED, since there is no chromium, and CHROMIUM_PATH names none', () => {});
else {
  beforeAll(async () => {
    [browser, site] = await Promise.all([launch(path), serve()]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await site.close();
  });
}

/** Opens a page, and keeps what it says and which workers it has. */
const open = async (kind: Kind) => {
  const page = await browser.newPage();
  const said: string[] = [];
  const workers = { begun: 0, ended: 0 };
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`thrown: ${String(error)}`));
  page.on('worker', (worker) => {
    workers.begun++;
    worker.on('close', () => workers.ended++);
  });
  await page.goto(site.addressOf(kind));
  return { page, said, workers, ask: asking(page) };
};

/** Calls a function of the page's. */
const asking =
  (page: Page) =>
  <N extends keyof Subject>(name: N, ...given: Parameters<Subject[N]>): ReturnType<Subject[N]> =>
    page.evaluate(
      ([name, given]) =>
        (globalThis as unknown as { subject: Record<string, (...given: unknown[]) => unknown> }).subject[name]!(
          ...given,
        ),
      [name, given] as const,
    ) as ReturnType<Subject[N]>;

const inNode = new Map<string, Promise<string>>();

/** What Node gives with one thread. */
const expected = (name: string, precision: (typeof precisions)[number]): Promise<string> => {
  const key = `${name} ${precision}`;
  const found = inNode.get(key) ?? hashOf(name, { precision, threads: 1 });
  inNode.set(key, found);
  return found;
};

describe('in Node', () => {
  test.each(names)('%s: the bits are the same with any number of threads', async (name) => {
    for (const precision of precisions)
      for (const threads of [2, 3, 8])
        expect(await hashOf(name, { precision, threads })).toBe(await expected(name, precision));
  });
});

describe.skipIf(path === undefined)('in a page that is isolated from other origins', () => {
  let opened: Awaited<ReturnType<typeof open>>;
  beforeAll(async () => {
    opened = await open('isolated');
  });
  afterAll(() => opened.page.close());

  test('workers take part', async () => {
    const { ask, workers } = opened;
    const alone = await ask('chunksOf', names[0]!, { precision: 'float32', threads: 1 });
    expect(workers.begun).toBe(0);
    const together = () => ask('chunksOf', names[0]!, { precision: 'float32', threads: 3 });
    await expect.poll(together, { timeout: 30_000, interval: 10 }).toBeLessThan(alone);
    expect(workers.begun).toBe(2);
  });

  test.each(names)('%s: the bits are those of Node with any number of threads', async (name) => {
    expect(await opened.ask('chunksOf', name, { precision: 'float32', threads: 1 })).toBeGreaterThan(7);
    for (const precision of precisions)
      for (const threads of [1, 2, 3, 8])
        expect(await opened.ask('hashOf', name, { precision, threads })).toBe(await expected(name, precision));
  });

  test.each(names)('%s: the bits are those of Node in a worker', async (name) => {
    const found = await opened.ask('hashInWorker', name, { precision: 'float32', threads: 3 });
    expect(found).toBe(await expected(name, 'float32'));
  });

  test.each([1, 3])('frames are drawn while a large program runs with %d threads', async (threads) => {
    expect(await opened.ask('framesMeanwhile', { precision: 'float32', threads })).toBeGreaterThanOrEqual(10);
  });

  test.each([true, false])('programs make room for others, disposed of: %s', async (isDisposed) => {
    expect(await opened.ask('programs', 300, isDisposed)).toBe(300);
  });

  test('nothing is said on the console', () => {
    expect(opened.said).toEqual([]);
  });

  test('no worker outlives the page', async () => {
    const { page, ask, workers } = await open('isolated');
    await ask('hashOf', names[0]!, { precision: 'float32', threads: 3 });
    await expect.poll(() => workers.begun).toBe(2);
    await page.close();
    await expect.poll(() => workers.ended, { timeout: 30_000 }).toBe(2);
  });
});

describe.skipIf(path === undefined)('in a page that is not isolated', () => {
  test('the bits are those of Node, by one thread, and it is said once that more were asked for', async () => {
    const { page, ask, said, workers } = await open('plain');
    for (const name of names)
      for (const precision of precisions) {
        expect(await ask('hashOf', name, { precision })).toBe(await expected(name, precision));
        expect(await ask('hashOf', name, { precision, threads: 1 })).toBe(await expected(name, precision));
      }
    expect(said).toEqual([]);
    for (const name of names)
      expect(await ask('hashOf', name, { precision: 'float32', threads: 3 })).toBe(await expected(name, 'float32'));
    expect(said).toEqual([expect.stringContaining('warning: compile: threads must have memory in common')]);
    expect(workers.begun).toBe(0);
    await page.close();
  });

  test('frames are drawn while a large program runs', async () => {
    const { page, ask } = await open('plain');
    expect(await ask('framesMeanwhile', { precision: 'float32' })).toBeGreaterThanOrEqual(10);
    await page.close();
  });
});

describe.skipIf(path === undefined).each(['without blob workers', 'with trusted types'] as const)(
  'in a page %s',
  (kind) => {
    test('the bits are those of Node, by one thread, and only the browser complains', async () => {
      const { page, ask, said } = await open(kind);
      for (const name of names)
        expect(await ask('hashOf', name, { precision: 'float32', threads: 3 })).toBe(await expected(name, 'float32'));
      const alone = await ask('chunksOf', names[0]!, { precision: 'float32', threads: 1 });
      expect(await ask('chunksOf', names[0]!, { precision: 'float32', threads: 3 })).toBe(alone);
      const byBrowser = /Content Security Policy|TrustedScriptURL/;
      expect(said.filter((each) => !byBrowser.test(each))).toEqual([]);
      await page.close();
    });
  },
);

test.skipIf(path === undefined)('a page that may not compile WebAssembly runs programs nevertheless', async () => {
  const { page, ask, said } = await open('without WebAssembly');
  expect(await ask('sumBy')).toEqual(['evaluate', 6]);
  expect(said.at(-1)).toContain('evaluate runs programs');
  await page.close();
});
