import { type Kind, s, type Scalar } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { get } from '../wasm/code.ts';
import { FunctionTable } from './function-table.ts';
import { elementwise } from './elementwise.ts';
import { type LaneFamily, sideBySide, single } from './family.ts';
import { type Element, scalarCode } from './scalar-code.ts';
import { shared } from './sharing.ts';

const [x, y, z] = [0, 1, 2].map((index): Scalar => ({ type: 'argument', index })) as [Scalar, Scalar, Scalar];
const nan = Number.NaN;

const families: readonly (readonly [string, LaneFamily])[] = [
  ['one float32', single.float32],
  ['four float32', sideBySide.float32],
  ['one float64', single.float64],
  ['two float64', sideBySide.float64],
];

const arrayOf = { real: Float64Array, int: Int32Array, bool: Uint8Array };

describe.each(families)('on %s', (_, lanes) => {
  test.each<[string, Scalar, readonly [Kind, ...number[]][], [Kind, ...number[]]]>([
    ['a polynomial', s.add(s.mul(x, x), s.mul(3, x)), [['real', 0, 1, 2, -3]], ['real', 0, 4, 10, 0]],
    ['a sign', s.sign(x), [['real', 2, -0, nan, -0.5]], ['real', 1, -0, nan, -1]],
    [
      'a comparison as a number',
      s.mul(s.less(0, x), y),
      [
        ['real', 1, -1, nan, 2],
        ['real', 5, 5, 5, 6],
      ],
      ['real', 5, 0, 0, 6],
    ],
    ['a comparison as such', s.lessEqual(x, 1), [['real', 1, -1, nan, 2]], ['bool', 1, 1, 0, 0]],
    [
      'a choice that leaks nothing',
      s.select(s.equal(x, 0), 0, s.div(1, x)),
      [['real', 0, 2, -4, nan]],
      ['real', 0, 0.5, -0.25, nan],
    ],
    [
      'a choice by a number',
      s.select(x, y, z),
      [
        ['real', 0, nan, 2, -0],
        ['real', 1, 1, 1, 1],
        ['real', 2, 2, 2, 2],
      ],
      ['real', 2, 1, 1, 2],
    ],
    [
      'a choice of truth values',
      s.select(x, y, s.not(y)),
      [
        ['bool', 0, 0, 1, 1],
        ['bool', 0, 1, 0, 1],
      ],
      ['bool', 1, 0, 0, 1],
    ],
    [
      'numbers as truth values',
      s.and(x, s.or(y, 0)),
      [
        ['real', 2, nan, 0, 1],
        ['real', 1, -1, 1, 0],
      ],
      ['bool', 1, 1, 0, 0],
    ],
    ['integers as numbers', x, [['int', 1, -7, 0, 2 ** 20]], ['real', 1, -7, 0, 2 ** 20]],
    ['truth values as numbers', s.mul(x, 2.5), [['bool', 1, 0, 0, 1]], ['real', 2.5, 0, 0, 2.5]],
    ['numbers as integers', x, [['real', 1.9, -1.9, nan, 2 ** 31]], ['int', 1, -1, 0, -(2 ** 31)]],
    ['truth values as integers', x, [['bool', 1, 0, 0, 1]], ['int', 1, 0, 0, 1]],
    [
      'integers, which wrap',
      s.add(s.mul(x, x), y),
      [
        ['int', 65536, 3, -2, 46341],
        ['int', 1, 2, 3, 4],
      ],
      ['int', 1, 11, 7, -2147479011],
    ],
    [
      'integers, compared exactly',
      s.less(x, y),
      [
        ['int', 16777216, 16777217, -1, 0],
        ['int', 16777217, 16777216, 0, -1],
      ],
      ['bool', 1, 0, 1, 0],
    ],
    [
      'a remainder of integers',
      s.mod(x, y),
      [
        ['int', 7, -7, 7, -7],
        ['int', 3, 3, -3, 0],
      ],
      ['int', 1, 2, -2, 0],
    ],
    ['a quotient of integers, rounded towards zero', s.div(x, 2), [['int', 7, -7, 0, 1]], ['int', 3, -3, 0, 0]],
    ['a rounded number as an integer', s.floor(x), [['real', 1.5, -1.5, nan, -0.1]], ['int', 1, -2, 0, -1]],
    ['integers plus a half', s.add(x, 0.5), [['int', 1, -1, 0, -7]], ['int', 1, 0, 0, -6]],
    [
      'a choice of integers',
      s.select(s.less(x, 0), s.neg(x), y),
      [
        ['int', -3, 3, 0, -(2 ** 31)],
        ['int', 5, 6, 7, 8],
      ],
      ['int', 3, 6, 7, -(2 ** 31)],
    ],
    [
      'a difference of integers as a real number',
      s.sub(x, y),
      [
        ['int', 5, -3, 7, 0],
        ['int', 7, 7, 7, 7],
      ],
      ['real', -2, -10, 0, -7],
    ],
    ['the sign of integers', s.sign(x), [['int', 5, 0, -(2 ** 31), -1]], ['int', 1, 0, -1, -1]],
    ['functions within functions', s.tanh(s.log(s.exp(s.mul(0, x)))), [['real', 1, 2, 3, 4]], ['real', 0, 0, 0, 0]],
    ['a function used twice', s.sub(s.exp(x), s.exp(x)), [['real', 1, 2, 3, 4]], ['real', 0, 0, 0, 0]],
    [
      'a remainder',
      s.mod(x, y),
      [
        ['real', 7, -7, 7, 1e30],
        ['real', 3, 3, -3, 2],
      ],
      ['real', 1, 2, -2, 0],
    ],
    [
      'roundings',
      s.add(s.round(x), s.mul(10, s.floor(x))),
      [['real', 2.5, 3.5, -0.5, 1.25]],
      ['real', 22, 34, -10, 11],
    ],
  ])('%s', (_, expression, inputs, [kind, ...expected]) => {
    const compute = elementwise(
      expression,
      inputs.map(([kind]) => kind),
      kind,
      lanes,
    );
    expect([...compute(...inputs.map(([kind, ...values]) => arrayOf[kind].from(values)))]).toEqual(expected);
  });
});

test('a part that occurs twice is computed once, in several results too', () => {
  const table = new FunctionTable(0);
  const element: Element = { kind: 'real', code: get({ type: 'v128', index: 0 }) };
  const options = { lanes: sideBySide.float32, kind: 'real', table } as const;
  const squares = Array.from({ length: 40 }).reduce((square: Scalar) => s.mul(square, square), x);
  const power = scalarCode(squares, { ...options, elements: [element] });
  const next = scalarCode(s.add(x, 1), { ...options, elements: [{ kind: 'real', code: power }] });
  let variables = 0;
  const code = shared([power, next], (type) => ({ type, index: ++variables }));
  expect(variables).toBe(40);
  expect(JSON.stringify(code).length).toBeLessThan(40_000);
});

test('a function is added to its module once for each kind of lanes', () => {
  const table = new FunctionTable(10);
  const argument = get({ type: 'f64', index: 0 });
  const indices = [
    table.call('exp', single.float32.real, argument),
    table.call('tanh', single.float32.real, argument),
    table.call('exp', single.float32.real, argument),
    table.call('exp', single.float64.real, argument),
  ].map(({ immediates }) => immediates[0]);
  expect(indices).toEqual([10, 11, 10, 12]);
  expect(table.functions).toHaveLength(3);
});

test('a function of several lanes stands where it is used, until there are many', () => {
  const table = new FunctionTable(10);
  const argument = get({ type: 'v128', index: 0 });
  const isCall = (): boolean => table.call('exp', sideBySide.float32.real, argument).opcode[0] === 0x10;
  const calls = Array.from({ length: 66 }, isCall);
  expect(calls.indexOf(true)).toBe(64);
  expect(table.functions).toHaveLength(1);
});
