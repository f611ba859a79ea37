import { expect, test } from 'vitest';
import { loadDigits, pictureAt } from './digit-set.ts';
import { nearestTo } from './nearest.ts';

test('the nearest picture to one that was learned from is that picture', async () => {
  const { train, test } = await loadDigits();
  const [first, second] = nearestTo(pictureAt(train, 7), train, 2);
  expect(first).toEqual({ picture: pictureAt(train, 7), digit: train.labels.data[7], distance: 0 });
  expect(second!.distance).toBeGreaterThan(0);
  // nearest neighbours are known to be right about most of these digits
  const rows = Array.from({ length: 60 }, (_, row) => row);
  const right = rows.filter((row) => nearestTo(pictureAt(test, row), train, 1)[0]!.digit === test.labels.data[row]);
  expect(right.length).toBeGreaterThan(54);
});

test('neighbours come nearest first, with their distances', () => {
  const rows = {
    pictures: { shape: [3, 64], data: new Float64Array(192).fill(0).fill(2, 64, 128).fill(1, 128) },
    labels: { shape: [3], data: Int32Array.of(4, 5, 6) },
  };
  const found = nearestTo(new Float64Array(64), rows, 3);
  expect(found.map(({ digit, distance }) => [digit, distance])).toEqual([[4, 0], [6, 8], [5, 16]]); // prettier-ignore
});
