import { evaluate, gradient } from '@adjoint/graph';
import { add, crossEntropy, l2, matmul, mean, mul } from '@adjoint/ops';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath, launch } from '../../../../../tests/browser/chromium.ts';
import { summaryOf } from '../inspect.ts';
import { b, bindings, labels, W, X } from '../sample.ts';
import { serve } from './site.ts';

const path = chromiumPath();
if (path === undefined) console.warn('the expression editor is not tried in a browser: Chromium is not on the PATH');

const right = 'scores = X @ W + b\nmean(crossEntropy(scores, labels)) + 1e-3 * l2(W)';

describe.skipIf(path === undefined)('in a browser', () => {
  let site: Awaited<ReturnType<typeof serve>>;
  let browser: Browser;
  let page: Page;
  let said: string[];
  let fetched: string[];

  beforeAll(async () => {
    [site, browser] = await Promise.all([serve(), launch(path!)]);
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

  const field = () => page.getByLabel('Loss', { exact: true });
  const status = () => page.getByRole('status');
  const picture = () => page.getByRole('group', { name: 'Graph of the loss' });
  const box = (name: RegExp) => picture().getByRole('button', { name });
  const underlined = () => page.locator('pre .mistake').allTextContents();

  test('a right expression becomes a graph, with the values and gradients of the interpreter', async () => {
    await field().fill(right);
    await picture().waitFor();
    const loss = add(mean(crossEntropy(add(matmul(X, W), b), labels)), mul(1e-3, l2(W)));
    const [dW] = gradient(loss, [W]);
    const values = evaluate({ loss, dW }, bindings);
    expect(await box(/^W/).innerText()).toContain(`gradient ${summaryOf(values.dW)}`);
    expect(await box(/^add/).last().innerText()).toContain(summaryOf(values.loss));
    expect(await box(/^scores = add/).count()).toBe(1);
    expect(await picture().getByRole('button').count()).toBe(12);
    expect(await status().innerText()).toBe('');
    expect(await field().getAttribute('aria-invalid')).toBe('false');
  });

  test('mistakes are underlined where they are, listed with line and column, and found by a press of a button', async () => {
    await field().fill('scores = X @ X\nmean(crossEntrpy(scores, labels)) + l2(V)');
    expect(await underlined()).toEqual(['@', 'crossEntrpy', 'V']);
    const items = status().getByRole('listitem');
    expect(await items.allInnerTexts()).toEqual([
      'line 1, column 12 matmul: inner sizes must be equal, got [batch, 2] and [batch, 2]',
      'line 2, column 6 no operation is called crossEntrpy; is it crossEntropy?',
      'line 2, column 40 nothing is called V',
    ]);
    expect(await field().getAttribute('aria-invalid')).toBe('true');
    expect(await picture().count()).toBe(0);
    await items.nth(1).getByRole('button').press('Enter');
    const selected = await field().evaluate((element) => {
      const { value, selectionStart, selectionEnd } = element as HTMLTextAreaElement;
      return [document.activeElement === element, value.slice(selectionStart, selectionEnd)];
    });
    expect(selected).toEqual([true, 'crossEntrpy']);
  });

  test.each([
    ['10,000 parentheses', '('.repeat(10_000), /nested/],
    ['100 KB', '1+'.repeat(51_200), /at most 10000 characters/],
    ['the prototype of objects', '__proto__ + constructor(1)', /nothing is called __proto__/],
    ['code', "globalThis.harmed = true; alert('x')", /expected/],
    ['markup', '<img src=x onerror="harmed = true">', /expected/],
    ['a huge node', 'sum(toReal(arange(1e9)))', /elements of a node/],
    ['other alphabets', '\u202eсумма(损失)\u0000', /expected|no operation/],
  ])('hostile input is only a mistake: %s', async (_, text, message) => {
    await field().fill(text);
    await expect.poll(() => status().innerText()).toMatch(message);
    expect(await page.evaluate(() => 'harmed' in globalThis)).toBe(false);
    await field().fill('l2(W)');
    await box(/^l2/).waitFor();
  });

  test('the library that lays graphs out is loaded with the first graph', async () => {
    const isLayout = (url: string): boolean => /layout/.test(url);
    expect(fetched.filter(isLayout)).toEqual([]);
    await field().fill('l2(W)');
    await box(/^l2/).waitFor();
    expect(fetched.filter(isLayout)).toHaveLength(1);
  });

  test('a name is completed by the keyboard, and Escape leaves it as it is', async () => {
    await field().fill('');
    await field().pressSequentially('mean(crossE');
    const options = page.getByRole('option');
    expect(await options.allInnerTexts()).toEqual([
      expect.stringMatching(/^crossEntropy\(scores, labels, labelSmoothing: …/),
    ]);
    await field().press('ArrowDown');
    expect(await options.first().getAttribute('aria-selected')).toBe('true');
    const active = await field().getAttribute('aria-activedescendant');
    expect(await options.first().getAttribute('id')).toBe(active);
    await field().press('Enter');
    await field().pressSequentially('X @ W, lab');
    expect(await options.count()).toBe(1);
    await field().press('Escape');
    expect(await options.count()).toBe(0);
    await field().pressSequentially('els))');
    expect(await field().inputValue()).toBe('mean(crossEntropy(X @ W, labels))');
    await box(/^mean/).waitFor();
  });

  test('the keyboard goes from box to box; each is explained, and its part of the text is marked', async () => {
    await field().fill(right);
    await picture().waitFor();
    await field().press('Tab');
    const focused = () => page.evaluate(() => document.activeElement!.textContent);
    const pointed = async () => (await page.locator('pre .pointed').allTextContents()).join('');
    const explanation = page.locator('.graph-view-explanation');
    expect(await focused()).toMatch(/^add/);
    expect(await pointed()).toBe('mean(crossEntropy(scores, labels)) + 1e-3 * l2(W)');
    await page.keyboard.press('Home');
    expect(await focused()).toMatch(/^X\[4, 2\]/);
    expect(await pointed()).toBe('X');
    expect(await explanation.innerText()).toContain('X: given from outside');
    await page.keyboard.press('ArrowDown');
    expect(await focused()).toMatch(/^matmul/);
    expect(await explanation.innerText()).toContain('matmul: The product Σₖ');
    expect(await explanation.innerText()).toContain('[batch, 3]');
    expect(await pointed()).toBe('X @ W');
    const described = await page.evaluate(
      () => document.getElementById(document.activeElement!.getAttribute('aria-describedby')!)!.textContent,
    );
    expect(described).toContain('The product');
    await page.keyboard.press('Shift+Tab');
    expect(await pointed()).toBe('');
  });

  test('a box that is pointed at is explained', async () => {
    await field().fill(right);
    await box(/^crossEntropy/).hover();
    expect(await page.locator('.graph-view-explanation').innerText()).toContain('crossEntropy: The cross-entropy');
    await page.locator('h1').hover();
    expect(await page.locator('.graph-view-explanation').innerText()).toContain('Point at a box');
  });

  test.each(['light', 'dark'] as const)('axe finds nothing to object to, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await page.addScriptTag({ content: axe.source });
    for (const text of ['# a comment\nmean(X @ X) + 2', right, 'l2(W) + me']) {
      await field().fill(text);
      if (text === right) await box(/^crossEntropy/).focus();
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } };
        return (await axe.run()).violations;
      });
      expect(violations).toEqual([]);
    }
  });

  test('a small screen scrolls the graph and not the page', async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await field().fill(`${right} + sum(abs(W)) + sum(exp(b)) + sum(sin(X)) + sum(tanh(X @ W))`);
    await picture().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
});
