import { describe, expect, test } from 'vitest';
import { breastCancer } from './breast-cancer.ts';

describe('the bundled tumours', () => {
  test('are 569 of 30 measurements, 212 malignant and 357 benign', async () => {
    const { data, classes } = await breastCancer();
    expect([data.features.shape, data.labels.shape]).toEqual([[569, 30], [569]]);
    expect(classes).toEqual(['malignant', 'benign']);
    expect(classes.map((_, label) => data.labels.data.filter((other) => other === label).length)).toEqual([212, 357]);
  });

  test('have the names of their columns in the order of the file', async () => {
    const { featureNames, data } = await breastCancer();
    expect(featureNames).toHaveLength(30);
    // the first line of the file begins 17.99,10.38,122.8,1001 and has 1.095 and 25.38 at the 11th and the 21st place
    const named = Object.fromEntries(featureNames.map((name, column) => [name, data.features.data[column]]));
    expect(named).toMatchObject({
      'mean radius': 17.99,
      'mean area': 1001,
      'radius error': 1.095,
      'worst radius': 25.38,
    });
  });

  test('have the column means that scikit-learn gives', async () => {
    const { features } = (await breastCancer()).data;
    // load_breast_cancer().data.mean(0)[:4]
    [14.12729174, 19.28964851, 91.96903339, 654.88910369].forEach((mean, column) => {
      const found = features.data.filter((_, i) => i % 30 === column);
      expect(found.reduce((sum, x) => sum + x, 0) / 569).toBeCloseTo(mean, 8);
    });
  });

  test('say where they come from', async () => {
    const { citation, licence, origin } = await breastCancer();
    expect(citation).toContain('https://doi.org/10.24432/C5DW2B');
    expect(origin).toContain('Wolberg');
    expect(licence).toContain('https://creativecommons.org/licenses/by/4.0/');
  });
});
