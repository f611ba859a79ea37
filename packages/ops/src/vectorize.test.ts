import {
  type AnyTensor,
  type Bindings,
  constant,
  deriveKey,
  evaluate,
  gradient,
  input,
  print,
  type Shape,
  type Tensor,
  uniforms,
  type Value,
} from '@adjoint/graph';
import type { Operand, Sample } from '@adjoint/gradcheck';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../test/convention.ts';
import { samples } from '../test/samples.ts';
import * as ops from './index.ts';

const count = 3;

const sumOf = (tensors: readonly AnyTensor[]): Tensor<[]> =>
  tensors
    .filter((tensor) => tensor.kind === 'real')
    .map((tensor) => ops.sum(ops.sin(tensor as Tensor)))
    .reduce((sum, term) => ops.add(sum, term), constant(0));

/** What a sample builds, and the gradient of its sum by each real operand. */
const withSlopes = ({ build }: Sample, leaves: readonly AnyTensor[]): readonly AnyTensor[] => {
  const outputs = [build(leaves)].flat();
  const variables = leaves.filter((leaf): leaf is Tensor => leaf.kind === 'real');
  return [...outputs, ...gradient(sumOf(outputs), variables, { unused: 'zeros' })];
};

/** Elements that an operand may have, others for each number. */
const drawn = ({ shape, elements, from, to }: Operand, index: number, number: number): Value => {
  if (elements !== undefined) return { shape: [...shape], data: Float64Array.from(elements) };
  const [low, high] = [Math.max(from, -2), Math.min(to, from > -2 ? from + 2 : 2)];
  const size = shape.reduce((product, each) => product * each, 1);
  const data = uniforms(deriveKey(number, 'vectorize', index), size).map((u) => low + (0.02 + 0.96 * u) * (high - low));
  return { shape: [...shape], data };
};

const stacked = (values: readonly Value[]): Value => ({
  shape: [values.length, ...values[0]!.shape],
  data: Float64Array.from(values.flatMap(({ data }) => [...data])),
});

const typed = (value: Value, { kind }: Operand): Value => ({
  shape: value.shape,
  data: kind === 'real' ? value.data : Int32Array.from(value.data),
});

/** Expects the values and slopes of a sample, some operands differing along a new axis, to be those of each by itself. */
const mapsLikeEach = (sample: Sample, isMapped: (index: number) => boolean): void => {
  const { operands } = sample;
  const leaves = operands.map(({ shape, kind }, i) => input<Shape, typeof kind>(`x${i}`, [...shape], kind));
  const wholes = operands.map(({ shape, kind }, i) =>
    isMapped(i) ? input<Shape, typeof kind>(`x${i}`, ['one', ...shape], kind) : leaves[i]!,
  );
  const one = (...ones: readonly AnyTensor[]): readonly AnyTensor[] => {
    let next = 0;
    return withSlopes(
      sample,
      wholes.map((whole, i) => (isMapped(i) ? ones[next++]! : whole)),
    );
  };
  const mapped = ops.vectorize(one, 'one') as unknown as typeof one; // of any number of operands
  const many = mapped(...wholes.filter((_, i) => isMapped(i)));
  const points = Array.from({ length: count }, (_, number) =>
    operands.map((operand, i) => drawn(operand, i, isMapped(i) ? number : 0)),
  );
  const bindings: Bindings = Object.fromEntries(
    operands.map((operand, i) => [
      `x${i}`,
      typed(isMapped(i) ? stacked(points.map((point) => point[i]!)) : points[0]![i]!, operand),
    ]),
  );
  const found = Object.values(evaluate(Object.fromEntries(many.entries()), bindings, { sizes: { one: count } }));
  const alone = withSlopes(sample, leaves);
  points.forEach((point, number) => {
    const at = Object.fromEntries(operands.map((operand, i) => [`x${i}`, typed(point[i]!, operand)]));
    const expected = Object.values(evaluate(Object.fromEntries(alone.entries()), at));
    expected.forEach(({ shape, data }, i) => {
      const whole = found[i]!;
      expect(whole.shape).toEqual([count, ...shape]);
      const part = whole.data.slice(number * data.length, (number + 1) * data.length);
      const scale = Math.max(1, ...Array.from(data, Math.abs).filter(Number.isFinite));
      data.forEach((element, j) => {
        if (Number.isFinite(element)) expect(Math.abs(part[j]! - element)).toBeLessThanOrEqual(1e-12 * scale);
        else expect(part[j]).toBe(element);
      });
    });
  });
};

describe('mapped over a new dimension, values and gradients are those of each by itself:', () => {
  const used = Object.entries(samples).filter(([name]) => name !== 'vectorize');
  test.each(used)('%s', (_, samples) => {
    for (const sample of samples.filter(({ operands }) => operands.length > 0)) {
      mapsLikeEach(sample, () => true);
      const { length } = sample.operands;
      if (length > 1) for (let i = 0; i < length; i++) mapsLikeEach(sample, (index) => index === i);
    }
  });
});

describe('a function of one', () => {
  const w = input('w', [3, 2]);
  test('becomes the same operations with one more axis', () => {
    const many = ops.vectorize((x: Tensor<[3]>) => ops.tanh(ops.matmul(x, w)), 'batch')(input('x', ['batch', 3]));
    const listing = print(many);
    expect(many.shape).toEqual(['batch', 2]);
    expect(listing).not.toContain('scan');
    expect(listing).toContain('matmul(');
  });

  test('can be mapped over two dimensions', () => {
    const product = (x: Tensor<[3]>, y: Tensor<[3]>) => ops.dot(x, y);
    const [rows, columns] = [input('rows', ['row', 3]), input('columns', ['column', 3])];
    const table = ops.vectorize((x: Tensor<[3]>) => ops.vectorize((y: Tensor<[3]>) => product(x, y), 'column')(columns), 'row')(rows); // prettier-ignore
    expect(table.shape).toEqual(['row', 'column']);
    const bindings = { rows: [[1, 2, 3], [0, 1, 0]], columns: [[1, 0, 0], [0, 1, 0]] }; // prettier-ignore
    expect([...evaluate(table, bindings).data]).toEqual([1, 2, 0, 1]);
  });

  test('draws the same numbers for all from a key that it does not get, and others from one that it gets', () => {
    const keys = input('keys', ['batch'], 'int');
    const draw = (x: Tensor<[]>, key: Tensor<[], 'int'>) => ops.add(x, ops.randomNormal(key, []));
    const x = input('x', ['batch']);
    const bindings = { x: [0, 0], keys: [1, 2], key: 1 };
    const shared = ops.vectorize((one: Tensor<[]>) => draw(one, input('key', [], 'int')), 'batch')(x);
    const own = ops.vectorize(draw, 'batch')(x, keys);
    const [a, b] = evaluate(shared, bindings).data;
    const [c, d] = evaluate(own, bindings).data;
    expect([a, c]).toEqual([b, a]);
    expect(d).not.toBe(c);
  });

  test('has operands with the dimension in front', () => {
    const f = ops.vectorize((x: Tensor<[3]>) => ops.sum(x), 'batch');
    expect(failureOf(() => f(input('x', [3]) as never)).message).toBe(
      'vectorize: operands must have the leading dimension batch, got [3]',
    );
  });
});
