import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Bindings } from '../evaluation/binding.ts';
import { broadcastTo, sumTo } from '../broadcast.ts';
import { add, scale } from './cotangent.ts';
import { attempt } from '../error.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { gradient } from './gradient.ts';
import { constant, input, parameter } from '../leaf.ts';
import type { AnyTensor, Tensor } from '../node.ts';
import { label } from '../application.ts';
import { defineOp, outcome } from '../op.ts';
import { s } from '../scalar.ts';
import type { Shape } from '../shape.ts';

const { NaN: nan } = Number;

/** √x, whose derivative at 0 is infinite. */
const root = defineOp('root', <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
  scalar: s.sqrt,
  derivative: [({ g, y }) => scale(g, reciprocal(add(y, y)))], // d√x = dx / 2√x
});
const reciprocal = defineOp('reciprocal', <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
  scalar: (x) => s.div(1, x),
  derivative: [({ g, y }) => scale(scale(g, scale(y, y)), -1)], // d(1/x) = −dx/x²
});
const isPositive = defineOp('isPositive', <S extends Shape>(x: Tensor<S>) => outcome(x.shape, 'bool'), {
  scalar: (x) => s.less(0, x),
});
const toReal = defineOp('toReal', <S extends Shape>(x: Tensor<S, 'bool'>) => outcome<S>(x.shape), {
  kinds: ['bool'],
  scalar: (x) => x,
});
const keep = defineOp('keep', <S extends Shape>(x: Tensor<S>, _mask: Tensor<S, 'bool'>) => outcome<S>(x.shape), {
  kinds: ['real', 'bool'],
  scalar: (x, mask) => s.select(mask, x, 0),
  derivative: [({ g, x: [, mask] }): Tensor => keep(g, mask as AnyTensor as Tensor<Shape, 'bool'>)],
});

const x = input('x', []);
const v = input('v', ['n']);

const valueOf = (tensor: Tensor<[]>, bindings: Bindings): number => evaluate(tensor, bindings).data[0]!;
const slopeOf = (loss: Tensor<[]>, bindings: Bindings): number => valueOf(gradient(loss, [x])[0], bindings);

describe('the gradient', () => {
  test('sums over all paths', () => {
    const square = scale(x, x);
    const loss = add(add(square, scale(square, x)), x); // x² + x³ + x
    expect(slopeOf(loss, { x: 2 })).toBe(4 + 12 + 1);
    expect(slopeOf(add(x, x), { x: 2 })).toBe(2);
  });

  test('by several tensors gives one of equal shape for each', () => {
    const w = parameter('w', [3]);
    const b = parameter('b', []);
    const rows = input('rows', ['batch', 3]);
    const loss = sumTo(add(scale(rows, w), b), []);
    const [dw, db, drows] = gradient(loss, [w, b, rows]);
    expect([dw, db, drows].map(({ shape }) => shape)).toEqual([[3], [], ['batch', 3]]);
    const at = {
      w: [1, 10, 100],
      b: 5,
      rows: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    };
    const slopes = evaluate({ loss, dw, db, drows }, at);
    expect([...slopes.dw.data]).toEqual([5, 7, 9]);
    expect([...slopes.db.data]).toEqual([6]);
    expect([...slopes.drows.data]).toEqual([1, 10, 100, 1, 10, 100]);
  });

  test('by nothing is nothing', () => {
    expect(gradient(x, [])).toEqual([]);
  });

  test('by one tensor twice is given twice', () => {
    const [first, second] = gradient(scale(x, x), [x, x]);
    expect([valueOf(first, { x: 3 }), valueOf(second, { x: 3 })]).toEqual([6, 6]);
  });

  test('of a tensor by itself is 1', () => {
    expect(slopeOf(x, {})).toBe(1);
  });

  test('by a step on the way treats it as free', () => {
    const square = scale(x, x);
    const loss = scale(square, add(square, x)); // s² + s·x
    const [bySquare, byX] = gradient(loss, [square, x]);
    expect(valueOf(bySquare, { x: 3 })).toBe(2 * 9 + 3);
    expect(valueOf(byX, { x: 3 })).toBe(4 * 27 + 3 * 9);
  });

  test('by a constant exists', () => {
    const c = constant(5);
    expect(valueOf(gradient(scale(c, x), [c])[0], { x: 3 })).toBe(3);
  });

  test('is made of ordinary tensors: it can be printed and evaluated beside its loss', () => {
    const loss = scale(x, x);
    const [slope] = gradient(loss, [x]);
    expect(String(slope)).toContain('scale(1, x)');
    expect(evaluate({ loss, slope }, { x: 3 })).toMatchObject({
      loss: { data: Float64Array.of(9) },
      slope: { data: Float64Array.of(6) },
    });
  });

  test('changes nothing about the graph it was taken from', () => {
    const loss = scale(x, x);
    const before = String(loss);
    gradient(loss, [x]);
    gradient(loss, [x]);
    expect(String(loss)).toBe(before);
    expect(valueOf(loss, { x: 3 })).toBe(9);
  });
});

describe('higher derivatives', () => {
  test.prop([
    fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 }),
    fc.integer({ min: -9, max: 9 }),
  ])('of a polynomial are exact', (coefficients, at) => {
    // Horner: a + x(b + x(c + x(d + x·e)))
    const polynomial = coefficients.reduceRight<Tensor<[]>>((sum, c) => add(scale(sum, x), c), scale(x, 0));
    const [first] = gradient(polynomial, [x]);
    const [second] = gradient(first, [x]);
    const [third] = gradient(second, [x]);
    const derivative = (order: number): number =>
      coefficients.reduce((sum, c, power) => {
        let term = c;
        for (let k = 0; k < order; k++) term *= power - k;
        return power < order ? sum : sum + term * at ** (power - order);
      }, 0);
    const derivatives = [polynomial, first, second, third].map((tensor) => valueOf(tensor, { x: at }) + 0);
    expect(derivatives).toEqual([0, 1, 2, 3].map((order) => derivative(order) + 0));
  });

  test('of a linear function are zeros', () => {
    const [slope] = gradient(sumTo(scale(v, 3), []), [v]);
    const [curvature] = gradient(sumTo(slope, []), [v]);
    const [third] = gradient(sumTo(curvature, []), [v]);
    for (const zeros of [curvature, third])
      expect(evaluate(zeros, {}, { sizes: { n: 2 } })).toEqual({ shape: [2], data: new Float64Array(2) });
  });

  test('mix in either order', () => {
    const y = input('y', []);
    const loss = scale(scale(x, x), scale(y, scale(y, y))); // x²y³
    const [byX, byY] = gradient(loss, [x, y]);
    const at = { x: 5, y: 2 };
    expect(valueOf(gradient(byX, [y])[0], at)).toBe(6 * 5 * 4);
    expect(valueOf(gradient(byY, [x])[0], at)).toBe(6 * 5 * 4);
  });

  test('of a Hessian-vector product come from one more gradient', () => {
    const direction = input('direction', ['n']);
    const loss = sumTo(scale(v, scale(v, v)), []); // Σ v³
    const [slope] = gradient(loss, [v]);
    const [product] = gradient(sumTo(scale(direction, slope), []), [v]);
    expect([...evaluate(product, { v: [1, 2, 3], direction: [1, 0, -1] }).data]).toEqual([6, 0, -18]);
  });
});

describe('dependence through masks', () => {
  test('alone gives zeros', () => {
    const loss = sumTo(toReal(isPositive(v)), []);
    expect([...evaluate(gradient(loss, [v])[0], { v: [1, -2] }, { sizes: { n: 2 } }).data]).toEqual([0, 0]);
  });

  test('beside a differentiable path counts for nothing', () => {
    const loss = sumTo(keep(scale(v, v), isPositive(v)), []);
    expect([...evaluate(gradient(loss, [v])[0], { v: [3, -2] }).data]).toEqual([6, 0]);
  });
});

describe('what cannot be differentiated', () => {
  test('a loss that is not a scalar', () => {
    expect(() => gradient(v as AnyTensor as Tensor, [v])).toThrow(
      'gradient: the loss must be a scalar, got shape [n]; take its sum or mean',
    );
    expect(attempt(() => gradient(input('one', [1]) as AnyTensor as Tensor, [x]))).toMatchObject({
      left: { _tag: 'NotScalar' },
    });
  });

  test('integers and truth values', () => {
    const labels = input('labels', ['n'], 'int');
    expect(() => gradient(x, [labels as never])).toThrow(
      'gradient: only real numbers have derivatives, got labels of kind int',
    );
    expect(() => gradient(isPositive(x) as never, [x])).toThrow(
      'gradient: only real numbers have derivatives, got isPositive(x) of kind bool',
    );
  });

  test('what the loss does not depend on is named', () => {
    const w = parameter('w', [2]);
    const hidden = label('hidden', add(w, 1));
    expect(attempt(() => gradient(scale(x, x), [w, x, hidden, add(w, 2)]))).toMatchObject({
      left: { _tag: 'NotConnected', names: ['w', 'hidden', 'add(w, 2)'] },
    });
    expect(() => gradient(x, [w])).toThrow(
      "gradient: the loss must depend on what it is differentiated by, got w; { unused: 'zeros' } gives zeros instead",
    );
  });

  test('what the loss does not depend on gives zeros where they are asked for', () => {
    const w = parameter('w', [2, 'n']);
    const [byX, byW] = gradient(scale(x, x), [x, w], { unused: 'zeros' });
    expect(valueOf(byX, { x: 3 })).toBe(6);
    expect(evaluate(byW, {}, { sizes: { n: 1 } })).toEqual({ shape: [2, 1], data: new Float64Array(2) });
  });

  test('a graph with two leaves of one name', () => {
    expect(() => gradient(add(x, input('x', [])), [x])).toThrow('graph: leaf names must be unique');
  });
});

describe('cotangents', () => {
  const integers = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 3, maxLength: 3 });

  test.prop([integers, integers, integers, fc.integer({ min: -9, max: 9 })])(
    'go in linearly',
    (at, first, second, factor) => {
      const weights = input('weights', ['n']);
      const output = add(scale(v, scale(v, v)), keep(scale(v, 7), isPositive(v)));
      const [slope] = gradient(sumTo(scale(weights, output), []), [v]);
      const by = (weighting: readonly number[]) => evaluate(slope, { v: at, weights: weighting }).data;
      const combined = by(first.map((weight, i) => weight + factor * second[i]!));
      expect(combined).toEqual(by(first).map((element, i) => element + factor * by(second)[i]!));
    },
  );

  test('of 0 stop infinite and undefined derivatives', () => {
    const loss = scale(0, root(x));
    const [slope] = gradient(loss, [x]);
    const [curvature] = gradient(slope, [x]);
    const [third] = gradient(curvature, [x]);
    for (const at of [0, -1, nan, Infinity]) {
      for (const derivative of [slope, curvature, third]) expect(valueOf(derivative, { x: at })).toBe(0);
    }
  });

  test('other than 0 pass them on', () => {
    expect(slopeOf(root(x), { x: 0 })).toBe(Infinity);
    expect(slopeOf(root(x), { x: -1 })).toBeNaN();
  });

  test('are zero beside a mask, whatever stands behind it', () => {
    const loss = sumTo(keep(root(v), isPositive(v)), []);
    expect([...evaluate(gradient(loss, [v])[0], { v: [4, 0, -1, nan] }).data]).toEqual([0.25, 0, 0, 0]);
  });
});

test('the gradient of a broadcast sums over the added axes', () => {
  const row = input('row', [3]);
  const weights = constant([
    [1, 2, 3],
    [10, 20, 30],
  ]);
  const [slope] = gradient(sumTo(scale(broadcastTo(row, [2, 3]), weights), []), [row]);
  expect([...evaluate(slope).data]).toEqual([11, 22, 33]);
});

describe('a chain of 100,000 nodes', () => {
  // y ← y + εy² from y = x: after n steps close to x / (1 − εnx), with slope 1 / (1 − εnx)² and curvature 2εn / (1 − εnx)³
  const steps = 33_333;
  const epsilon = constant(1e-5);
  let y: Tensor<[]> = x;
  for (let step = 0; step < steps; step++) y = add(y, scale(epsilon, scale(y, y)));

  test('differentiates twice and evaluates', () => {
    const [slope] = gradient(y, [x]);
    const [curvature] = gradient(slope, [x]);
    const rest = 1 - 1e-5 * steps;
    const values = evaluate({ y, slope, curvature }, { x: 1 });
    expect(values.y.data[0]).toBeCloseTo(1 / rest, 4);
    expect(values.slope.data[0]).toBeCloseTo(1 / rest ** 2, 3);
    expect(values.curvature.data[0]).toBeCloseTo((2e-5 * steps) / rest ** 3, 3);
  });

  test('prints in a line', () => {
    expect(String(y).length).toBeLessThan(2000);
  });
});
