import { type NumericArray, toValue } from '@adjoint/graph';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { breastCancer } from './breast-cancer.ts';
import { classWeights } from './class-weights.ts';

const column = <D extends NumericArray>(data: D) => ({ shape: [data.length], data });

describe('class weights', () => {
  test("are those of scikit-learn's balanced", async () => {
    // compute_class_weight('balanced', classes=[0, 1], y=load_breast_cancer().target)
    const { data } = classWeights((await breastCancer()).data.labels);
    expect(data[0]).toBeCloseTo(1.3419811320754718, 14);
    expect(data[1]).toBeCloseTo(0.7969187675070029, 14);
  });

  property.prop([fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(), { maxLength: 50 })])(
    'make all classes count equally, and have the mean 1 over the samples',
    (classes, numbers) => {
      const labels = [...Array.from({ length: classes }, (_, i) => i), ...numbers.map((number) => number % classes)];
      const { shape, data } = classWeights(column(Int32Array.from(labels)));
      expect(shape).toEqual([classes]);
      const share = labels.length / classes;
      for (const [label, weight] of data.entries())
        expect(weight * labels.filter((other) => other === label).length).toBeCloseTo(share, 10);
    },
  );

  test('take labels of any kind of array', () => {
    expect(classWeights(column(Uint8Array.of(1, 0, 1, 1)), { classes: 2 }).data).toEqual(Float64Array.of(2, 2 / 3));
  });

  test.each<readonly [readonly number[], number | undefined, string]>([
    [[0, 2], undefined, 'every class must have a sample of the 2, got 3 classes'],
    [[0, 2, 2], undefined, 'every class must have a sample, got none of class 1'],
    [[0, 1, 1], 3, 'every class must have a sample, got none of class 2'],
    [[0, 1], 3, 'every class must have a sample of the 2, got 3 classes'],
    [[0, 2 ** 31], undefined, 'every class must have a sample of the 2, got 2147483649 classes'],
    [[0, 1], 1, 'a label must be an integer from 0 to 0, got 1'],
    [[0, -1], undefined, 'a label must be an integer from 0 on, got -1'],
    [[0, 0.5], undefined, 'a label must be an integer from 0 on, got 0.5'],
    [[0, Number.NaN], undefined, 'a label must be an integer from 0 on, got NaN'],
    [[0], 1.5, 'every class must have a sample of the 1, got 1.5 classes'],
    [[0], Number.NaN, 'a label must be an integer from 0 to NaN, got 0'],
    [[], undefined, 'labels must have one axis and at least one label, got shape [0]'],
  ])('of labels %j for %s classes are refused', (labels, classes, message) => {
    expect(() => classWeights(toValue(labels), classes === undefined ? {} : { classes })).toThrow(
      `classWeights: ${message}`,
    );
  });

  test('of labels of two axes are refused', () => {
    expect(() => classWeights(toValue([[0, 1]]))).toThrow('classWeights: labels must have one axis');
  });
});
