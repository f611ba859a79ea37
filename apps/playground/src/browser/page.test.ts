import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { interpret, type Program } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { toHash } from '../experiment/address.ts';
import { type Experiment, lossNames, original } from '../experiment/experiment.ts';
import { optimizerRules } from '../experiment/optimizer-rule.ts';
import { presets } from '../experiment/preset.ts';
import { setModel } from '../experiment/restart.ts';
import { lossTitles } from '../points/training-controls.tsx';
import { type MakeProgram, openSession } from '../session/session.ts';
import { playgroundFor, violationsOn } from './playground.ts';

const playground = playgroundFor('page');
const screenshots = fileURLToPath(new URL('../../dist/screenshots', import.meta.url));

/** What pages said to the console, all of which is too much. */
const saidByAll: (readonly string[])[] = [];

interface Opening {
  readonly hash?: string;
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** Opens the page in a browser of its own, and waits until it shows something. */
const open = async ({ hash = '', width = 1280, colorScheme = 'light' }: Opening = {}): Promise<Page> => {
  const { page, said } = await playground.open({ viewport: { width, height: 900 }, colorScheme }, hash);
  saidByAll.push(said);
  await page.locator('[data-cell], .matrix').first().waitFor();
  return page;
};

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const choose = (page: Page, label: string, value: string) =>
  page.getByLabel(label, { exact: true }).selectOption(value);
const term = async (page: Page, name: string): Promise<number> =>
  Number(await page.locator(`[data-term="${name}"]`).getAttribute('title'));
const steps = (page: Page) => page.getByLabel('updates made').textContent();
const placeOf = async (page: Page, index: number): Promise<readonly [number, number]> => {
  const box = (await page.locator(`[data-point="${index}"]`).boundingBox())!;
  return [box.x + box.width / 2, box.y + box.height / 2];
};
const pointCount = (page: Page) => page.locator('[data-point]').count();
const waitUntil = (page: Page, isTrue: () => Promise<boolean>) =>
  expect
    .poll(isTrue, { timeout: 10_000 })
    .toBe(true)
    .then(() => page);
const rightVerdict = (page: Page) => page.locator('.verdict[data-verdict="right"]').waitFor({ timeout: 15_000 });

describe.skipIf(!playground.isThere)('the playground', () => {
  beforeAll(() => {
    mkdirSync(screenshots, { recursive: true });
  });

  test('loads less than 250 KB at first', () => {
    const built = playground.folder();
    const entry = readFileSync(join(built, 'index.html'), 'utf8');
    const first = new Set([...entry.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file]) => file!));
    // what a script imports when it starts is loaded with it
    for (const file of first)
      if (file.endsWith('.js'))
        for (const [, imported] of readFileSync(join(built, file), 'utf8').matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g))
          first.add(`assets/${imported!}`);
    const bytes = [...first].reduce((sum, file) => sum + gzipSync(readFileSync(join(built, file))).length, 0);
    expect(first.size).toBeGreaterThan(2);
    expect(readdirSync(join(built, 'assets')).length).toBeGreaterThan(first.size);
    expect(bytes).toBeLessThan(250_000);
  });

  test('opens with the lecture’s points, and the losses that they have', async () => {
    const page = await open();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false); // so threads share no memory here, nor need they
    expect(await pointCount(page)).toBe(9);
    expect(await page.locator('[data-line]').count()).toBe(3);
    expect(await term(page, 'data loss')).toBeCloseTo(24.9 / 9, 12);
    expect(await term(page, 'regularization')).toBeCloseTo(3.5, 12);
    expect(await page.locator('[data-row="4"] .loss').textContent()).toBe('6.80');
    await page.context().close();
  });

  test.for(lossNames)('a run with %s reaches the losses that evaluate gives in Node', async (name) => {
    const start: Experiment = { ...original, loss: { kind: 'named', name } };
    const opened = await openSession(start, ((outputs) => interpret(outputs) as Program<typeof outputs, 'float64'>) as MakeProgram); // prettier-ignore
    if (E.isLeft(opened)) throw new Error(opened.left.message);
    const page = await open();
    await choose(page, 'Loss', name);
    await page.getByText(lossTitles[name].about).waitFor();
    await rightVerdict(page);
    let at = start;
    for (let step = 0; step < 12; step++) {
      await waitUntil(page, async () => (await steps(page)) === String(step));
      const { dataLoss, regularization, total } = opened.right.measure(at);
      expect(await term(page, 'data loss')).toBeCloseTo(dataLoss, 12);
      expect(await term(page, 'regularization')).toBeCloseTo(regularization, 12);
      expect(await term(page, 'total')).toBeCloseTo(total, 12);
      await button(page, 'Update once').click();
      at = opened.right.update(at);
    }
    await rightVerdict(page);
    expect(await page.locator('[data-cell] .tick').count()).toBe(9);
    expect(
      await page.locator('[data-cell][data-verdict="wrong"], [data-cell][data-verdict="inconclusive"]').count(),
    ).toBe(0);
    await page.context().close();
  });

  test('runs and stops, steps back, undoes the run and redoes it', async () => {
    const page = await open();
    const start = await term(page, 'total');
    await button(page, 'Run').click();
    await waitUntil(page, async () => Number(await steps(page)) > 20);
    await button(page, 'Stop').click();
    const reached = Number(await steps(page));
    const total = await term(page, 'total');
    expect(total).toBeLessThan(start);
    // every view shows the last update
    const shownTotal = await page.locator('[data-term="total"]').textContent();
    expect(await page.locator('.points tfoot .loss').last().textContent()).toBe(shownTotal);
    expect(await page.locator('.curve svg').getAttribute('aria-label')).toContain(`to ${reached}: `);
    expect(await page.locator('.curve svg').getAttribute('aria-label')).toContain(`to ${shownTotal}.`);
    await rightVerdict(page);
    await page.locator('.curve .series').waitFor();
    await button(page, 'Step back').click();
    expect(await steps(page)).toBe(String(reached - 1));
    await button(page, 'Undo').click();
    expect(await steps(page)).toBe('0');
    expect(await term(page, 'total')).toBe(start);
    await button(page, 'Redo').click();
    expect(await steps(page)).toBe(String(reached));
    expect(await term(page, 'total')).toBe(total);
    await page.context().close();
  });

  test('cells show value, derivative and difference, and can be nudged', async () => {
    const page = await open();
    await page.getByLabel('W of class 0 and x: more by 0.1').click();
    expect(await page.locator('[data-cell="W-0"] .value').textContent()).toBe('1.10');
    await page.getByLabel('b of class 2: less by 0.1').click();
    expect(await page.locator('[data-cell="b-2"] .value').textContent()).toBe('−0.60');
    await rightVerdict(page);
    for (const cell of await page.locator('[data-cell]').all()) {
      const slope = await cell.locator('.slope').textContent();
      expect(await cell.locator('.numeric').evaluate((element) => element.firstChild?.textContent)).toBe(slope);
    }
    await page.context().close();
  });

  test('the regularization’s gradient is shown to be 2λW', async () => {
    const page = await open();
    const rows = await page.locator('[data-regularization]').all();
    expect(rows).toHaveLength(6);
    for (const row of rows) {
      const [, derived, formula, numeric, originals] = await row.locator('td').allTextContents();
      expect(derived).toBe(formula);
      expect(numeric).toBe(formula);
      expect(originals).not.toBe(formula);
    }
    await page.context().close();
  });

  test('points are added, dragged, relabelled, held out and removed with the pointer', async () => {
    const page = await open();
    const [x, y] = await placeOf(page, 0);
    const [total, row] = [await term(page, 'total'), await page.locator('[data-row="0"]').textContent()];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 30, y + 20);
    await page.mouse.move(x - 60, y + 40, { steps: 4 });
    await page.mouse.up();
    const [toX, toY] = await placeOf(page, 0);
    expect([Math.round(toX - x), Math.round(toY - y)]).toEqual([-60, 40]);
    expect(await term(page, 'total')).not.toBe(total);
    await button(page, 'Undo').click(); // the whole drag
    expect(await page.locator('[data-row="0"]').textContent()).toBe(row);
    expect(await term(page, 'total')).toBe(total);

    await page.getByRole('radio', { name: '2' }).check();
    await page.locator('.plane .points').click({ position: { x: 60, y: 60 } });
    expect(await pointCount(page)).toBe(10);
    expect(await page.locator('[data-point="9"]').getAttribute('aria-label')).toMatch(/^Point 10 of class 2 at −/);
    await choose(page, 'Class', '1');
    expect(await page.locator('[data-point="9"]').getAttribute('aria-label')).toMatch(/class 1/);
    await page.getByLabel('Held out').check();
    await page.locator('[data-term="held out"]').waitFor();
    await page.getByLabel('x', { exact: true }).fill('0.25');
    await page.getByLabel('x', { exact: true }).press('Tab');
    expect(await page.locator('[data-point="9"]').getAttribute('aria-label')).toMatch(/at 0.25/);
    await button(page, 'Remove').click();
    expect(await pointCount(page)).toBe(9);
    await page.context().close();
  });

  test('a finger taps points into the plane, drags them, and scrolls the page', async () => {
    const { context, page, said } = await playground.open({
      hasTouch: true,
      isMobile: true,
      viewport: { width: 360, height: 640 },
    });
    saidByAll.push(said);
    await page.locator('[data-cell]').first().waitFor();
    const client = await context.newCDPSession(page);
    const slide = async ([x, y]: readonly [number, number], [byX, byY]: readonly [number, number]): Promise<void> => {
      await client.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
      for (let part = 1; part <= 8; part++) {
        const touchPoints = [{ x: x + (part * byX) / 8, y: y + (part * byY) / 8 }];
        if (byX !== 0 || byY !== 0) await client.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints });
        await page.waitForTimeout(16);
      }
      await client.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await page.waitForTimeout(200);
    };
    const scrolled = () => page.evaluate(() => scrollY);
    const plane = (await page.locator('.plane').boundingBox())!;
    const empty = [plane.x + plane.width / 2, plane.y + 0.9 * plane.height] as const;

    await slide(empty, [0, 0]);
    await expect.poll(() => pointCount(page)).toBe(10);
    expect(await scrolled()).toBe(0);
    await slide([empty[0] + 60, empty[1]], [60, 0]); // which is neither a tap nor a way to scroll
    expect(await pointCount(page)).toBe(10);

    const place = await placeOf(page, 9);
    await slide(place, [0, -50]);
    await expect.poll(async () => Math.abs((await placeOf(page, 9))[1] - place[1] + 50)).toBeLessThan(2);
    expect((await placeOf(page, 9))[0] - place[0]).toBeCloseTo(0, 0);
    expect(await scrolled()).toBe(0);

    await slide(empty, [0, -200]);
    await expect.poll(scrolled).toBeGreaterThan(100);
    expect(await pointCount(page)).toBe(10);
    await context.close();
  });

  test('everything can be done with the keyboard alone', async () => {
    const page = await open();
    const focus = async (isThere: (name: string) => boolean): Promise<void> => {
      for (let presses = 0; presses < 80; presses++) {
        await page.keyboard.press('Tab');
        const name = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''); // prettier-ignore
        if (isThere(name)) return;
      }
      throw new Error('the focus does not get there');
    };
    await focus((name) => name.startsWith('Point 1 of'));
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowUp');
    expect(await page.locator('[data-point="0"]').getAttribute('aria-label')).toBe('Point 1 of class 0 at 0.55, 0.41');
    await page.keyboard.press('n');
    await page.keyboard.press('2');
    expect(await page.locator('[data-point="1"]').getAttribute('aria-label')).toMatch(/class 2/);
    await page.keyboard.press('Delete');
    expect(await pointCount(page)).toBe(8);
    await page.keyboard.press('a');
    expect(await pointCount(page)).toBe(9);
    await page.keyboard.press('Control+z');
    expect(await pointCount(page)).toBe(8);
    await focus((name) => name === 'Run');
    await page.keyboard.press('Enter');
    await waitUntil(page, async () => Number(await steps(page)) > 3);
    await page.keyboard.press('Enter');
    expect(await button(page, 'Run').count()).toBe(1);
    await page.keyboard.press('Control+z');
    expect(await steps(page)).toBe('0');
    await page.keyboard.press('Control+Shift+z');
    expect(await steps(page)).not.toBe('0');
    const slider = page.getByLabel('Step size η');
    await slider.focus();
    await page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuetext')).toBe('0.13');
    await page.context().close();
  });

  test('sliders, classes, starting values and pace change what they name', async () => {
    const page = await open();
    await page.getByLabel('Regularization λ').focus();
    await page.keyboard.press('Home');
    await page.getByLabel('Regularization λ').fill('-4.1');
    expect(await term(page, 'regularization')).toBe(0);
    const weight = await page.locator('[data-cell="W-0"] .value').textContent();
    await button(page, 'Randomize').click();
    expect(await page.locator('[data-cell="W-0"] .value').textContent()).not.toBe(weight);
    for (const classes of ['2', '6', '4']) {
      await choose(page, 'Classes', classes);
      await waitUntil(page, async () => (await page.locator('[data-line]').count()) === Number(classes));
      await rightVerdict(page);
    }
    await choose(page, 'Updates a frame', '20');
    await button(page, 'Run').click();
    await waitUntil(page, async () => Number(await steps(page)) > 200);
    await button(page, 'Stop').click();
    await button(page, 'Remove all').click();
    expect(await pointCount(page)).toBe(0);
    await button(page, 'Update once').click();
    await page.getByText('There is no training point to learn from.').waitFor();
    await page.context().close();
  });

  test.for(presets.map(({ name }) => name))('the points of %s can be trained on', async (name) => {
    const page = await open();
    await choose(page, 'Points', name);
    await waitUntil(page, async () => (await pointCount(page)) === { original: 9, iris: 150, moons: 100, circles: 100, xor: 100 }[name as string] || (await pointCount(page)) === 150); // prettier-ignore
    if (name !== 'original') {
      await page.getByLabel('Held out for testing').fill('0.2');
      await page.locator('[data-term="held out"]').waitFor();
      if (name !== 'iris') {
        await page.getByLabel('Noise').fill('0.5');
        await choose(page, 'Points a class', '20');
        await waitUntil(page, async () => (await pointCount(page)) <= 60);
      }
      const before = await page.locator('[data-row="9"]').textContent();
      await button(page, 'Draw again').click();
      if (name !== 'iris')
        await waitUntil(page, async () => (await page.locator('[data-row="9"]').textContent()) !== before);
    }
    const total = await term(page, 'total');
    await page.getByLabel('Step size η').fill('-1.5');
    await button(page, 'Run').click();
    await waitUntil(page, async () => Number(await steps(page)) > 15);
    await button(page, 'Stop').click();
    expect(await term(page, 'total')).toBeLessThan(total);
    await page.context().close();
  });

  test('a network separates the spiral, and its gradient is right', async () => {
    const page = await open();
    await choose(page, 'Points', 'spiral');
    await choose(page, 'Loss', 'crossEntropy');
    await choose(page, 'First hidden layer', '16');
    await choose(page, 'Second hidden layer', '8');
    await choose(page, 'Update rule', 'adam');
    await page.getByLabel('Regularization λ').fill('-4.1');
    await choose(page, 'Updates a frame', '20');
    await button(page, 'Run').click();
    await expect.poll(async () => Number.parseFloat((await page.locator('[data-term="accuracy"]').textContent())!), { timeout: 40_000 }).toBeGreaterThan(95); // prettier-ignore
    await button(page, 'Stop').click();
    await page.screenshot({ path: join(screenshots, 'spiral.png') });
    await rightVerdict(page);
    expect(await page.locator('.matrix').count()).toBe(6);
    await page.locator('.matrix').first().click();
    await page.context().close();
  }, 90_000);

  test('every optimizer trains, with every hyperparameter to set', async () => {
    const page = await open();
    for (const [name, { hyperparameters }] of Object.entries(optimizerRules)) {
      await choose(page, 'Update rule', name);
      const card = page.locator('.card', { has: page.getByRole('heading', { name: 'Optimizer' }) });
      for (const known of hyperparameters) {
        const field = card.getByLabel(known.title, { exact: true });
        if ('least' in known) {
          expect(Number(await field.inputValue())).toBe(known.usual);
          await field.fill(String(known.usual / 2));
          await field.press('Tab');
        } else await field.click();
      }
      await button(page, 'Update once').click();
      await waitUntil(page, async () => !['0', null].includes(await steps(page)));
    }
    await choose(page, 'Points an update', '4');
    await button(page, 'Update once').click();
    await page.context().close();
  }, 120_000);

  test('the landscape is drawn, with the path on it', async () => {
    const page = await open();
    await button(page, 'Run').click();
    await waitUntil(page, async () => Number(await steps(page)) > 10);
    await button(page, 'Stop').click();
    await page.getByText('A slice through the loss').click();
    await page.getByText(/Along the two in which the path moved most/).waitFor();
    const colours = await page.locator('.map canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(data).size;
    });
    expect(colours).toBeGreaterThan(30);
    await page.context().close();
  });

  test('an address restores all of an experiment, and a wrong one gives the first with a notice', async () => {
    const experiment = { ...setModel(original, { degree: 2, hidden: [4] }), lambda: 0.02, step: 41 };
    const page = await open({ hash: await toHash(experiment) });
    expect(await steps(page)).toBe('41');
    expect(await page.getByLabel('Features').inputValue()).toBe('2');
    expect(await page.getByLabel('First hidden layer').inputValue()).toBe('4');
    expect(await page.getByLabel('Regularization λ').getAttribute('aria-valuetext')).toBe('0.02');
    await page.context().close();
    for (const hash of ['%3Cscript%3E', 'AAAA', 'x'.repeat(10_000)]) {
      const wrong = await open({ hash });
      await wrong.getByText(/holds no experiment/).waitFor();
      expect(await pointCount(wrong)).toBe(9);
      await wrong.context().close();
    }
  });

  test('what is shared comes back: link, JSON, picture and program', async () => {
    const page = await open();
    await page.getByLabel('W of class 0 and x: more by 0.1').click();
    const total = await term(page, 'total');
    const download = async (name: string): Promise<Buffer> => {
      await page.getByText('Share', { exact: true }).click();
      const [file] = await Promise.all([page.waitForEvent('download'), button(page, name).click()]);
      expect(await page.locator('.menu').getAttribute('open')).toBe(null);
      return readFileSync(await file.path());
    };
    const json = await download('Data (JSON)');
    expect((JSON.parse(json.toString()) as Experiment).parameters['W']![0]).toBe(1.1);
    const picture = await download('Picture (PNG)');
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    const colours = await page.evaluate(async (letters) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${letters}`)).blob());
      const context = Object.assign(document.createElement('canvas'), { width: bitmap.width, height: bitmap.height }).getContext('2d', { willReadFrequently: true })!; // prettier-ignore
      context.drawImage(bitmap, 0, 0);
      const at = (x: number, y: number): string => context.getImageData(x * bitmap.width, y * bitmap.height, 1, 1).data.join(); // prettier-ignore
      return [at(0.7, 0.34), at(0.34, 0.38), at(0.7, 0.74), at(0.1, 0.1)]; // three points, and the plane
    }, picture.toString('base64'));
    expect(colours.slice(0, 3)).toEqual(['200,58,74,255', '33,132,77,255', '47,102,201,255']); // the classes' own
    expect(new Set(colours).size).toBe(4);
    expect((await download('Program (TypeScript)')).toString()).toContain("from 'adjoint'");
    await page.getByText('Share', { exact: true }).click();
    await button(page, 'Copy link').click();
    await page.getByText(/The link is/).waitFor();
    const again = await open({ hash: new URL(page.url()).hash.slice(1) });
    expect(await term(again, 'total')).toBe(total);
    await again.context().close();

    await button(page, 'Randomize').click();
    await page
      .getByLabel('Experiment as JSON')
      .setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: json });
    await page.getByText('The experiment of mine.json is open.').waitFor();
    await waitUntil(page, async () => (await term(page, 'total')) === total);
    await page
      .getByLabel('Experiment as JSON')
      .setInputFiles({ name: 'bad.json', mimeType: 'application/json', buffer: Buffer.from('{') });
    await page.getByText(/bad.json holds no experiment/).waitFor();
    await page.context().close();
  });

  test('the address follows what rests, so that a reload changes nothing, and going back does', async () => {
    const page = await open();
    expect(new URL(page.url()).hash).toBe('');
    await button(page, 'Run').click();
    await waitUntil(page, async () => Number(await steps(page)) > 5);
    await button(page, 'Stop').click();
    const [reached, total] = [await steps(page), await term(page, 'total')];
    await waitUntil(page, async () => new URL(page.url()).hash !== '');
    await page.reload();
    await waitUntil(page, async () => (await steps(page)) === reached);
    expect(await term(page, 'total')).toBe(total);
    const linked = await toHash({ ...original, step: 7 });
    await page.evaluate((hash) => (location.hash = hash), linked);
    await waitUntil(page, async () => (await steps(page)) === '7');
    await page.goBack();
    await waitUntil(page, async () => (await steps(page)) === reached);
    await button(page, 'Undo').click();
    await waitUntil(page, async () => (await steps(page)) === '7');
    await page.context().close();
  });

  test('the menu closes by Escape, by a click elsewhere, and when the focus leaves', async () => {
    const page = await open();
    const isOpen = () => page.locator('.menu').evaluate((menu: HTMLDetailsElement) => menu.open);
    const share = page.getByText('Share', { exact: true });
    await share.click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    expect(await isOpen()).toBe(false);
    expect(await share.evaluate((summary) => summary === document.activeElement)).toBe(true);
    await share.click();
    await page.mouse.click(300, 500);
    expect(await isOpen()).toBe(false);
    await share.click();
    await button(page, 'Copy link').focus();
    await page.getByRole('tab', { name: 'Classifier', exact: true }).focus();
    expect(await isOpen()).toBe(false);
    await page.context().close();
  });

  test('steps that are far too long end with a notice, and nothing breaks', async () => {
    const page = await open();
    await page.getByLabel('Step size η').fill('1');
    await page.getByLabel('Regularization λ').fill('1');
    await page.getByText('A slice through the loss').click();
    await choose(page, 'Updates a frame', '20');
    await button(page, 'Run').click();
    await page.getByText(/The loss is no finite number any more: step back/).waitFor();
    expect(await button(page, 'Run').count()).toBe(1);
    await page.getByText(/there is no slice to draw/).waitFor();
    await page.locator('.verdict.wrong').waitFor();
    await button(page, 'Undo').click();
    expect(await term(page, 'data loss')).toBeCloseTo(24.9 / 9, 12);
    await rightVerdict(page);
    await page.locator('figcaption').waitFor();
    await page.context().close();
  });

  test('where the points come from is known after undo and in another tab, and changed points are one’s own', async () => {
    const page = await open();
    const source = page.getByLabel('Points', { exact: true });
    await choose(page, 'Points', 'spiral');
    await choose(page, 'Points a class', '20');
    await waitUntil(page, async () => (await pointCount(page)) === 60);
    await page.getByRole('tab', { name: 'Your own loss' }).click();
    await page.locator('.graph-view').waitFor();
    await page.getByRole('tab', { name: 'Classifier', exact: true }).click();
    expect(await source.inputValue()).toBe('spiral');
    expect(await page.getByLabel('Points a class').inputValue()).toBe('20');
    await button(page, 'Add point').click();
    expect(await source.inputValue()).toBe('own');
    await button(page, 'Undo').click();
    expect(await source.inputValue()).toBe('spiral');
    await button(page, 'Undo').click();
    expect(await source.inputValue()).toBe('original');
    await page.context().close();
  });

  test('a phone shows the plane and how to run at once, in the order in which it reads', async () => {
    const { context, page, said } = await playground.open({
      hasTouch: true,
      isMobile: true,
      viewport: { width: 360, height: 740 },
    });
    saidByAll.push(said);
    await page.locator('[data-cell]').first().waitFor();
    const bottomOf = async (name: string): Promise<number> => {
      const { y, height } = (await button(page, name).boundingBox())!;
      return y + height;
    };
    expect(await bottomOf('Run')).toBeLessThan(740);
    for (const tab of await page.getByRole('tab').all()) {
      const { x, width } = (await tab.boundingBox())!;
      expect(x + width).toBeLessThanOrEqual(360);
    }
    const tops = await page.locator('.bench > *').evaluateAll((parts) => parts.map((each) => each.getBoundingClientRect().top)); // prettier-ignore
    expect(tops).toHaveLength(11);
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    await page.screenshot({ path: join(screenshots, 'phone.png') });
    await context.close();
  });

  test('the cells of a linear model fit at every width', async () => {
    const page = await open();
    for (const width of [1280, 1141, 1140, 900, 861, 860, 500, 360]) {
      await page.setViewportSize({ width, height: 900 });
      await page.locator('.cells').scrollIntoViewIfNeeded();
      const hidden = await page.locator('.scroll', { has: page.locator('.cells') }).evaluate((at) => at.scrollWidth - at.clientWidth); // prettier-ignore
      expect([width, hidden]).toEqual([width, 0]);
      const clipped = await page.locator('.cells .numbers').evaluateAll((all) => all.filter((at) => at.scrollWidth > at.clientWidth).length); // prettier-ignore
      expect([width, clipped]).toEqual([width, 0]);
    }
    await page.context().close();
  });

  test('the tab of digits has nothing of the experiment, which rests meanwhile', async () => {
    const page = await open();
    await button(page, 'Run').click();
    await waitUntil(page, async () => Number(await steps(page)) > 3);
    await page.getByRole('tab', { name: 'Digits' }).click();
    await page.locator('.digits').waitFor();
    expect(await page.getByText('Share', { exact: true }).count()).toBe(0);
    expect(await button(page, 'Undo').count()).toBe(0);
    await page.keyboard.press('Control+z');
    await page.getByRole('tab', { name: 'Classifier', exact: true }).click();
    await button(page, 'Run').waitFor();
    expect(Number(await steps(page))).toBeGreaterThan(3);
    await page.context().close();
  });

  test('every change is undone and redone, and the address with it', async () => {
    const page = await open();
    const moved = async (from: string): Promise<string> => {
      await waitUntil(page, async () => new URL(page.url()).hash !== from);
      return new URL(page.url()).hash;
    };
    const beta = page.getByLabel('β₁', { exact: true });
    const changes: readonly (() => Promise<unknown>)[] = [
      () => page.getByLabel('b of class 1: more by 0.1').click(),
      () => choose(page, 'Loss', 'crossEntropy'),
      () => page.getByLabel('Step size η').fill('-2'),
      () => page.getByLabel('Regularization λ').fill('-2'),
      () => choose(page, 'Points', 'moons'),
      () => choose(page, 'Classes', '5'),
      () => choose(page, 'Features', '3'),
      () => choose(page, 'First hidden layer', '4'),
      () => choose(page, 'Second hidden layer', '2'),
      () => choose(page, 'Update rule', 'adam'),
      () => beta.fill('0.5').then(() => beta.press('Tab')),
      () => choose(page, 'Points an update', '4'),
      () => button(page, 'Randomize').click(),
      () => button(page, 'Add point').click(),
      () => button(page, 'Update once').click(),
      () => button(page, 'Remove all').click(),
    ];
    let before = ''; // of the first experiment
    for (const change of changes) {
      await change();
      const after = await moved(before);
      await button(page, 'Undo').click();
      expect(await moved(after)).toBe(before);
      await button(page, 'Redo').click();
      expect(await moved(before)).toBe(after);
      before = after;
    }
    await page.context().close();
  }, 60_000);

  test('a loss that is no number is said to be none, and no other’s regularization is shown with it', async () => {
    const text = 'mean(log(scores - 100))';
    const page = await open({ hash: await toHash({ ...original, loss: { kind: 'expression', text } }) });
    await button(page, 'Run').click();
    await page.getByText(/no way leads down/).waitFor();
    expect(await steps(page)).toBe('0');
    expect(await page.locator('.proof').count()).toBe(0);
    await choose(page, 'Loss', 'hinge');
    await page.locator('.proof').waitFor();
    await page.context().close();
  });

  test('a network is said to need less regularization than lines', async () => {
    const page = await open();
    const hint = page.getByText(/turn λ down/);
    expect(await hint.count()).toBe(0);
    await choose(page, 'First hidden layer', '4');
    await hint.waitFor();
    await page.getByLabel('Regularization λ').fill('-3');
    await hint.waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('a newer build waits until no page of the one before is open, whose files stay', async () => {
    const { context, page } = await playground.open();
    await page.evaluate(() => navigator.serviceWorker.ready);
    const keys = () => page.evaluate(() => caches.keys());
    const [first] = await keys();
    expect(first).toMatch(/^adjoint http:.*\/some\/folder\/ [0-9a-f]{16}$/);
    const worker = join(playground.folder(), 'offline.js');
    const built = readFileSync(worker, 'utf8');
    try {
      writeFileSync(worker, built.replace(first!.slice(-16), 'f'.repeat(16)));
      await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
      await waitUntil(page, () => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null));
      expect(await keys()).toEqual([first, first!.replace(/.{16}$/, 'f'.repeat(16))]);
    } finally {
      writeFileSync(worker, built);
    }
    await context.close();
  });

  test('works offline once it is loaded', async () => {
    const { context, page } = await playground.open();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await waitUntil(page, () => page.evaluate(() => navigator.serviceWorker.controller !== null));
    await context.setOffline(true);
    await page.reload();
    await choose(page, 'Points', 'iris'); // which loads more
    await waitUntil(page, async () => (await pointCount(page)) === 150);
    await context.close();
  });

  test('an expression is edited, trained by, undone, and kept in the address', async () => {
    const page = await open();
    await page.getByRole('tab', { name: 'Classifier' }).press('ArrowRight');
    const field = page.getByLabel('Expression', { exact: true });
    expect(await field.inputValue()).toBe('hinge(scores, labels)');
    const text = 'mean(crossEntropy(scores, labels)) + lambda * sum(W^2)';
    await field.fill(text);
    const start: Experiment = { ...original, loss: { kind: 'named', name: 'crossEntropy' } };
    const opened = await openSession(start, ((outputs) => interpret(outputs) as Program<typeof outputs, 'float64'>) as MakeProgram); // prettier-ignore
    if (E.isLeft(opened)) throw new Error(opened.left.message);
    let at = start;
    for (let step = 0; step < 5; step++) {
      const { total } = opened.right.measure(at);
      await waitUntil(page, async () => (await steps(page)) === String(step) && Math.abs((await term(page, 'total')) - total) < 1e-12); // prettier-ignore
      await button(page, 'Update once').click();
      at = opened.right.update(at);
    }
    await field.fill('mean(crossEntropy(scores, labels)'); // wrong: what was right still trains
    await page
      .getByText(/is never closed/)
      .first()
      .waitFor();
    await waitUntil(page, async () => (await steps(page)) === '5');
    for (const hostile of ['constructor', '(() => alert(1))()', 'W['.repeat(3000), '1/0 * scores'])
      await field.fill(hostile);
    await field.fill(text);
    await page.getByText('Share', { exact: true }).click();
    await button(page, 'Copy link').click();
    await page.getByText(/The link is/).waitFor();
    const total = await term(page, 'total');
    const again = await open({ hash: new URL(page.url()).hash.slice(1) });
    await waitUntil(again, async () => (await term(again, 'total')) === total);
    await rightVerdict(again);
    await again.context().close();
    while (await button(page, 'Undo').isEnabled()) await button(page, 'Undo').click();
    expect(await field.inputValue()).toBe('hinge(scores, labels)');
    await page.context().close();
  });

  test('an address whose expression is wrong gives the first experiment', async () => {
    const page = await open({ hash: await toHash({ ...original, loss: { kind: 'expression', text: 'nothing(' } }) });
    await page.getByText(/The loss does not fit/).waitFor();
    expect(await term(page, 'total')).toBeCloseTo(24.9 / 9 + 3.5, 12);
    await page.context().close();
  });

  const looks = [1280, 360].flatMap((width) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ width, colorScheme })),
  );
  test.for(looks)(
    'is accessible and fits at $width pixels, $colorScheme',
    { timeout: 120_000 },
    async ({ width, colorScheme }) => {
      const page = await open({ width, colorScheme });
      await button(page, 'Update once').click();
      await button(page, 'Update once').click();
      await page.locator('[data-row="0"] button').click(); // a chosen point has fields of its own
      await page.getByText('Keys', { exact: true }).click();
      await page.getByText('A slice through the loss').click();
      await page.locator('figcaption').waitFor();
      // a picture of the whole page shows cards that nobody sees otherwise
      await page.locator('.bench > *').evaluateAll((cards) => {
        for (const card of cards) (card as HTMLElement).style.contentVisibility = 'visible';
      });
      await page.screenshot({ path: join(screenshots, `${width}-${colorScheme}.png`), fullPage: true });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
      expect(await violationsOn(page)).toEqual([]);
      for (const tab of ['Your own loss', 'Digits']) {
        await page.getByRole('tab', { name: tab }).click();
        await page.locator('.expression-panel .graph-view, .digits').first().waitFor();
        await page.waitForTimeout(500); // until the graph is laid out
        await page.screenshot({ path: join(screenshots, `${width}-${colorScheme}-${tab}.png`), fullPage: true });
        expect(await violationsOn(page)).toEqual([]);
      }
      await page.context().close();
    },
  );

  test('says nothing to the console in all of this', () => {
    expect(saidByAll.flat()).toEqual([]);
  });
});
