import { checkGradients } from '@adjoint/gradcheck';
import { initialize } from '@adjoint/ops';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Choice, type Classifier, classifierOf, type Weights } from './classifier.ts';
import { type DigitSet, loadDigits, pictureAt } from './digit-set.ts';
import { drawingOf } from './drawing.ts';
import { drawnDigits } from './drawn-digits.ts';
import { judge, slopeOf } from './judgement.ts';
import { type DigitPicture, pictureOf } from './picture.ts';
import { type Progress, train } from './training.ts';

let set: DigitSet;
beforeAll(async () => {
  set = await loadDigits();
});

const progressOf = async (choice: Choice, epochs: number): Promise<readonly Progress[]> => {
  const progress: Progress[] = [];
  const pause = (): Promise<void> => Promise.resolve();
  for await (const each of train(classifierOf(choice), set, { epochs, seed: 1, pause })) progress.push(each);
  return progress;
};

/** The share of the digits held out that are taken for what they are, each changed in some way. */
const shareOf = (classifier: Classifier, weights: Weights, change: (picture: DigitPicture) => DigitPicture): number => {
  const labels = Array.from(set.test.labels.data);
  const right = labels.filter((label, row) => {
    const { digit } = judge(classifier, weights, change(pictureAt(set.test, row)));
    return digit === label;
  });
  return right.length / labels.length;
};

const choices = [
  { model: 'linear', loss: 'softmax', least: 0.94 },
  { model: 'linear', loss: 'hinge', least: 0.94 },
  { model: 'hidden layer', loss: 'softmax', least: 0.96 },
  { model: 'hidden layer', loss: 'hinge', least: 0.96 },
] as const;

describe.each(choices)('a classifier, $model, with the $loss loss', ({ model, loss, least }) => {
  const choice = { model, loss };
  const classifier = classifierOf(choice);
  let progress: readonly Progress[];
  let last: Progress;
  beforeAll(async () => {
    progress = await progressOf(choice, 40);
    last = progress.at(-1)!;
  });

  test(`is right about ${least} of the digits held out`, () => {
    expect(last.accuracy).toBeGreaterThanOrEqual(least);
    expect(shareOf(classifier, last.weights, (picture) => picture)).toBeCloseTo(last.accuracy, 6);
  });
  test('tells the loss of every epoch, which falls', () => {
    expect(progress.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 41 }, (_, epoch) => epoch));
    expect(last.losses).toHaveLength(40);
    expect(last.losses.at(-1)).toBeLessThan(last.losses[0]! / 4);
  });
  test('takes the digits held out for much the same when they are drawn', () => {
    const share = shareOf(classifier, last.weights, (picture) => pictureOf(drawingOf(picture))!);
    expect(share).toBeGreaterThan(last.accuracy - 0.045);
    expect(share).toBeGreaterThanOrEqual(0.93);
  });
  test('takes drawn digits for what they are', () => {
    const found = drawnDigits().map((drawing) => judge(classifier, last.weights, pictureOf(drawing)!).digit);
    expect(found.filter((digit, drawn) => digit === drawn).length, found.join(' ')).toBe(10);
  });
  test('gives probabilities that sum to 1, the highest where the score is', () => {
    const { scores, probabilities, digit } = judge(classifier, last.weights, pictureAt(set.test, 0));
    expect(Array.from(probabilities).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(probabilities[digit]).toBe(Math.max(...Array.from(probabilities)));
    expect(scores[digit]).toBe(Math.max(...Array.from(scores)));
  });
  test('has the slope of a score that centered differences have', () => {
    const picture = pictureAt(set.test, 3);
    const slope = slopeOf(classifier, last.weights, picture, 7);
    const scoreAt = (at: number, by: number): number =>
      judge(
        classifier,
        last.weights,
        picture.map((count, index) => (index === at ? count + by : count)),
      ).scores[7]!;
    for (const at of [10, 20, 35, 60])
      expect(slope[at]).toBeCloseTo((scoreAt(at, 1e-4) - scoreAt(at, -1e-4)) / 2e-4, 6);
  });
  test('has a loss whose gradient is right', () => {
    const at = { ...firstRows(20), ...initialize(classifier.loss, { seed: 1 }) };
    expect(checkGradients(classifier.loss, { at }).verdict).toBe('correct');
  });
});

const firstRows = (rows: number) => ({
  pictures: { shape: [rows, 64], data: set.train.pictures.data.slice(0, rows * 64) },
  labels: { shape: [rows], data: set.train.labels.data.slice(0, rows) },
});

test('a fifth of the digits is held out', () => {
  expect([set.train.labels.shape, set.test.labels.shape]).toEqual([[1438], [359]]);
});

describe('a training run', () => {
  test('begins with weights that know nothing', async () => {
    const [start] = await progressOf({ model: 'linear', loss: 'softmax' }, 1);
    expect(start!.accuracy).toBeLessThan(0.3);
    expect(start!.losses).toEqual([]);
  });
  test('comes to the same weights every time, whether others have their turn or not', async () => {
    const choice = { model: 'hidden layer', loss: 'softmax' } as const;
    const [first] = (await progressOf(choice, 2)).slice(-1);
    const pause = () => new Promise((resolve) => setTimeout(resolve));
    let last: Progress | undefined;
    for await (const each of train(classifierOf(choice), set, { epochs: 2, seed: 1, pause })) last = each;
    expect(last).toEqual(first);
  });
});
