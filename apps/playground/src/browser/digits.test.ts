import type { BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Drawing, Point } from '../digits/drawing.ts';
import { drawnDigits } from '../digits/drawn-digits.ts';
import { type Opened, playgroundFor, violationsOn } from './playground.ts';

// a policy that allows nothing from elsewhere
const playground = playgroundFor('digits', {
  'Content-Security-Policy':
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src data:",
});
const digits = drawnDigits();

/** Opens the tab, and waits until a classifier is trained. */
const open = async (options: BrowserContextOptions = {}): Promise<Opened> => {
  const opened = await playground.open(options);
  await openTab(opened.page);
  await trained(opened.page);
  return opened;
};

const openTab = (page: Page): Promise<void> => page.getByRole('tab', { name: 'Digits' }).click();
const trained = (page: Page): Promise<void> => page.getByText('Finished: 40 of 40 epochs.').waitFor();
const boardOf = (page: Page) => page.getByRole('application', { name: 'Board to draw a digit on' });
const spokenIn = (page: Page) => page.locator('.digits').getByRole('status');
const verdictOf = (page: Page) => page.getByText(/^It looks like/).first();
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const choose = (page: Page, name: string, option: string) =>
  page.getByRole('combobox', { name }).selectOption({ label: option });
const drawnOn = (page: Page): Promise<string | null> => boardOf(page).locator('path').getAttribute('d');

/** Where points of a drawing are on the screen. */
const placesOn = async (page: Page): Promise<(at: Point) => { x: number; y: number }> => {
  await boardOf(page).scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await boardOf(page).boundingBox())!;
  return (at) => ({ x: x + at.x * width, y: y + at.y * height });
};

const drawWithMouse = async (page: Page, drawing: Drawing): Promise<void> => {
  const placeOf = await placesOn(page);
  for (const stroke of drawing) {
    const [first, ...others] = stroke.map(placeOf);
    await page.mouse.move(first!.x, first!.y);
    await page.mouse.down();
    for (const { x, y } of others) await page.mouse.move(x, y);
    await page.mouse.up();
  }
};

const drawWithFinger = async (page: Page, drawing: Drawing): Promise<void> => {
  const placeOf = await placesOn(page);
  const client = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints });
  for (const stroke of drawing) {
    const [first, ...others] = stroke.map(placeOf);
    await send('touchStart', first!);
    for (const place of others) await send('touchMove', place);
    await send('touchEnd');
  }
};

describe.skipIf(!playground.isThere)('the digits in a page', () => {
  let page: Page;
  let said: readonly string[];
  beforeAll(async () => {
    if (playground.isThere) ({ page, said } = await open());
  });

  test('are fetched from beside the page, in whatever folder it is, when their tab is opened', async () => {
    const { context, page, asked } = await playground.open();
    await page.locator('[data-point="0"]').waitFor();
    expect(asked.filter((address) => /digits/.test(address))).toEqual([]);
    await openTab(page);
    await trained(page);
    expect(asked.filter((address) => /digits.*\.gz$/.test(address))).toHaveLength(1);
    expect(asked.filter((address) => !address.startsWith(playground.address()))).toEqual([]);
    await context.close();
  });
  test('are learned as in Node', async () => {
    await expect.poll(() => page.getByText('of the digits that were held out').innerText()).toMatch(/^9[5-9]\.\d\s%/);
  });
  test.each([...digits.keys()])('drawn with the mouse is a %d', async (digit) => {
    await button(page, 'Clear')
      .click({ force: true, timeout: 500 })
      .catch(() => undefined); // where nothing is drawn yet
    await drawWithMouse(page, digits[digit]!);
    expect(await verdictOf(page).innerText()).toMatch(new RegExp(`like an? ${digit},`));
    const winner = page.getByRole('row', { name: new RegExp(`^${digit} `) });
    expect(await winner.locator('td').last().innerText()).toMatch(/^[5-9]\d\.\d\s%$/);
    await expect.poll(() => spokenIn(page).innerText()).toMatch(new RegExp(`like an? ${digit}\\.`));
  });
  test('are explained by the gradient of a score that may be chosen', async () => {
    const evidence = page.getByRole('region', { name: 'Which pixels speak for it' });
    expect(await evidence.locator('figcaption').innerText()).toContain('the gradient of the score of 9 ');
    const before = await evidence.locator('svg').innerHTML();
    await choose(page, 'Explain the score of', '3');
    expect(await evidence.locator('figcaption').innerText()).toContain('the gradient of the score of 3 ');
    expect(await evidence.locator('svg').innerHTML()).not.toBe(before);
    await choose(page, 'Explain the score of', 'the digit it looks like');
  });
  test('have neighbours among those that were learned from', async () => {
    const neighbors = page.getByRole('region', { name: 'What it is most like' }).getByRole('listitem');
    const texts = await neighbors.allInnerTexts();
    expect(texts).toHaveLength(5);
    expect(texts.filter((text) => /^9, \d+ away$/.test(text)).length).toBeGreaterThanOrEqual(3);
  });
  test('lose a stroke by undo, and all by clearing', async () => {
    await button(page, 'Clear').click();
    expect(await drawnOn(page)).toBe('');
    expect(await page.getByText('Nothing is drawn yet.').count()).toBe(1);
    await drawWithMouse(page, digits[4]!);
    const both = (await drawnOn(page))!;
    await button(page, 'Undo drawing').click();
    const one = (await drawnOn(page))!;
    expect(both.startsWith(one)).toBe(true);
    expect([both, one].map((d) => d.split('M').length - 1)).toEqual([2, 1]);
  });
  test('held out are drawn on demand, and told', async () => {
    await button(page, 'Draw one that was held out').click();
    const told = await spokenIn(page).innerText();
    expect(told).toMatch(/^A digit of the data set: somebody wrote an? \d\.$/);
    expect((await drawnOn(page))!.split('M').length).toBeGreaterThan(100);
  });
  test.each([
    ['one hidden layer', 'softmax (cross-entropy)', 32],
    ['one hidden layer', 'hinge (SVM)', 32],
    ['linear: a template for each digit', 'hinge (SVM)', 10],
    ['linear: a template for each digit', 'softmax (cross-entropy)', 10],
  ])('are learned by %s with %s', async (model, loss, templates) => {
    await choose(page, 'Classifier', model);
    await choose(page, 'Loss', loss);
    await expect.poll(() => page.locator('.digits-weights li').count()).toBe(templates);
    await trained(page);
    await button(page, 'Clear').click();
    await drawWithMouse(page, digits[2]!);
    expect(await verdictOf(page).innerText()).toContain('like a 2,');
  });
  test('stop being learned on demand, and begin again', async () => {
    await page.evaluate(() => {
      const again = [...document.querySelectorAll('button')];
      const named = (name: string) => again.find(({ textContent }) => textContent === name)!;
      new MutationObserver((_, observer) => {
        if (named('Stop').disabled) return;
        observer.disconnect();
        named('Stop').click();
      }).observe(document.querySelector('.digits-training')!, { subtree: true, attributes: true, childList: true });
      named('Train again').click();
    });
    await page.getByText(/^\s*Stopped after \d+ of 40 epochs/).waitFor();
    await page.waitForTimeout(300);
    expect(await page.getByText(/Stopped after/).count()).toBe(1);
    await button(page, 'Train again').click();
    await trained(page);
  });
  test('say nothing on the console', () => {
    expect(said).toEqual([]);
  });
});

describe.skipIf(!playground.isThere)('the drawing board', () => {
  test('is drawn on with keys alone, and says where the pen is', async () => {
    const { context, page, said } = await open();
    for (let tabs = 0; tabs < 3 && !(await boardOf(page).evaluate((board) => board === document.activeElement)); tabs++)
      await page.keyboard.press('Tab');
    const press = async (...keys: readonly (readonly [string, number])[]): Promise<void> => {
      for (const [key, times] of keys) for (let time = 0; time < times; time++) await page.keyboard.press(key);
    };
    const spoken = () => spokenIn(page).innerText();
    await press(['ArrowUp', 5], ['ArrowLeft', 3]);
    expect(await spoken()).toBe('Row 2, column 4, pen up.');
    expect(await drawnOn(page)).toBe('');
    await press([' ', 1], ['ArrowRight', 6]); // a 7
    expect(await spoken()).toBe('Row 2, column 10, pen down.');
    await press(['ArrowDown', 2], ['End', 3], ['ArrowDown', 5], [' ', 1]);
    expect(await verdictOf(page).innerText()).toContain('like a 7,');
    await expect.poll(spoken).toBe('It looks like a 7.');
    await press(['ArrowUp', 1], ['Backspace', 1]);
    expect(await spoken()).toBe('The board is empty.');
    expect(await drawnOn(page)).toBe('');
    expect(said).toEqual([]);
    await context.close();
  });
  test('is drawn on with a finger, on a phone', async () => {
    const { context, page, said } = await open({
      hasTouch: true,
      isMobile: true,
      viewport: { width: 360, height: 740 },
    });
    await drawWithFinger(page, digits[3]!);
    expect(await verdictOf(page).innerText()).toContain('like a 3,');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(said).toEqual([]);
    await context.close();
  });
  test('works without a network once the page is there', async () => {
    const { context, page, said } = await open();
    await context.setOffline(true);
    await button(page, 'Train again').click();
    await page.getByText(/^\s*Training: \d/).waitFor();
    await trained(page);
    await drawWithMouse(page, digits[6]!);
    expect(await verdictOf(page).innerText()).toContain('like a 6,');
    expect(said).toEqual([]);
    await context.close();
  });
});

test.skipIf(!playground.isThere)('where the digits do not arrive, that is said', async () => {
  const { context, page } = await playground.open({ serviceWorkers: 'block' });
  await page.route(/\.gz$/, (route) => route.fulfill({ status: 404 }));
  await openTab(page);
  await expect.poll(() => page.getByRole('alert').innerText()).toContain('404');
  await context.close();
});

describe.skipIf(!playground.isThere).each([
  ['light', 1200],
  ['dark', 1200],
  ['light', 360],
  ['dark', 360],
] as const)('the page, %s and %d wide', (colorScheme, width) => {
  test('has nothing that axe objects to', async () => {
    const { context, page } = await open({ colorScheme, viewport: { width, height: 800 } });
    expect(await violationsOn(page)).toEqual([]);
    await drawWithMouse(page, digits[8]!);
    await choose(page, 'Classifier', 'one hidden layer');
    await page.locator('.digits-weights li').nth(31).waitFor();
    await trained(page);
    await page.getByText('The counts').click();
    expect(await violationsOn(page)).toEqual([]);
    await context.close();
  });
});
