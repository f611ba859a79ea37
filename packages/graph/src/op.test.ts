import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { aDim, aNumber } from './attribute.ts';
import { broadcastTo, sumTo } from './broadcast.ts';
import { add, scale } from './derivative/cotangent.ts';
import type { Dim } from './dim.ts';
import { attempt, axisOutOfRange, indexOutOfRange, refuse, shapeMismatch } from './error.ts';
import { evaluate } from './evaluation/evaluate.ts';
import { gradient } from './derivative/gradient.ts';
import { constant, input } from './leaf.ts';
import type { AnyTensor, Tensor } from './node.ts';
import { isTensor } from './application.ts';
import { declarationOf, declarationsOf, defineOp, madeOf, outcome, toTensor } from './op.ts';
import { s } from './scalar.ts';
import { shaped } from './shaped.ts';
import { sameShape, type Shape } from './shape.ts';

const cube = defineOp('cube', <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape), {
  scalar: (x) => s.mul(x, s.mul(x, x)),
  derivative: [({ g, x: [x] }) => scale(scale(g, scale(x, x)), 3)], // d(x³) = 3x² dx
});

/** a/b cut off to an integer, and what is left: a = q·b + r. */
const divMod = defineOp(
  'divMod',
  <S extends Shape>(a: Tensor<S>, b: Tensor<S>) =>
    sameShape(a.shape, b.shape)
      ? E.right([
          { shape: a.shape, kind: 'int' },
          { shape: a.shape, kind: 'real' },
        ] as const)
      : refuse(shapeMismatch('divMod', 'shapes must be equal', a.shape, b.shape)),
  {
    kernel: ({ inputs: [a, b], outputs: [q, r] }) => {
      for (let i = 0; i < a.data.length; i++) {
        q.data[i] = Math.floor(a.data[i]! / b.data[i]!);
        r!.data[i] = a!.data[i]! - q!.data[i]! * b!.data[i]!;
      }
    },
    derivative: [
      ({ cotangents: [, g] }) => g!, // dr = da − q·db
      ({ cotangents: [, g], outputs: [q] }) => scale(scale(g!, toReal(q as AnyTensor as Tensor<Shape, 'int'>)), -1),
    ],
  },
);

const toReal = defineOp('toReal', <S extends Shape>(x: Tensor<S, 'int'>) => outcome<S>(x.shape), {
  kinds: ['int'],
  scalar: (x) => x,
  derivative: [() => null],
});

/** The sum and the sum of squares of a line: several outputs, both of them real. */
const moments = defineOp(
  'moments',
  <N extends Dim>(_: Tensor<[N]>) =>
    E.right([
      { shape: [], kind: 'real' },
      { shape: [], kind: 'real' },
    ] as const),
  {
    kernel: ({ inputs: [x], outputs: [sum, squares] }) => {
      for (const element of x.data) {
        sum.data[0]! += element;
        squares!.data[0]! += element * element;
      }
    },
    derivative: [
      ({ cotangents: [sum, squares], x: [x] }) =>
        add(broadcastTo(sum!, x.shape as Shape), scale(scale(broadcastTo(squares!, x.shape as Shape), x), 2)),
    ],
  },
);

describe('an elementwise operation', () => {
  test('computes its scalar expression at every element', () => {
    const x = input('x', ['n', 2]);
    expect(
      evaluate(cube(x), {
        x: [
          [1, 2],
          [3, -4],
        ],
      }),
    ).toEqual({ shape: [2, 2], data: Float64Array.of(1, 8, 27, -64) });
    expect(evaluate(cube(x), { x: { shape: [0, 2], data: new Float64Array(0) } }).shape).toEqual([0, 2]);
    expect(evaluate(cube(input('x', [])), { x: 3 }).data[0]).toBe(27);
  });

  test('has the derivative that its rule says', () => {
    const x = input('x', []);
    const [slope] = gradient(cube(x), [x]);
    const [curvature] = gradient(slope, [x]);
    expect(evaluate({ slope, curvature }, { x: 3 })).toMatchObject({
      slope: { data: Float64Array.of(27) },
      curvature: { data: Float64Array.of(18) },
    });
  });

  test('takes numbers for scalars', () => {
    expect(evaluate(cube(2 as never)).data[0]).toBe(8);
  });
});

describe('a scalar expression', () => {
  const leaky = defineOp(
    'leaky',
    <S extends Shape>(x: Tensor<S>, _: { readonly slope: number }) => outcome<S>(x.shape),
    {
      attributes: { slope: aNumber },
      scalarWith:
        ({ slope }) =>
        (x) =>
          s.maximum(x, s.mul(slope, x)),
      derivative: [({ g }) => g],
    },
  );

  test('may depend on attributes', () => {
    const x = input('x', [2]);
    const both = { a: leaky(x, { slope: 0.5 }), b: leaky(x, { slope: 0.25 }) };
    const { a, b } = evaluate(both, { x: [-4, 4] });
    expect([...a.data, ...b.data]).toEqual([-2, 4, -1, 4]);
  });

  test('is for equal shapes', () => {
    const both = defineOp('both', (a: Tensor, _b: Tensor) => outcome<Shape>([...a.shape]), { scalar: s.add });
    expect(() => both(input('x', [2] as Shape), input('y', [3] as Shape))).toThrow(
      'both: shapes must be equal, got [2] and [3]',
    );
  });
});

test('a function made of operations carries what they declare', () => {
  const twice = madeOf(
    () => [cube, divMod],
    (x: Tensor) => cube(cube(x)),
  );
  expect(declarationsOf(twice).map(({ name }) => name)).toEqual(['cube', 'divMod']);
  expect(
    declarationsOf(
      madeOf(
        () => [twice],
        (x: Tensor) => twice(x),
      ),
    ),
  ).toEqual(declarationsOf(twice));
  expect(declarationsOf(() => {})).toEqual([]);
});

describe('a kernel', () => {
  const clip = defineOp(
    'clip',
    <S extends Shape>(x: Tensor<S>, { low, high }: { readonly low: number; readonly high: number }) =>
      low <= high ? outcome<S>(x.shape) : refuse(shapeMismatch('clip', 'low must be at most high')),
    {
      attributes: { low: aNumber, high: aNumber },
      kernel: ({ inputs: [x], outputs: [y], attributes: { low, high } }) => {
        x.data.forEach((element, i) => (y.data[i] = Math.min(Math.max(element, low), high)));
      },
      derivative: [({ g, attributes: { low } }) => scale(g, low)],
    },
  );

  test('gets the attributes, and so do the shape rule and the derivative', () => {
    const x = input('x', []);
    const y = clip(x, { low: 2, high: 5 });
    expect(evaluate(y, { x: 7 }).data[0]).toBe(5);
    expect(evaluate(gradient(y, [x])[0]).data[0]).toBe(2);
    expect(() => clip(x, { low: 5, high: 2 })).toThrow('clip: low must be at most high');
  });

  test.each([
    ['clip: high must be a number, got undefined', { low: 2 }],
    ["clip: low must be a number, got '2'", { low: '2', high: 3 }],
    ['clip: has no attribute middle, got 2', { low: 1, middle: 2, high: 3 }],
  ])('gets what its attributes must be: %s', (message, attributes) => {
    expect(() => clip(input('x', []), attributes as never)).toThrow(message);
  });

  test('gets no attributes that are not declared', () => {
    const plain = defineOp('plain', (x: Tensor, _: { readonly by: number }) => outcome<Shape>([...x.shape]), {
      kernel: () => {},
    });
    expect(() => plain(input('x', [] as Shape), { by: 1 })).toThrow(
      'plain: declares no attributes, got an object with by',
    );
  });

  test('gets outputs filled with zeros, resolved sizes and its name', () => {
    const calls: unknown[] = [];
    const spy = defineOp('spy', (_: Tensor<['n']>) => outcome(['2*n', 'm']), {
      kernel: ({ operation, inputs, outputs, sizes }) => void calls.push({ operation, inputs, outputs, sizes }),
    });
    evaluate(spy(input('x', ['n'])), { x: [1, 2] }, { sizes: { m: 1 }, precision: 'float32' });
    expect(calls).toEqual([
      {
        operation: 'spy',
        inputs: [{ shape: [2], data: Float32Array.of(1, 2) }],
        outputs: [{ shape: [4, 1], data: new Float32Array(4) }],
        sizes: { n: 2, m: 1 },
      },
    ]);
  });

  test('may have no operands at all', () => {
    const linspace = defineOp('linspace', ({ count }: { readonly count: Dim }) => outcome([count]), {
      attributes: { count: aDim },
      kernel: ({ outputs: [y] }) => {
        for (let i = 0; i < y.data.length; i++) y.data[i] = i / (y.data.length - 1);
      },
      dims: ({ count }) => [count],
    });
    expect([...evaluate(linspace({ count: 3 })).data]).toEqual([0, 0.5, 1]);
    expect([...evaluate(linspace({ count: 'n' }), {}, { sizes: { n: 2 } }).data]).toEqual([0, 1]);
  });

  test('may have any number of operands, whose last rule serves them all', () => {
    const total = defineOp('total', (...xs: readonly Tensor<[]>[]) => outcome<[]>(xs.length > 0 ? [] : []), {
      kernel: ({ inputs, outputs: [y] }) => {
        y.data[0] = inputs.reduce((sum, { data }) => sum + data[0]!, 0);
      },
      derivative: [({ g, input }) => scale(g, input)],
    });
    const xs = ['a', 'b', 'c'].map((name) => input(name, []));
    expect(evaluate(total(...xs), { a: 1, b: 2, c: 3 }).data[0]).toBe(6);
    const slopes = gradient(total(...xs), xs as [Tensor<[]>, Tensor<[]>, Tensor<[]>]);
    expect(slopes.map((slope) => evaluate(slope).data[0])).toEqual([0, 1, 2]);
  });

  test('that returns an error ends the evaluation in it', () => {
    const pick = defineOp('pick', (_: Tensor<[3]>, _at: Tensor<[], 'int'>) => outcome([]), {
      kinds: ['real', 'int'],
      kernel: ({ operation, inputs: [x, at], outputs: [y] }) => {
        const index = at.data[0]!;
        if (index < 0 || index > 2) return indexOutOfRange(operation, index, 3, []);
        y.data[0] = x.data[index]!;
      },
    });
    const picked = pick(shaped(constant([1, 2, 3]), [3]), input('at', [], 'int'));
    expect(evaluate(picked, { at: 1 }).data[0]).toBe(2);
    expect(attempt(() => evaluate(picked, { at: 3 }))).toEqual(E.left(indexOutOfRange('pick', 3, 3, [])));
  });
});

describe('operands', () => {
  const subtract = defineOp('subtract', <S extends Shape>(a: Tensor<S>, _b: Tensor<S>) => outcome<S>(a.shape), {
    scalar: s.sub,
  });
  const x = input('x', []);
  const apply = subtract as (...operands: readonly unknown[]) => unknown;

  test.each<readonly [unknown]>([['1'], [true], [undefined], [null], [1n], [[1, 2]], [() => x]])(
    '%o is neither a tensor nor a number',
    (operand) => {
      expect(() => apply(operand, x)).toThrow('subtract: operands must be tensors or numbers, got');
      expect(() => apply(x, operand)).toThrow('subtract: operands must be tensors or numbers, got');
    },
  );

  test.each<readonly [unknown]>([[{ shape: [2], data: new Float64Array(2) }], [Float64Array.of(1)], [new Map()]])(
    '%o is no attribute of an operation that has none',
    (operand) => {
      expect(() => apply(x, operand)).toThrow('subtract: operands must be tensors or numbers, got');
    },
  );

  test('a value is no attribute of a kernel either', () => {
    const first = defineOp('first', (_: Tensor<[2]>) => outcome([]), { kernel: () => {} });
    for (const operand of [{ shape: [2], data: new Float64Array(2) }, Float64Array.of(1, 2)])
      expect(() => first(operand as never)).toThrow('first: operands must be tensors or numbers, got');
  });

  test('a number has the kind that is declared in its place', () => {
    const negate = defineOp('negate', (a: Tensor<[], 'int'>) => outcome(a.shape, 'int'), {
      kinds: ['int'],
      scalar: (a) => s.neg(a),
    });
    expect(evaluate(negate(3 as never)).data).toEqual(Int32Array.of(-3));
  });

  test('must be as many as the rule has parameters', () => {
    expect(() => apply(x)).toThrow('subtract: must have 2 operands, got 1');
    expect(() => apply()).toThrow('subtract: must have 2 operands, got 0');
    expect(() => apply(x, x, x)).toThrow('subtract: must have 2 operands, got 3');
  });

  test('must be of the kinds declared, real if none are', () => {
    const labels = input('labels', [], 'int');
    const where = defineOp(
      'where',
      (mask: Tensor<[], 'bool'>, _a: Tensor<[]>, _b: Tensor<[]>) => outcome<[]>(mask.shape),
      { kinds: ['bool', 'real'], scalar: s.select },
    );
    expect(() => apply(labels, x)).toThrow('subtract: operands must be real, real, got int and real');
    expect(() => (where as typeof apply)(x, x, labels)).toThrow(
      'where: operands must be bool, real, real, got real, real and int',
    );
    expect(evaluate(where(input('mask', [], 'bool'), x, constant(7)), { mask: false, x: 1 }).data[0]).toBe(7);
  });

  test("may be of any kind where the declaration says 'any'", () => {
    const same = defineOp('same', (a: AnyTensor) => outcome<Shape, typeof a.kind>([...a.shape], a.kind), {
      kinds: ['any'],
      scalar: (a) => a,
    });
    for (const kind of ['real', 'int', 'bool'] as const) expect(same(input('a', [], kind)).kind).toBe(kind);
  });

  test('toTensor gives tensors back and makes constants of numbers', () => {
    expect(toTensor('f', x)).toBe(x);
    expect(toTensor('f', 3)).toMatchObject({ kind: 'real', shape: [], isConstant: true });
    expect(toTensor('f', 3, 'int').kind).toBe('int');
    expect(() => toTensor('f', '3')).toThrow("f: operands must be tensors or numbers, got '3'");
    expect(() => toTensor('f', 2.5, 'int')).toThrow('must be an integer of 32 bits, got 2.5');
  });
});

describe('a shape rule', () => {
  test('that refuses is thrown as its error', () => {
    const last = defineOp('last', (x: AnyTensor) => refuse(axisOutOfRange('last', 0, x.shape)), { kernel: () => {} });
    expect(attempt(() => last(input('x', [])))).toEqual(E.left(axisOutOfRange('last', 0, [])));
  });
});

describe('several outputs', () => {
  const a = input('a', [2]);
  const b = input('b', [2]);
  const [quotient, rest] = divMod(a, b);

  test('come as a tuple of tensors of one node', () => {
    expect([quotient, rest].every(isTensor)).toBe(true);
    expect(quotient.node).toBe(rest.node);
    expect([quotient.index, rest.index]).toEqual([0, 1]);
    expect([quotient.kind, rest.kind]).toEqual(['int', 'real']);
    expect(`${rest}`).toBe('divMod(a, b)[1]: [2]');
  });

  test('are evaluated alone or together', () => {
    const at = { a: [7, -7], b: [2, 2] };
    expect(evaluate(quotient, at)).toEqual({ shape: [2], data: Int32Array.of(3, -4) });
    expect(evaluate(rest, at)).toEqual({ shape: [2], data: Float64Array.of(1, 1) });
    expect(evaluate({ rest, quotient }, at)).toEqual({
      rest: { shape: [2], data: Float64Array.of(1, 1) },
      quotient: { shape: [2], data: Int32Array.of(3, -4) },
    });
  });

  test('refuse as their rule does', () => {
    expect(() => divMod(a, input('c', [3]) as never)).toThrow('divMod: shapes must be equal, got [2] and [3]');
  });

  test('a gradient passes through the one that is real', () => {
    const slopes = gradient(sumTo(scale(rest, [10, 100].length), []), [a, b]);
    const at = { a: [7, -7], b: [2, 2] };
    expect(slopes.map((slope) => [...evaluate(slope, at).data])).toEqual([
      [2, 2],
      [-6, 8],
    ]);
  });

  test('a gradient through the one that is an integer is zero', () => {
    const slopes = gradient(sumTo(toReal(quotient), []), [a, b]);
    for (const slope of slopes) expect([...evaluate(slope, { a: [7, 7], b: [2, 2] }).data]).toEqual([0, 0]);
  });

  test('gradients through one, the other, both and neither', () => {
    const x = input('x', ['n']);
    const [sum, squares] = moments(x);
    const at = { x: [1, -2, 3] };
    const slopeOf = (loss: Tensor<[]>) => [
      ...evaluate(gradient(loss, [x], { unused: 'zeros' })[0], at, { sizes: { n: 3 } }).data,
    ];
    expect(slopeOf(sum)).toEqual([1, 1, 1]);
    expect(slopeOf(squares)).toEqual([2, -4, 6]);
    expect(slopeOf(add(scale(10, sum), squares))).toEqual([12, 6, 16]);
    expect(slopeOf(scale(sum, squares))).toEqual([14 + 4, 14 - 8, 14 + 12]); // d(s·q) = q ds + s dq
    expect(slopeOf(constant(3))).toEqual([0, 0, 0]);
  });

  test('by one output, the gradient leaves the other alone', () => {
    const x = input('x', ['n']);
    const [sum, squares] = moments(x);
    const [bySum, bySquares] = gradient(scale(sum, scale(squares, squares)), [sum, squares]);
    expect(evaluate(bySum, { x: [1, -2, 3] }).data[0]).toBe(14 * 14);
    expect(evaluate(bySquares, { x: [1, -2, 3] }).data[0]).toBe(2 * 2 * 14);
  });

  test('the second derivative goes through both', () => {
    const x = input('x', ['n']);
    const [sum, squares] = moments(x);
    const [slope] = gradient(scale(sum, squares), [x]);
    const [curvature] = gradient(sumTo(slope, []), [x]); // d(n·q + 2s²) = (2n·x + 4s) dx
    expect([...evaluate(curvature, { x: [1, 2] }).data]).toEqual([16, 20]);
  });
});

describe('derivative rules', () => {
  const x = input('x', [2]);

  test('must give the shape of their input, or are refused by name', () => {
    const total = defineOp('total', (_: Tensor<[2]>) => outcome([]), { kernel: () => {}, derivative: [({ g }) => g] });
    expect(attempt(() => gradient(total(x), [x]))).toMatchObject({
      left: { _tag: 'ShapeMismatch', operation: 'total' },
    });
    expect(() => gradient(total(x), [x])).toThrow(
      "total: the derivative by input 0 must have that input's shape, got [2] and []",
    );
  });

  test('must be there, or the operation is refused by name', () => {
    const total = defineOp('total', (_: Tensor<[2]>) => outcome([]), { kernel: () => {} });
    expect(attempt(() => gradient(total(x), [x]))).toMatchObject({ left: { _tag: 'NotDifferentiable' } });
    expect(() => gradient(total(x), [x])).toThrow(
      'gradient: every operation on the way must declare a derivative, got total',
    );
  });

  test('are not asked where no derivative is needed', () => {
    const total = defineOp('total', (_: Tensor<[2]>) => outcome([]), { kernel: () => {} });
    const y = input('y', []);
    expect(evaluate(gradient(add(total(x), y), [y])[0]).data[0]).toBe(1);
  });

  test('may say that an input has no influence', () => {
    const total = defineOp('total', (_: Tensor<[2]>) => outcome([]), { kernel: () => {}, derivative: [() => null] });
    expect([...evaluate(gradient(total(x), [x])[0]).data]).toEqual([0, 0]);
  });

  test('get the cotangent, the inputs, the outputs and which input is meant', () => {
    const seen: unknown[] = [];
    const join = defineOp('join', (a: Tensor<[2]>, _b: Tensor<[2]>) => outcome<[2]>(a.shape), {
      scalar: s.add,
      derivative: [
        ({ g, x, y, input, outputs, cotangents }) => {
          seen.push([x, y, input, outputs, cotangents.length]);
          return g;
        },
      ],
    });
    const y = join(x, input('y', [2]));
    gradient(sumTo(y, []), y.node.inputs as unknown as [Tensor, Tensor]);
    expect(seen).toEqual([
      [y.node.inputs, y, 0, [y], 1],
      [y.node.inputs, y, 1, [y], 1],
    ]);
  });
});

describe('declarationOf', () => {
  test('gives what an operation declares', () => {
    expect(declarationOf(cube)).toMatchObject({ name: 'cube', role: 'operation' });
    expect(declarationOf(cube)!.derivative).toHaveLength(1);
    expect(declarationOf(cube)).toBe(cube(input('x', [])).node.op);
    expect(declarationOf(cube)!.outcomes([input('x', ['n'])], {})).toEqual(E.right([{ shape: ['n'], kind: 'real' }]));
  });

  test('gives nothing of any other function', () => {
    expect(declarationOf(Math.sin)).toBeUndefined();
    expect(declarationOf(() => cube)).toBeUndefined();
  });
});
