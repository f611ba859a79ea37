import {
  type AnyTensor,
  attempt,
  constant,
  customGradient,
  evaluate,
  gradient,
  input,
  print,
  scale,
  type Tensor,
  uniforms,
} from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../../test/convention.ts';
import * as ops from '../index.ts';

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
    const alone = draw(input('x', [], 'real') as Tensor<[]>, input('key', [], 'int'));
    expect([c, d]).toEqual([1, 2].map((key) => evaluate(alone, { x: 0, key }).data[0]));
  });

  test('has operands with the dimension in front', () => {
    const f = ops.vectorize((x: Tensor<[3]>) => ops.sum(x), 'batch');
    expect(failureOf(() => f(input('x', [3]) as never)).message).toBe(
      'vectorize: operands must have the leading dimension batch, got [3]',
    );
  });

  test('does not repeat a matrix that is the same for all', () => {
    const [a, xs] = [input('a', [3, 3]), input('xs', ['batch', 3])];
    const products = ops.vectorize((x: Tensor<[3]>) => ops.matmul(a, x), 'batch')(xs);
    const solutions = ops.vectorize((x: Tensor<[3]>) => ops.solve(a, x), 'batch')(xs);
    for (const many of [products, solutions]) expect(print(many as AnyTensor as Tensor)).not.toContain('[batch, 3, 3]');
    const bindings = { a: [[2, 0, 0], [0, 1, 1], [0, 0, 4]], xs: [[1, 2, 3], [4, 5, 6]] }; // prettier-ignore
    expect([...evaluate(products, bindings).data]).toEqual([2, 5, 12, 8, 11, 24]);
    expect([...evaluate(solutions, bindings).data]).toEqual([0.5, 1.25, 0.75, 2, 3.5, 1.5]);
  });

  test('counts each by itself', () => {
    const xs = input('xs', ['batch', 3], 'int');
    const [values, counts] = ops.vectorize((x: Tensor<[3], 'int'>) => ops.uniqueCounts(x, 2), 'batch')(xs);
    const found = evaluate({ values, counts }, { xs: [[3, 1, 3], [2, 2, 2]] }); // prettier-ignore
    expect([...found.values.data]).toEqual([1, 3, 2, 0]);
    expect([...found.counts.data]).toEqual([1, 2, 3, 0]);
    const more = attempt(() => evaluate(counts, { xs: [[3, 3, 3], [2, 1, 0]] })); // prettier-ignore
    expect(more).toMatchObject({ left: { message: expect.stringContaining('at most 2 different elements') } });
  });

  test('is refused an index that would be one of its neighbour', () => {
    const [tables, places] = [input('tables', ['batch', 2]), input('places', ['batch'], 'int')];
    const pick = (table: Tensor<[2]>, place: Tensor<[], 'int'>) => ops.gather(table, place, 0);
    const picked = ops.vectorize(pick, 'batch')(tables, places);
    const bindings = { tables: [[1, 2], [3, 4]], places: [1, 0] }; // prettier-ignore
    expect([...evaluate(picked, bindings).data]).toEqual([2, 3]);
    expect(failureOf(() => evaluate(picked, { ...bindings, places: [2, 0] })).message).toContain(
      'index must be from 0 to 1, got 2 at [0]',
    );
  });

  test('has a derivative of its own inside and outside, which may speak of other operands', () => {
    const [xs, ws] = [input('xs', ['batch', 2]), input('ws', ['batch'])];
    const claimed = (x: Tensor<[2]>, w: Tensor<[]>) =>
      customGradient(ops.square(x), [x, w], ({ g, x: [each] }) => [ops.mul(scale(g, each!), w), null]);
    const inside = ops.vectorize((x: Tensor<[2]>, w: Tensor<[]>) => gradient(ops.sum(claimed(x, w)), [x])[0], 'batch')(
      xs,
      ws,
    );
    const outside = gradient(ops.sum(ops.vectorize(claimed, 'batch')(xs, ws)), [xs])[0];
    const bindings = { xs: [[1, 2], [3, 4]], ws: [10, 100] }; // prettier-ignore
    for (const slopes of [inside, outside]) expect([...evaluate(slopes, bindings).data]).toEqual([10, 20, 300, 400]);
    expect(print(outside)).not.toContain('scan');
  });
});

type OfTwo = (x: Tensor<[4]>, places: Tensor<[2], 'int'>) => AnyTensor;

const { sort: sorted } = ops; // of tensors, not of an array in place

const table = input('table', [4, 2]);

const first = (places: Tensor<[2], 'int'>): Tensor<[], 'int'> => ops.reshape(ops.slice(places, [{ end: 1 }]), []);

/** Two rows with 3 added to the diagonal. */
const matrix = (x: AnyTensor): Tensor<[2, 2]> =>
  ops.add(ops.reshape(x as Tensor, [2, 2]), ops.diag(constant([3, 3]) as AnyTensor as Tensor<[2]>));

const functions: Readonly<Record<string, OfTwo>> = {
  argsort: (x) => ops.argsort(x),
  conv1d: (x) => ops.conv1d(ops.reshape(x, [1, 4, 1]), ops.reshape(ops.square(x), [2, 1, 2])),
  cummax: (x) => ops.cummax(x),
  gather: (x, places) => ops.gather(x, places, 0),
  'gather from one table': (_, places) => ops.gather(table, places, 0),
  'gather at the same places': (x) => ops.gather(x, input('same', [3], 'int'), 0),
  logDeterminant: (x) => ops.logDeterminant(matrix(x))[1],
  'matmul by one matrix': (x) => ops.matmul(x, table),
  'matmul of one matrix': (x) => ops.matmul(ops.transpose(table), x),
  qr: (x) => ops.qr(matrix(x))[1],
  randomNormal: (x, places) => ops.mul(x, ops.randomNormal(first(places), [4])),
  searchSorted: (x) => ops.searchSorted(sorted(x), ops.square(x)),
  segmentSum: (x, places) => ops.square(ops.segmentSum(ops.reshape(x, [2, 2]), places, 4)),
  solve: (x, places) => ops.solve(matrix(x), ops.toReal(places)),
  'solve with one matrix': (x) => ops.solve(matrix(ops.slice(table, [{ end: 2 }])), ops.reshape(x, [2, 2])),
  symmetricEigen: (x) => ops.symmetricEigen(matrix(x))[0],
  topK: (x) => ops.topK(x, 2)[0],
  uniqueCounts: (_, places) => ops.uniqueCounts(places, 2)[1],
};

describe('mapped over two dimensions, values and gradients are those of each by itself:', () => {
  const shared = { table: [[1, -2], [0.5, 3], [0.25, -1], [2, 0]], same: [3, 3, 0] }; // prettier-ignore
  const xs = uniforms(3, 24).map((u) => 2 * u - 1);
  const places = Int32Array.from({ length: 12 }, (_, i) => (i * i + 1) % 4);
  const withSlope =
    (f: OfTwo): OfTwo =>
    (x, at) => {
      const y = f(x, at);
      if (y.kind !== 'real') return y;
      const [slope] = gradient(ops.sum(ops.sin(y as Tensor)), [x], { unused: 'zeros' });
      return ops.concat([ops.reshape(y as Tensor, [-1]), slope as AnyTensor as Tensor], 0);
    };

  test.each(Object.entries(functions))('%s', (_, f) => {
    const g = withSlope(f);
    const alone = g(input('x', [4]), input('at', [2], 'int'));
    const one = (i: number, j: number): readonly number[] => [
      ...evaluate(alone, { ...shared, x: xs.slice(4 * i, 4 * i + 4), at: places.slice(2 * j, 2 * j + 2) }).data,
    ];
    const paired = ops.vectorize(
      (rows: Tensor<['column', 4]>, at: Tensor<['column', 2], 'int'>) => ops.vectorize(g, 'column')(rows, at),
      'row',
    )(input('xs', ['row', 'column', 4]), input('places', ['row', 'column', 2], 'int'));
    const crossed = ops.vectorize(
      (x: Tensor<[4]>) =>
        ops.vectorize((at: Tensor<[2], 'int'>) => g(x, at), 'column')(input('places', ['column', 2], 'int')),
      'row',
    )(input('xs', ['row', 4]));
    for (const many of [paired, crossed]) expect(print(many as Tensor)).not.toContain('scan');
    const options = { sizes: { row: 2, column: 3 } };
    const all = { xs: { shape: [2, 3, 4], data: xs }, places: { shape: [2, 3, 2], data: places } };
    expectNear(
      evaluate(paired as AnyTensor, { ...shared, ...all }, options).data,
      [0, 1, 2, 3, 4, 5].flatMap((i) => one(i, i)),
    );
    const few = {
      xs: { shape: [2, 4], data: xs.slice(0, 8) },
      places: { shape: [3, 2], data: places.slice(0, 6) },
    };
    expectNear(
      evaluate(crossed as AnyTensor, { ...shared, ...few }, options).data,
      [0, 1].flatMap((i) => [0, 1, 2].flatMap((j) => one(i, j))),
    );
  });
});

const expectNear = (found: ArrayLike<number>, expected: readonly number[]): void => {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(found[i]! - value)).toBeLessThan(1e-12 * Math.max(1, Math.abs(value)));
  });
};
