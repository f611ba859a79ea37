import type { Kind, NumericArray } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { type Code, get } from '../wasm/code.ts';
import { f32, f64, i32 } from '../wasm/instruction.ts';
import { encodeModule, functionOf } from '../wasm/module.ts';
import { type LaneFamily, sideBySide, single } from './family.ts';

const families: readonly (readonly [string, LaneFamily])[] = [
  ['one float32', single.float32],
  ['four float32', sideBySide.float32],
  ['one float64', single.float64],
  ['two float64', sideBySide.float64],
];

const bytesOf = (lanes: LaneFamily, kind: Kind): number => (kind === 'bool' ? 1 : lanes[kind].bytes);

/** Runs code that makes an element of each position; inputs are loaded from where `write` has put them. */
const runArray = (
  lanes: LaneFamily,
  inputs: readonly (readonly [Kind, readonly number[]])[],
  kind: Kind,
  make: (...inputs: Code[]) => Code,
): NumericArray => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const arrayAt = (kind: Kind, at: number, length: number) => {
    if (kind === 'bool') return new Uint8Array(memory.buffer, at, length);
    if (kind === 'int') return new Int32Array(memory.buffer, at, length);
    return new (lanes.real.precision === 'float32' ? Float32Array : Float64Array)(memory.buffer, at, length);
  };
  inputs.forEach(([kind, values], index) => arrayAt(kind, 4096 * (index + 1), values.length).set(values));
  // offsets count from the address
  const main = functionOf(
    ['i32'],
    [],
    (_, at) => {
      const address = (kind: Kind): Code => i32.mul(get(at), i32.const(bytesOf(lanes, kind)));
      const codes = inputs.map(([kind], index) => lanes[kind].load(address(kind), 4096 * (index + 1)));
      return [lanes[kind].store(address(kind), make(...codes) as never, 16)];
    },
    'main',
  );
  const bytes = encodeModule({ functions: [main], memory: { pages: 1, most: 1, isShared: false } });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const { length } = inputs[0]![1];
  for (let i = 0; i < length; i += lanes.count) (exports['main'] as (at: number) => void)(i);
  expect(new Uint8Array(memory.buffer, 16 + length * bytesOf(lanes, kind), 16)).toEqual(new Uint8Array(16));
  return arrayAt(kind, 16, length);
};

const run = (...run: Parameters<typeof runArray>): readonly number[] => [...runArray(...run)];

const truths = [0, 1, 1, 0, 0, 0, 1, 1];
const others = [0, 0, 1, 1, 0, 1, 0, 1];

describe.each(families)('truth values of %s', (_, lanes) => {
  const { bool, real, int } = lanes;
  test.each([
    ['a', truths, (a: Code) => a],
    ['not a', [1, 0, 0, 1, 1, 1, 0, 0], (a: Code) => bool.not(a)],
    ['a and b', [0, 0, 1, 0, 0, 0, 0, 1], bool.and],
    ['a or b', [0, 1, 1, 1, 0, 1, 1, 1], bool.or],
    ['true', [1, 1, 1, 1, 1, 1, 1, 1], () => bool.constant(true)],
    ['false', [0, 0, 0, 0, 0, 0, 0, 0], () => bool.constant(false)],
    ['1 in every lane', [1, 1, 1, 1, 1, 1, 1, 1], () => bool.splat(i32.const(1))],
    [
      'not (not a or not b)',
      [0, 0, 1, 0, 0, 0, 0, 1],
      (a: Code, b: Code) => bool.not(bool.or(bool.not(a), bool.not(b))),
    ],
  ])('%s', (_, expected, make) => {
    expect(
      run(
        lanes,
        [
          ['bool', truths],
          ['bool', others],
        ],
        'bool',
        make,
      ),
    ).toEqual(expected);
  });

  test('choose between numbers', () => {
    const inputs = [['bool', truths]] as const;
    expect(run(lanes, inputs, 'real', (mask) => real.select(mask, 1.5, -2))).toEqual(truths.map((t) => (t ? 1.5 : -2)));
    expect(run(lanes, inputs, 'real', (mask) => real.select(mask, 1.5, 0))).toEqual(truths.map((t) => (t ? 1.5 : 0)));
    expect(run(lanes, inputs, 'real', (mask) => real.select(mask, 0, 1.5))).toEqual(truths.map((t) => (t ? 0 : 1.5)));
    expect(run(lanes, inputs, 'int', (mask) => int.select(mask, 7, -2))).toEqual(truths.map((t) => (t ? 7 : -2)));
  });

  test('any of them', () => {
    const any = (values: readonly number[]): readonly number[] =>
      run(lanes, [['bool', values]], 'int', (mask) => int.splat(bool.any(mask)));
    for (const values of [truths, [0, 0, 0, 0, 0, 0, 0, 1]])
      expect(any(values)).toEqual(
        values.map((_, i) => {
          const start = i - (i % lanes.count);
          return values.slice(start, start + lanes.count).includes(1) ? 1 : 0;
        }),
      );
  });
});

const reals = [0, -0, 1.5, -1.5, 2.5, -0.5, 0.5, Infinity, -Infinity, NaN, 3, -7.25];
const pairsOf = (values: readonly number[]): readonly [readonly number[], readonly number[]] => [
  values.flatMap((a) => values.map(() => a)),
  values.flatMap(() => values),
];
const nearestEven = (x: number): number => {
  const down = Math.floor(x);
  const rounded = x - down === 0.5 ? (down % 2 === 0 ? down : down + 1) : Math.round(x);
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded;
};

describe.each(families)('arithmetic of %s', (_, lanes) => {
  const { real, int } = lanes;
  const round = real.precision === 'float32' ? Math.fround : Number;

  test.each([
    ['neg', (a: number) => -a],
    ['abs', Math.abs],
    ['sqrt', (a: number) => round(Math.sqrt(a))],
    ['floor', Math.floor],
    ['ceil', Math.ceil],
    ['trunc', Math.trunc],
    ['round', nearestEven],
  ] as const)('%s of real numbers', (name, expected) => {
    expect(run(lanes, [['real', reals]], 'real', real[name])).toEqual(reals.map(expected));
  });

  const [a, b] = pairsOf(reals);
  test.each([
    ['add', (a: number, b: number) => a + b],
    ['sub', (a: number, b: number) => a - b],
    ['mul', (a: number, b: number) => a * b],
    ['div', (a: number, b: number) => round(a / b)],
    ['maximum', Math.max],
    ['minimum', Math.min],
  ] as const)('%s of real numbers', (name, expected) => {
    expect(
      run(
        lanes,
        [
          ['real', a],
          ['real', b],
        ],
        'real',
        real[name],
      ),
    ).toEqual(a.map((x, i) => expected(x, b[i]!)));
  });

  test.each([
    ['larger', Math.max],
    ['smaller', Math.min],
  ] as const)('the %s of two real numbers is NaN if either is', (name, expected) => {
    const results = run(
      lanes,
      [
        ['real', a],
        ['real', b],
      ],
      'real',
      real[name],
    );
    const signless = (x: number): number => (x === 0 ? 0 : x);
    expect(results.map(signless)).toEqual(a.map((x, i) => signless(expected(x, b[i]!))));
  });

  test.each(reals)('the maximum and the minimum of real numbers and %s', (number) => {
    const results = (make: (a: Code) => Code): readonly number[] => run(lanes, [['real', reals]], 'real', make);
    expect(results((a) => real.maximum(a, number))).toEqual(reals.map((a) => Math.max(a, number)));
    expect(results((a) => real.maximum(number, a))).toEqual(reals.map((a) => Math.max(a, number)));
    expect(results((a) => real.minimum(a, number))).toEqual(reals.map((a) => Math.min(a, number)));
    expect(results((a) => real.minimum(number, a))).toEqual(reals.map((a) => Math.min(a, number)));
  });

  const integers = [0, 1, -1, 7, -7, 65536, 2 ** 31 - 1, -(2 ** 31)];
  const [m, n] = pairsOf(integers);
  test.each([
    ['add', (a: number, b: number) => (a + b) | 0],
    ['sub', (a: number, b: number) => (a - b) | 0],
    ['mul', Math.imul],
    ['mod', (a: number, b: number) => (b === 0 ? 0 : a - Math.floor(a / b) * b)],
    ['maximum', Math.max],
    ['minimum', Math.min],
    ['neg', (a: number) => -a | 0],
    ['abs', (a: number) => Math.abs(a) | 0],
  ] as const)('%s of integers', (name, expected) => {
    const results = run(
      lanes,
      [
        ['int', m],
        ['int', n],
      ],
      'int',
      int[name],
    );
    expect(results).toEqual(m.map((x, i) => expected(x, n[i]!)));
  });

  test.each([
    ['equal', (a: number, b: number) => a === b],
    ['less', (a: number, b: number) => a < b],
    ['lessEqual', (a: number, b: number) => a <= b],
  ] as const)('%s compares', (name, expected) => {
    const bits = (a: readonly number[], b: readonly number[]) => a.map((x, i) => Number(expected(x, b[i]!)));
    expect(
      run(
        lanes,
        [
          ['real', a],
          ['real', b],
        ],
        'bool',
        real[name],
      ),
    ).toEqual(bits(a, b));
    expect(
      run(
        lanes,
        [
          ['int', m],
          ['int', n],
        ],
        'bool',
        int[name],
      ),
    ).toEqual(bits(m, n));
  });

  test('integers and real numbers become each other, modulo 2^32', () => {
    expect(run(lanes, [['int', integers]], 'real', real.ofIntegers)).toEqual(integers.map(round));
    const beyond = [2 ** 31, -(2 ** 31), 2 ** 32 - 256, 2 ** 33 + 2 ** 20, -3.9e9, -(2 ** 100), 1e20, -5.75];
    const values = [...reals, ...beyond].map(round);
    expect(run(lanes, [['real', values]], 'int', real.toIntegers)).toEqual([...Int32Array.from(values)]);
  });

  test('one element fills every lane', () => {
    const element = real.precision === 'float32' ? f32.const(2.5) : f64.const(2.5);
    expect(run(lanes, [['real', reals]], 'real', () => real.splat(element))).toEqual(reals.map(() => 2.5));
    expect(run(lanes, [['int', integers]], 'int', () => int.splat(i32.const(-3)))).toEqual(integers.map(() => -3));
  });

  test('NaNs have canonical bits', () => {
    const made = runArray(lanes, [['real', reals]], 'real', (a) => real.canonical(real.sqrt(real.neg(a))));
    const array = real.precision === 'float32' ? Float32Array : Float64Array;
    const bytes = new Uint8Array(made.buffer, made.byteOffset, made.byteLength);
    expect([...made]).toEqual(reals.map((x) => round(Math.sqrt(-x))));
    expect([...bytes]).toEqual([
      ...new Uint8Array(array.from([...made].map((y) => (Number.isNaN(y) ? Number.NaN : y))).buffer),
    ]);
    expect([...made].filter(Number.isNaN).length).toBeGreaterThan(3);
  });
});
