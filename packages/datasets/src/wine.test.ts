import { describe, expect, test } from 'vitest';
import { wine } from './wine.ts';

describe('the bundled wines', () => {
  test('are 178 of 13 measurements, by three growers', async () => {
    const { data, classes, featureNames } = await wine();
    expect([data.features.shape, data.labels.shape, featureNames.length]).toEqual([[178, 13], [178], 13]);
    expect(classes).toEqual(['class_0', 'class_1', 'class_2']);
    expect(classes.map((_, label) => data.labels.data.filter((other) => other === label).length)).toEqual([59, 71, 48]);
  });

  test('have the column means that scikit-learn gives', async () => {
    const { features } = (await wine()).data;
    // load_wine().data.mean(0)[[0, 1, 2, 12]]
    for (const [column, mean] of [
      [0, 13.00061798],
      [1, 2.33634831],
      [2, 2.36651685],
      [12, 746.89325843],
    ] as const) {
      const found = features.data.filter((_, i) => i % 13 === column);
      expect(found.reduce((sum, x) => sum + x, 0) / 178).toBeCloseTo(mean, 8);
    }
  });

  test('say where they come from', async () => {
    const { citation, licence, origin } = await wine();
    expect(citation).toContain('https://doi.org/10.24432/C5PC7J');
    expect(origin).toContain('Forina');
    expect(licence).toContain('https://creativecommons.org/licenses/by/4.0/');
  });
});
