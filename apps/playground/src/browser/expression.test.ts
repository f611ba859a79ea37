import { evaluate } from '@adjoint/graph';
import { either as E } from 'fp-ts';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { original } from '../experiment/experiment.ts';
import { briefOf } from '../expression/summary.ts';
import { wholeLossOf } from '../expression/whole-loss.ts';
import { classifierOf } from '../session/classifier.ts';
import { bindingsOf } from '../session/session.ts';
import { type Opened, playgroundFor, violationsOn } from './playground.ts';

const playground = playgroundFor('expressions');

describe.skipIf(!playground.isThere)('the tab of the loss as an expression', () => {
  let opened: Opened;
  let page: Page;

  beforeAll(async () => {
    opened = await playground.open({ viewport: { width: 1280, height: 900 } });
    page = opened.page;
    await page.getByRole('tab', { name: 'Your own loss' }).click();
    await field().waitFor();
  });

  const field = () => page.getByLabel('Expression', { exact: true });
  const box = (name: RegExp) => page.locator('.graph-view-picture').getByRole('button', { name });

  test('each example is right, and what is drawn of it is the loss that is trained', async () => {
    const examples = page.getByLabel('Begin with');
    await page.getByLabel('Show').selectOption('The loss as computed');
    for (const title of [
      'Softmax',
      'Squared hinge',
      'Softmax with smoothed labels',
      'L1 instead of L2',
      'Focal loss',
    ]) {
      await examples.selectOption(title);
      const text = await field().inputValue();
      const loss = wholeLossOf(text, (lossWith) => classifierOf({ ...original, loss: { kind: 'expression', text } }, lossWith)); // prettier-ignore
      if (E.isLeft(loss)) throw new Error(loss.left[0]!.message);
      const total = evaluate(loss.right.total, bindingsOf(original, original.points));
      await expect.poll(() => box(/^loss = /).textContent()).toContain(briefOf(total));
      await expect.poll(async () => Number(await page.locator('[data-term="total"]').getAttribute('title'))).toBeCloseTo(total.data[0]!, 12); // prettier-ignore
    }
  });

  test('the focal loss is not its cross-entropy', async () => {
    await page.getByLabel('Begin with').selectOption('Focal loss');
    await page.getByLabel('Show').selectOption('The loss as written');
    await box(/^pow/).waitFor();
    expect(await page.locator('.graph-view-box.result strong').innerText()).toBe('mul');
  });

  test('while the text is wrong, the last graph stays and says so, and nothing of the text is marked', async () => {
    await page.getByLabel('Show').selectOption('The gradient ∂/∂W');
    await box(/^∂\/∂W/).waitFor();
    await field().fill('mean(crossEntropy(scores, labels)');
    await page.getByText('Until this is right').waitFor();
    await box(/^∂\/∂W/).focus();
    expect(await page.locator('pre .pointed').count()).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
    await field().fill('hinge(scores, labels)');
    await page.getByText('Until this is right').waitFor({ state: 'detached' });
  });

  test('the numbers of the graph follow while it trains', async () => {
    const value = () => box(/^∂\/∂W/).textContent();
    const before = await value();
    await page.getByRole('button', { name: 'Run' }).click();
    await expect.poll(value).not.toBe(before);
  });

  test('says nothing to the console in all of this', () => {
    expect(opened.said).toEqual([]);
  });
});
