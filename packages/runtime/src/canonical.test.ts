import { type AnyTensor, constant, input, parameter, type Precision, type Value } from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { describe, expect, test, vi } from 'vitest';
import { interpreted } from './interpreted.ts';
import { compile } from './compile.ts';

/** Quiet and signalling NaNs with payloads and of both signs, and what makes NaN, as floating-point numbers of a width. */
const numbers = (precision: Precision): Float32Array | Float64Array =>
  precision === 'float32'
    ? new Float32Array(
        Uint32Array.of(0x7fc12345, 0xffc00000, 0x7f800001, 0xff812345, 0, 0x7f800000, 0xff800000, 0x3f800000, 0xbf800000).buffer, // prettier-ignore
      )
    : new Float64Array(
        BigUint64Array.of(
          0x7ff8000012345678n,
          0xfff8000000000000n,
          0x7ff0000000000001n,
          0xfff0000012345678n,
          0n,
          0x7ff0000000000000n,
          0xfff0000000000000n,
          0x3ff0000000000000n,
          0xbff0000000000000n,
        ).buffer,
      );

/** The bits of every NaN, and how many there are. */
const nansIn = ({ data }: Value): { readonly bits: ReadonlySet<string>; readonly count: number } => {
  const words = data instanceof Float32Array ? new Uint32Array(data.buffer) : new BigUint64Array(data.buffer);
  const bits = [...words].flatMap((word, i) => (Number.isNaN(data[i]!) ? [word.toString(16)] : []));
  return { bits: new Set(bits), count: bits.length };
};

const x = input('x', ['n']);
const y = input('y', ['n']);
const W = parameter('W', ['n']);
const table = ops.outer(x, constant([1, 2, 3]));

const outputs: Readonly<Record<string, AnyTensor>> = {
  'the input itself': x,
  'its elements in another shape': ops.reshape(x, [1, 'n']),
  'its elements in another order': ops.transpose(table),
  'its elements backwards': ops.flip(x, 0),
  chosen: ops.gather(x, constant([0, 1, 2, 3, 0], 'int'), 0),
  joined: ops.concat([x, y], 0),
  padded: ops.pad(table, 2),
  scattered: ops.cumsum(ops.mul(x, 1), 0),
  quotients: ops.div(ops.mul(0, y), ops.mul(0, y)),
  negative: ops.neg(ops.div(ops.mul(0, y), ops.mul(0, y))),
  differences: ops.sub(x, y),
  functions: ops.log(x),
  selected: ops.where(ops.less(x, 0), y, x),
  'a sum': ops.sum(x),
  sums: ops.sum(table, 0),
  'a maximum': ops.max(x),
  'a product': ops.matmul(ops.transpose(table), table),
  'both a sum and read by others': ops.sub(ops.sum(x), 1),
  distribution: ops.softmax(x),
};

describe.each(['float64', 'float32'] as const)('NaNs are canonical in %s', (precision) => {
  const one = new Set([precision === 'float32' ? '7fc00000' : '7ff8000000000000']);
  const values = numbers(precision);
  const value = { shape: [values.length], data: values };
  const bindings = { x: value, y: { shape: value.shape, data: values.toReversed() } };

  test.each(Object.entries(outputs))('where outputs are %s', async (_, output) => {
    for (const blockBytes of [1, undefined]) {
      const program = await compile(output, { precision, ...(blockBytes && { blockBytes }) });
      const { bits, count } = nansIn(program.run(bindings));
      expect(count).toBeGreaterThan(0);
      expect(bits).toEqual(one);
    }
    expect(nansIn(bindings.x).bits.size).toBe(4); // what is bound stays as it is
  });

  test('where they are all outputs of one program', async () => {
    const found = (await compile(outputs, { precision, blockBytes: 1 })).run(bindings);
    for (const [name, output] of Object.entries(found)) expect(nansIn(output).bits, name).toEqual(one);
  });

  test('in what a program holds, before and after a run', async () => {
    const other = { shape: value.shape, data: values.slice() };
    const updates = [{ leaf: W, next: ops.neg(ops.add(W, x)) }];
    const program = await compile({ W }, { precision, held: { W: value, other }, updates });
    for (let run = 0; run < 3; run++) {
      const { W, other } = program.held();
      expect([nansIn(W!).bits, nansIn(other!).bits]).toEqual([one, one]);
      expect(nansIn(program.run({ x: value }).W).bits).toEqual(one);
    }
    expect(nansIn(value).bits.size).toBe(4);
  });

  test('where evaluate runs it', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const updates = [{ leaf: W, next: ops.neg(ops.add(W, x)) }];
    const program = interpreted({ W, x }, { precision, held: { W: value }, updates });
    for (let run = 0; run < 3; run++) {
      const found = program.run({ x: value }) as Readonly<Record<'W' | 'x', Value>>;
      expect([nansIn(found.W).bits, nansIn(found.x).bits, nansIn(program.held()['W']!).bits]).toEqual([one, one, one]);
    }
    expect(nansIn(value).bits.size).toBe(4);
    vi.restoreAllMocks();
  });
});
