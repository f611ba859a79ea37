import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { encodeModule } from '../wasm/module.ts';
import { type Contraction, contraction } from './contraction.ts';
import { type ElementType } from './lanes.ts';

type Numbers = Float32Array | Float64Array | Uint8Array;
type Sample = (index: number) => number;

const arrays = { float32: Float32Array, float64: Float64Array };
const tolerance = { float32: 1e-5, float64: 1e-13 };

/** Numbers between -1 and 1 that look random. */
const noise: Sample = (index) => {
  const mixed = Math.imul(index ^ (index >>> 15), 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) / 2 ** 31;
};

/** Elements from the lowest to the highest that strides reach, and where the first one lies. */
const extent = (sizes: readonly number[], strides: readonly number[]): { length: number; start: number } => {
  const ends = sizes.map((size, axis) => Math.max(size - 1, 0) * strides[axis]!);
  const start = -ends.reduce((sum, end) => sum + Math.min(end, 0), 0);
  return { start, length: start + ends.reduce((sum, end) => sum + Math.max(end, 0), 0) + 1 };
};

const elements = (count: number, type: ElementType, precision: Contraction['precision'], sample: Sample): Numbers =>
  type === 'byte'
    ? new Uint8Array(count).map((_, index) => Math.floor(Math.abs(sample(index)) * 255))
    : new arrays[precision](count).map((_, index) => sample(index));

/** Runs a contraction in a memory that ends where one of its operands ends, and also a plain triple loop whose sums are compensated. */
const run = (spec: Contraction, sample: Sample = noise) => {
  const { precision, m, n, k, a, b, c } = spec;
  const { scratchBytes, function: body } = contraction(spec);
  const extents = [extent([m, k], a.strides), extent([k, n], b.strides), extent([m, n], c.strides)] as const;
  const size = arrays[precision].BYTES_PER_ELEMENT;
  const sizes = [a.type === 'byte' ? 1 : size, b.type === 'byte' ? 1 : size, size] as const;
  const room = (bytes: number): number => 16 * Math.ceil(bytes / 16);
  const bytes = extents.map(({ length }, index) => length * sizes[index]!);
  const total = 16 + room(scratchBytes) + bytes.reduce((sum, count) => sum + room(count) + 64, 0);
  const pages = Math.ceil(total / 65536);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  // the operands one after the other up to the very end of the memory, where a read beyond the last one fails
  let end = pages * 65536;
  const places: [number, number, number] = [0, 0, 0];
  for (const turn of [0, 1, 2]) {
    const index = (m + n + k + turn) % 3;
    end -= bytes[index]!;
    end -= end % sizes[index]!;
    places[index] = end;
  }
  const code = encodeModule({ functions: [{ ...body, name: 'run' }], memory: { pages, most: pages, isShared: false } });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  const view = (index: number, type: ElementType): Numbers => {
    const kind = type === 'byte' ? Uint8Array : arrays[precision];
    return new kind(memory.buffer, places[index], extents[index]!.length);
  };
  const [left, right, result] = [view(0, a.type ?? 'number'), view(1, b.type ?? 'number'), view(2, 'number')];
  left.set(elements(left.length, a.type ?? 'number', precision, sample));
  right.set(elements(right.length, b.type ?? 'number', precision, (index) => sample(index + 7919)));
  result.set(elements(result.length, 'number', precision, (index) => noise(index + 104729)));
  const before = Float64Array.from(result);
  new Uint8Array(memory.buffer, 16, scratchBytes).fill(255); // scratch memory starts with NaN
  const call = instance.exports['run'] as (...addresses: number[]) => void;
  const address = (index: 0 | 1 | 2): number => places[index] + extents[index].start * sizes[index];
  call(address(0), address(1), address(2), 16);
  const expected = before.slice();
  const magnitude = new Float64Array(before.length);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const at = extents[2].start + i * c.strides[0] + j * c.strides[1];
      let sum = spec.accumulate ? before[at]! : 0;
      let lost = 0; // by rounding, Kahan's way
      let size = Math.abs(sum);
      for (let p = 0; p < k; p++) {
        const x = left[extents[0].start + i * a.strides[0] + p * a.strides[1]]!;
        const y = right[extents[1].start + p * b.strides[0] + j * b.strides[1]]!;
        const term = x * y - lost;
        const next = sum + term;
        lost = Number.isFinite(next) ? next - sum - term : 0;
        sum = next;
        size += Math.abs(x * y);
      }
      expected[at] = sum;
      magnitude[at] = size;
    }
  return { result, expected, magnitude, codeBytes: code.length };
};

/** Fails where a result is further from the plain loop than the precision allows, or where anything beside the results has changed. */
const check = (spec: Contraction, sample?: Sample): void => {
  const { result, expected, magnitude } = run(spec, sample);
  const wrong = [...result.keys()].filter(
    (index) => !(Math.abs(result[index]! - expected[index]!) <= tolerance[spec.precision] * magnitude[index]!),
  );
  expect(wrong.map((index) => ({ index, is: result[index], shouldBe: expected[index] })).slice(0, 3)).toEqual([]);
};

const rowMajor = (m: number, n: number, k: number, precision: Contraction['precision'] = 'float32'): Contraction => ({
  precision,
  m,
  n,
  k,
  accumulate: false,
  a: { strides: [k, 1] },
  b: { strides: [n, 1] },
  c: { strides: [n, 1] },
});

const precisions = ['float32', 'float64'] as const;
const size = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 0, max: 20 }) }, fc.integer({ min: 21, max: 140 }));
const layout = fc.constantFrom('rows', 'columns', 'slice', 'everySecond', 'backwards', 'backwardColumns');
const inputLayout = fc.oneof({ weight: 4, arbitrary: layout }, fc.constantFrom('sameRow', 'sameColumn', 'one'));
const stridesOf = (layout: string, rows: number, columns: number): [number, number] =>
  ({
    rows: [columns, 1],
    columns: [1, rows],
    slice: [columns + 3, 1],
    everySecond: [2 * columns + 1, 2],
    backwards: [-columns, -1],
    backwardColumns: [1, -rows],
    sameRow: [0, 1],
    sameColumn: [1, 0],
    one: [0, 0],
  })[layout] as [number, number];

property.prop(
  {
    m: size,
    n: size,
    k: size,
    a: inputLayout,
    b: inputLayout,
    c: layout,
    bytes: fc.boolean(),
    bytesToo: fc.boolean(),
    accumulate: fc.boolean(),
    precision: fc.constantFrom(...precisions),
  },
  { numRuns: 1000 },
)('any sizes and strides give what a plain triple loop gives', (drawn) => {
  const { m, n, k } = drawn;
  check({
    m,
    n,
    k,
    precision: drawn.precision,
    accumulate: drawn.accumulate,
    a: { strides: stridesOf(drawn.a, m, k), type: drawn.bytes ? 'byte' : 'number' },
    b: { strides: stridesOf(drawn.b, k, n), type: drawn.bytesToo ? 'byte' : 'number' },
    c: { strides: stridesOf(drawn.c, m, n) },
  });
});

describe.each(precisions)('in %s', (precision) => {
  test.each([
    [10, 1, 4],
    [1, 1, 1],
    [31, 33, 32],
    [127, 10, 129],
    [128, 129, 127],
    [1, 300, 700],
    [2, 70, 900],
    [3, 70, 900],
    [130, 1, 3073],
    [67, 2, 3073],
    [50, 3, 1025],
    [50, 4, 1025],
    [67, 257, 256],
    [18, 1100, 300],
    [20, 10, 3073],
  ])('%i by %i over %i, in any orientation', (m, n, k) => {
    for (const a of ['rows', 'columns'])
      for (const b of ['rows', 'columns'])
        for (const accumulate of [false, true])
          check({
            precision,
            m,
            n,
            k,
            accumulate,
            c: { strides: [n, 1] },
            a: { strides: stridesOf(a, m, k) },
            b: { strides: stridesOf(b, k, n) },
          });
  });

  test.each([
    ['of noise', noise],
    ['of equal numbers', () => 0.1],
    ['of growing numbers', (index: number) => index],
  ])('sums of a million products %s are accurate', (_, sample) => {
    for (const [m, n, a, accumulate] of [
      [1, 1, 'rows', true],
      [3, 2, 'rows', false],
      [2, 3, 'columns', true],
    ] as const)
      check(
        { ...rowMajor(m, n, 1_000_000, precision), accumulate, a: { strides: stridesOf(a, m, 1_000_000) } },
        sample,
      );
  });

  test('an empty depth gives zeros, or leaves sums as they are', () => {
    const { result } = run(rowMajor(5, 3, 0, precision));
    expect([...result]).toEqual(Array.from({ length: 15 }, () => 0));
    check({ ...rowMajor(5, 3, 0, precision), accumulate: true });
  });

  test('NaN and infinities spread as in plain arithmetic, and no further', () => {
    for (const [m, n, k] of [
      [6, 10, 9],
      [30, 10, 40],
      [9, 1, 21],
      [1, 13, 5],
    ] as const)
      for (const special of [NaN, Infinity])
        for (const a of ['rows', 'columns'])
          for (const b of ['rows', 'columns'])
            for (const position of [0, 3, 8]) {
              const { result, expected } = run(
                {
                  ...rowMajor(m, n, k, precision),
                  a: { strides: stridesOf(a, m, k) },
                  b: { strides: stridesOf(b, k, n) },
                },
                // zeros in the other operand, so that infinities meet them
                (index) => (index === position ? special : index >= 7919 && index % 2 === 0 ? 0 : noise(index)),
              );
              const kinds = (numbers: Iterable<number>): unknown =>
                [...numbers].map((x) => (Number.isFinite(x) ? 'finite' : String(x)));
              expect(kinds(result)).toEqual(kinds(expected));
            }
  });
});

test('code takes a few kilobytes', () => {
  const sizes = [1, 2, 3, 4, 7, 10, 255, 3073];
  const types: readonly ElementType[] = ['number', 'byte'];
  const specs = sizes.flatMap((m) =>
    sizes.flatMap((n) =>
      ['rows', 'columns', 'everySecond'].flatMap((layout) =>
        precisions.flatMap((precision) =>
          types.map((type): Contraction => {
            const depth = 70_001;
            return {
              ...rowMajor(m, n, depth, precision),
              a: { strides: stridesOf(layout, m, depth), type },
              b: { strides: stridesOf(layout, depth, n) },
            };
          }),
        ),
      ),
    ),
  );
  const bytes = specs.map((spec) => {
    const { function: body } = contraction(spec);
    return encodeModule({ functions: [body], memory: { pages: 1, most: 1, isShared: false } }).length;
  });
  expect(Math.max(...bytes)).toBeLessThan(6000);
});
