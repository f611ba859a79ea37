// The 18 problems for unconstrained minimization of Moré, Garbow and Hillstrom, Testing unconstrained optimization software,
// ACM TOMS 7 (1981), section 3, as graphs: each loss is a sum of squared residuals of one vector of parameters.

import { add, constant, parameter, type Shape, type Tensor } from '@adjoint/graph';
import {
  atan,
  cos,
  div,
  exp,
  less,
  log,
  matmul,
  mul,
  pow,
  sin,
  sqrt,
  square,
  sub,
  sum,
  takeAlongAxis,
  where,
} from '@adjoint/ops';

/** A loss of the parameter `x`, and where the paper starts. */
export interface Problem {
  readonly name: string;
  readonly loss: Tensor<[]>;
  readonly start: readonly number[];
}

/** All 18, in the order of the table in the README. */
export const problems = (): readonly Problem[] => [
  problem('helical valley', [-1, 0, 0], (x) => {
    const [a, b, c] = elements(x, 3);
    const turns = add(div(atan(div(b, a)), 2 * Math.PI), where(less(a, 0), 0.5, 0));
    return [mul(10, sub(c, mul(10, turns))), mul(10, sub(sqrt(add(square(a), square(b))), 1)), c];
  }),
  problem('biggs EXP6', [1, 2, 1, 1, 1, 1], (x) => {
    const [x1, x2, x3, x4, x5, x6] = elements(x, 6);
    const t = range(13, (i) => i / 10);
    const y = range(13, (i) => Math.exp(-i / 10) - 5 * Math.exp(-i) + 3 * Math.exp((-4 * i) / 10));
    const decay = (size: Tensor, rate: Tensor): Tensor => mul(size, exp(mul(-1, mul(t, rate))));
    return [sub(add(sub(decay(x3, x1), decay(x4, x2)), decay(x6, x5)), y)];
  }),
  problem('gaussian', [0.4, 1, 0], (x) => {
    const [x1, x2, x3] = elements(x, 3);
    const t = range(15, (i) => (8 - i) / 2);
    const y = vector([9, 44, 175, 540, 1295, 2420, 3521, 3989, 3521, 2420, 1295, 540, 175, 44, 9].map((k) => k / 1e4));
    return [sub(mul(x1, exp(mul(-0.5, mul(x2, square(sub(t, x3)))))), y)];
  }),
  problem('powell badly scaled', [0, 1], (x) => {
    const [a, b] = elements(x, 2);
    return [sub(mul(1e4, mul(a, b)), 1), sub(sum(exp(mul(-1, x))), 1.0001)];
  }),
  problem('box three-dimensional', [0, 10, 20], (x) => {
    const [a, b, c] = elements(x, 3);
    const t = range(10, (i) => -i / 10);
    const y = range(10, (i) => Math.exp(-i / 10) - Math.exp(-i));
    return [sub(sub(exp(mul(t, a)), exp(mul(t, b))), mul(c, y))];
  }),
  problem(
    'variably dimensioned',
    from(10, (j) => 1 - j / 10),
    (x) => {
      const total = sum(
        mul(
          range(10, (j) => j),
          sub(x, 1),
        ),
      );
      return [sub(x, 1), total, square(total)];
    },
  ),
  problem(
    'watson',
    from(9, () => 0),
    (x) => {
      const [x1, x2] = elements(x, 2);
      const t = from(29, (i) => i / 29);
      const powers = matrix(t.map((t) => from(9, (j) => t ** (j - 1))));
      const slopes = matrix(t.map((t) => from(9, (j) => (j === 1 ? 0 : (j - 1) * t ** (j - 2)))));
      return [sub(sub(matmul(slopes, x), square(matmul(powers, x))), 1), x1, sub(sub(x2, square(x1)), 1)];
    },
  ),
  problem(
    'penalty I',
    from(10, (j) => j),
    (x) => [mul(Math.sqrt(1e-5), sub(x, 1)), sub(sum(square(x)), 0.25)],
  ),
  problem(
    'penalty II',
    from(10, () => 0.5),
    (x) => {
      const [first] = elements(x, 1);
      const y = vector(from(9, (i) => Math.exp((i + 1) / 10) + Math.exp(i / 10)));
      const grown = exp(div(x, 10));
      const [later, earlier] = [
        part(
          grown,
          from(9, (i) => i),
        ),
        part(
          grown,
          from(9, (i) => i - 1),
        ),
      ];
      const a = Math.sqrt(1e-5);
      const weights = range(10, (j) => 11 - j);
      return [
        sub(first, 0.2),
        mul(a, sub(add(later, earlier), y)),
        mul(a, sub(later, Math.exp(-0.1))),
        sub(sum(mul(weights, square(x))), 1),
      ];
    },
  ),
  problem('brown badly scaled', [1, 1], (x) => {
    const [a, b] = elements(x, 2);
    return [sub(a, 1e6), sub(b, 2e-6), sub(mul(a, b), 2)];
  }),
  problem('brown and dennis', [25, 5, -5, -1], (x) => {
    const [a, b, c, d] = elements(x, 4);
    const t = (of: (t: number) => number): Tensor => range(20, (i) => of(i / 5));
    const exponential = sub(
      add(
        a,
        mul(
          t((t) => t),
          b,
        ),
      ),
      t(Math.exp),
    );
    return [add(square(exponential), square(sub(add(c, mul(t(Math.sin), d)), t(Math.cos))))];
  }),
  problem('gulf research and development', [5, 2.5, 0.15], (x) => {
    const [a, b, c] = elements(x, 3);
    const y = range(99, (i) => 25 + (-50 * Math.log(i / 100)) ** (2 / 3));
    const distance = exp(mul(0.5, mul(c, log(square(sub(y, b)))))); // |y − b|ᶜ
    return [
      sub(
        exp(mul(-1, div(distance, a))),
        range(99, (i) => i / 100),
      ),
    ];
  }),
  problem(
    'trigonometric',
    from(10, () => 0.1),
    (x) => {
      const cosines = cos(x);
      return [
        sub(
          add(
            sub(10, sum(cosines)),
            mul(
              range(10, (i) => i),
              sub(1, cosines),
            ),
          ),
          sin(x),
        ),
      ];
    },
  ),
  problem(
    'extended rosenbrock',
    from(10, (j) => (j % 2 === 1 ? -1.2 : 1)),
    (x) => {
      const [a, b] = [0, 1].map((from) => every(x, 10, 2, from)) as [Tensor, Tensor];
      return [mul(10, sub(b, square(a))), sub(1, a)];
    },
  ),
  problem(
    'extended powell singular',
    from(12, (j) => [3, -1, 0, 1][(j - 1) % 4]!),
    (x) => {
      const [a, b, c, d] = [0, 1, 2, 3].map((from) => every(x, 12, 4, from)) as [Tensor, Tensor, Tensor, Tensor];
      return [
        add(a, mul(10, b)),
        mul(Math.sqrt(5), sub(c, d)),
        square(sub(b, mul(2, c))),
        mul(Math.sqrt(10), square(sub(a, d))),
      ];
    },
  ),
  problem('beale', [1, 1], (x) => {
    const [a, b] = elements(x, 2);
    return [1.5, 2.25, 2.625].map((y, i) => sub(y, mul(a, sub(1, pow(b, i + 1)))));
  }),
  problem('wood', [-3, -1, -3, -1], (x) => {
    const [a, b, c, d] = elements(x, 4);
    const fourth = div(sub(b, d), Math.sqrt(10));
    const third = mul(Math.sqrt(10), sub(add(b, d), 2));
    return [mul(10, sub(b, square(a))), sub(1, a), mul(Math.sqrt(90), sub(d, square(c))), sub(1, c), third, fourth];
  }),
  problem(
    'chebyquad',
    from(8, (j) => j / 9),
    (x) => {
      const y = sub(mul(2, x), 1);
      let [before, last] = [add(mul(0, x), 1), y];
      return from(8, (i) => {
        const residual = sub(div(sum(last), 8), i % 2 === 0 ? -1 / (i * i - 1) : 0);
        [before, last] = [last, sub(mul(2, mul(y, last)), before)];
        return residual;
      });
    },
  ),
];

type Residual = Tensor<[]> | Tensor;

const problem = (name: string, start: readonly number[], residuals: (x: Tensor) => readonly Residual[]): Problem => {
  const x = parameter<Shape>('x', [start.length]);
  const loss = residuals(x)
    .map((residual) => sum(square(residual as Tensor))) // a scalar is a tensor of some shape too
    .reduce((total, part) => add(total, part));
  return { name, loss, start };
};

/** Counting from 1, as in the paper. */
const from = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i + 1));

const vector = (elements: readonly number[]): Tensor => constant([...elements]) as Tensor;

const matrix = (rows: readonly (readonly number[])[]): Tensor => constant(rows.map((row) => [...row])) as Tensor;

const range = (count: number, of: (index: number) => number): Tensor => vector(from(count, of));

const part = (x: Tensor, positions: readonly number[]): Tensor => takeAlongAxis(x, constant([...positions], 'int'), 0);

const every = (x: Tensor, count: number, stride: number, start: number): Tensor =>
  part(
    x,
    from(count / stride, (i) => start + (i - 1) * stride),
  );

/** The first elements, each of shape [1], so that it broadcasts. */
const elements = <N extends number>(x: Tensor, count: N): Elements<N> =>
  from(count, (i) => part(x, [i - 1])) as unknown as Elements<N>; // as many

type Elements<N extends number, T extends readonly Tensor[] = []> = T['length'] extends N
  ? T
  : Elements<N, [...T, Tensor]>;
