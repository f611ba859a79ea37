import { s, type Scalar } from '@adjoint/graph';
import { expect, test } from 'vitest';
import { FunctionTable } from '../lanes/function-table.ts';
import type { Expression } from './expression.ts';
import type { Nest } from './nest.ts';
import { NestFunctions } from './nest-functions.ts';

const [x, y] = [0, 1].map((index): Scalar => ({ type: 'argument', index })) as [Scalar, Scalar];
const [sum, product] = [s.add(x, y), s.mul(x, y)];

const read = (buffer: number): Expression => ({
  type: 'read',
  kind: 'real',
  access: { buffer, start: 0, strides: [1] },
});
const literal = (value: number): Expression => ({ type: 'literal', kind: 'real', value });
const apply = (scalar: Scalar, ...operands: readonly Expression[]): Expression => ({
  type: 'apply',
  kind: 'real',
  scalar,
  operands,
});
const nest = (buffer: number, value: Expression, extent = 4): Nest => ({
  extents: [extent],
  stores: [{ access: { buffer, start: 0, strides: [1] }, value }],
});

const functionsFor = (type: 'f64' | 'u8' = 'f64', count = 8) => {
  const buffers = Array.from({ length: count }, (_, index) => ({
    kind: 'real' as const,
    type: index === 7 ? type : ('f64' as const),
    isLocal: false,
    address: 64 * index,
    count: 4,
  }));
  return new NestFunctions({ precision: 'float64', buffers, table: new FunctionTable(0) });
};

test('nests that are alike but for their buffers have one function, which gets the addresses', () => {
  const functions = functionsFor();
  const calls = [
    functions.add(nest(2, apply(sum, read(0), read(1)))),
    functions.add(nest(5, apply(sum, read(4), read(3)))),
  ];
  expect(calls).toEqual([
    { function: 0, buffers: [2, 0, 1] },
    { function: 0, buffers: [5, 4, 3] },
  ]);
  expect(functions.functions.map(({ parameters }) => parameters)).toEqual([['i32', 'i32', 'i32']]);
});

const shared = apply(sum, read(0), read(1));

test.each<[string, Nest, Nest]>([
  ['extents', nest(2, read(0)), nest(2, read(0), 5)],
  ['operations', nest(2, apply(sum, read(0), read(1))), nest(2, apply(product, read(0), read(1)))],
  ['signs of a zero', nest(2, apply(sum, read(0), literal(0))), nest(2, apply(sum, read(0), literal(-0)))],
  ['numbers', nest(2, literal(1)), nest(2, literal(2))],
  ['buffers that are one', nest(2, apply(sum, read(0), read(0))), nest(2, apply(sum, read(0), read(1)))],
  ['buffers that are written', nest(0, apply(sum, read(0), read(1))), nest(1, apply(sum, read(0), read(1)))],
  ['types of elements', nest(2, read(0)), nest(2, read(7))],
  [
    'parts that are one',
    nest(2, apply(product, shared, shared)),
    nest(2, apply(product, shared, apply(sum, read(3), read(4)))),
  ],
  ['strides', nest(2, read(0)), nest(2, { type: 'read', kind: 'real', access: { buffer: 0, start: 0, strides: [0] } })],
  ['starts', nest(2, read(0)), nest(2, { type: 'read', kind: 'real', access: { buffer: 0, start: 1, strides: [1] } })],
])('nests with other %s have other functions', (_, one, other) => {
  const functions = functionsFor('u8');
  expect([functions.add(one), functions.add(other)].map((call) => call.function)).toEqual([0, 1]);
});

test('a nest of more buffers than a function may have parameters has a function of its own', () => {
  const functions = functionsFor('f64', 1200);
  const every: Nest = {
    extents: [4],
    stores: Array.from({ length: 1200 }, (_, buffer) => ({
      access: { buffer, start: 0, strides: [1] },
      value: literal(1),
    })),
  };
  expect([functions.add(every), functions.add(every)]).toEqual([
    { function: 0, buffers: [] },
    { function: 1, buffers: [] },
  ]);
});
