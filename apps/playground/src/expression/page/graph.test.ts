import { type AnyTensor, evaluate, gradient } from '@adjoint/graph';
import { add, crossEntropy, l2, matmul, mean, mul } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { b, bindings, labels, W, X } from '../sample.ts';
import { briefOf, spreadOf } from '../summary.ts';
import { chromium, openedForEach, right } from './opened.ts';

describe.skipIf(chromium === undefined)('in a browser', () => {
  const { page, field, picture, box, status, violations, fetched } = openedForEach();
  const explanation = () => page().getByRole('region', { name: 'Explanation' });
  const pointed = async () => (await page().locator('pre .pointed').allTextContents()).join('');
  const show = async (title: string) => {
    await page().getByLabel('Show').selectOption(title);
    await page().getByRole('group', { name: title }).waitFor();
  };
  const loss = add(mean(crossEntropy(add(matmul(X, W), b), labels)), mul(1e-3, l2(W)));
  const values = (tensor: AnyTensor) => evaluate(tensor, bindings);

  test('a right expression becomes a graph, with the values and gradients of the interpreter', async () => {
    await field().fill(right);
    await picture().waitFor();
    const [dW] = gradient(loss, [W]);
    expect(await box(/^W/).textContent()).toContain(`gradient ${spreadOf(values(dW).data)}`);
    expect(await box(/^add/).last().textContent()).toContain(briefOf(values(loss)));
    expect(await box(/^scores = add/).count()).toBe(1);
    expect(await picture().getByRole('button').count()).toBe(12);
    expect(await status().innerText()).toBe('');
    expect(await field().getAttribute('aria-invalid')).toBe('false');
  });

  test('the gradient is drawn as a graph, whose last box is what the interpreter says', async () => {
    await field().fill(right);
    await show('The gradient ∂/∂W');
    const [dW, db] = gradient(loss, [W, b]);
    const result = box(/^∂\/∂W = /);
    expect(await result.textContent()).toContain(briefOf(values(dW)));
    expect(await result.getAttribute('class')).toContain('backward result');
    expect(await box(/^scores = add/).getAttribute('class')).not.toContain('backward');
    expect(await explanation().innerText()).toContain('The gradient of the loss by W.');
    const cells = await explanation().locator('tbody tr').first().locator('td').allInnerTexts();
    expect(cells.map((text) => Number(text.replace('−', '-')))).toEqual(
      Array.from(values(dW).data.slice(0, 3), (each) => Number(each.toPrecision(3))),
    );
    const few = await picture().getByRole('button').count();
    await page().getByLabel('A box for each operation').check();
    await expect.poll(() => picture().getByRole('button').count()).toBeGreaterThan(2 * few);
    await show('All gradients');
    expect(await box(/^∂\/∂b = sumTo/).textContent()).toContain(briefOf(values(db)));
  });

  test('a graph that is wider than the page is seen at once where that is asked for', async () => {
    await field().fill(right);
    await show('All gradients');
    const hidden = () =>
      page()
        .locator('.graph-view-scroll')
        .evaluate((at) => at.scrollWidth - at.clientWidth);
    await page().setViewportSize({ width: 500, height: 800 });
    expect(await hidden()).toBeGreaterThan(100);
    await page().getByLabel('Fit the width').check();
    await expect.poll(hidden).toBeLessThanOrEqual(1);
  });

  test('the library that lays graphs out is loaded with the first graph', async () => {
    const isLayout = (url: string): boolean => /layout/.test(url);
    expect(fetched().filter(isLayout)).toEqual([]);
    await field().fill('l2(W)');
    await box(/^l2/).waitFor();
    expect(fetched().filter(isLayout)).toHaveLength(1);
  });

  test('the keyboard goes from box to box; each is explained, and its part of the text is marked', async () => {
    await field().fill(right);
    await box(/^add/).last().focus();
    const focused = () => page().evaluate(() => document.activeElement!.textContent);
    const described = () =>
      page().evaluate(
        () => document.getElementById(document.activeElement!.getAttribute('aria-describedby')!)!.textContent,
      );
    expect(await pointed()).toBe('mean(crossEntropy(scores, labels)) + 1e-3 * l2(W)');
    await page().keyboard.press('Home');
    expect(await focused()).toMatch(/^X/);
    expect(await described()).toContain('Given from outside');
    expect(await pointed()).toBe('X');
    await page().keyboard.press('ArrowDown');
    expect(await focused()).toMatch(/^matmul/);
    expect(await described()).toContain('matmul: The product Σₖ');
    expect(await described()).toContain('[batch, 3]');
    expect(await pointed()).toBe('X @ W');
    await page().keyboard.press('Shift+Tab');
    expect(await pointed()).toBe('');
    await page().keyboard.press('Tab');
    expect(await focused()).toMatch(/^matmul/);
  });

  test('a box that is pointed at is explained, and stays so when it is not any more', async () => {
    await field().fill(right);
    await box(/^crossEntropy/).hover();
    expect(await explanation().innerText()).toContain('crossEntropy: The cross-entropy');
    expect(await pointed()).toBe('crossEntropy(scores, labels)');
    await page().locator('h1').hover();
    expect(await explanation().innerText()).toContain('crossEntropy: The cross-entropy');
    expect(await pointed()).toBe('');
  });

  test('what is no number is seen at its box', async () => {
    await field().fill('mean(log(W - 1))');
    await picture().waitFor();
    expect(await box(/^log/).getAttribute('class')).toContain('broken');
    expect(await box(/^log/).textContent()).toContain('NaN in 2 of 6');
    expect(await box(/^W/).getAttribute('class')).not.toContain('broken');
  });

  test('of hundreds of operations those nearest the result are drawn, or all of them as expressions', async () => {
    await field().fill(`${Array.from({ length: 90 }, (_, i) => `sin(${i} + exp(W))`).join(' + ')}`.replace(/^.*$/, 'sum($&)')); // prettier-ignore
    await page()
      .getByText(/Of \d+ boxes the 200 nearest the result are drawn/)
      .waitFor();
    await picture().waitFor();
    expect(await picture().getByRole('button').count()).toBe(200);
    expect(await box(/^sum/).getAttribute('class')).toContain('result');
    await show('The loss as computed');
    expect(await picture().getByRole('button').count()).toBeLessThan(200);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing to object to in any view, %s', async (colorScheme) => {
    await page().emulateMedia({ colorScheme });
    await field().fill(right);
    for (const title of await page().getByLabel('Show').locator('option').allInnerTexts()) {
      await show(title);
      await picture().getByRole('button').first().focus();
      expect(await violations()).toEqual([]);
    }
  });

  test.each([320, 390])('a screen of %d pixels scrolls the graph and not the page', async (width) => {
    await page().setViewportSize({ width, height: 640 });
    await field().fill(`${right} + sum(abs(W)) + sum(exp(b)) + sum(sin(X)) + sum(tanh(X @ W))`);
    for (const title of ['The loss as written', 'All gradients']) {
      await show(title);
      expect(await page().evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await box(/^W/).focus();
      for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown']) {
        await page().keyboard.press(key);
        const isWhole = await page().evaluate(() => {
          const [inner, outer] = ['.graph-view-box.current', '.graph-view-scroll'].map((each) => document.querySelector(each)!.getBoundingClientRect()); // prettier-ignore
          return inner!.left >= outer!.left - 1 && inner!.right <= outer!.right + 1;
        });
        expect(isWhole).toBe(true);
      }
    }
  });
});
