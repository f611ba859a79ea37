import { describe, expect, test } from 'vitest';
import { chromium, openedForEach, right } from './opened.ts';

describe.skipIf(chromium === undefined)('in a browser', () => {
  const { page, field, status, picture, box, violations } = openedForEach();
  const underlined = () => page().locator('pre .mistake').allTextContents();

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
    expect(await page().evaluate(() => 'harmed' in globalThis)).toBe(false);
    await field().fill('l2(W)');
    await box(/^l2/).waitFor();
  });

  test('a name is completed by the keyboard, and Escape leaves it as it is', async () => {
    await field().fill('');
    await field().pressSequentially('mean(crossE');
    const options = page().getByRole('listbox', { name: 'Completions' }).getByRole('option');
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

  test('what can be written is listed, found and written where the caret is', async () => {
    await field().fill('mean() + l2(W)');
    await field().evaluate((element) => (element as HTMLTextAreaElement).setSelectionRange(5, 5));
    await page().getByText('What can be written').click();
    expect(await page().getByRole('list', { name: 'Names' }).innerText()).toMatch(/labels\s*y\s*\[batch\], int/);
    const operations = page().getByRole('list', { name: 'Operations' }).getByRole('button');
    expect(await operations.count()).toBeGreaterThan(100);
    await page().getByLabel('Find an operation').fill('LEAKYRELU');
    expect(await operations.count()).toBe(1);
    await page().getByLabel('Find an operation').fill('crossentropy');
    await operations.filter({ hasText: /^crossEntropy/ }).click();
    await page().keyboard.type('X @ W, labels)');
    expect(await field().inputValue()).toBe('mean(crossEntropy(X @ W, labels)) + l2(W)');
    await box(/^mean/).waitFor();
  });

  test.each(['light', 'dark'] as const)('axe finds nothing to object to, %s', async (colorScheme) => {
    await page().emulateMedia({ colorScheme });
    for (const text of ['# a comment\nmean(X @ X) + 2', right, 'l2(W) + me']) {
      await field().fill(text);
      expect(await violations()).toEqual([]);
    }
    await page().getByText('What can be written').click();
    expect(await violations()).toEqual([]);
  });
});
