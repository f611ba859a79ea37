import { readFileSync } from 'node:fs';
import { elementary as reference, type Precision, s, type Scalar, uniforms } from '@adjoint/graph';
import { describe, expect, test } from 'vitest';
import { elementaries, type ElementaryName } from './elementary.ts';
import { elementwise } from './elementwise.ts';
import { type LaneFamily, sideBySide, single } from './family.ts';
import * as narrow from './narrow/index.ts';

const names = Object.keys(elementaries) as ElementaryName[];
const functions: Readonly<Record<string, (...x: number[]) => number>> = {
  ...reference,
  mod: (a, b) => {
    const rest = a % b;
    return rest === 0 ? (b < 0 ? -0 : 0) : rest < 0 === b < 0 ? rest : rest + b;
  },
};

type Row = readonly number[];
const fixtures = JSON.parse(
  readFileSync(new URL('../../../graph/fixtures/elementary-functions.json', import.meta.url), 'utf8'),
) as Readonly<{ functions: Readonly<Record<string, readonly Row[]>> }>;

/** An elementary function of arrays of any length. */
const compiled = (
  name: ElementaryName,
  lanes: LaneFamily,
): ((...columns: readonly (readonly number[])[]) => number[]) => {
  const x = Array.from({ length: elementaries[name].arity }, (_, index): Scalar => ({ type: 'argument', index }));
  const apply = s[name] as (...operands: readonly Scalar[]) => Scalar;
  const compute = elementwise(
    apply(...x),
    x.map(() => 'real'),
    'real',
    lanes,
  );
  const array = lanes.real.precision === 'float32' ? Float32Array : Float64Array;
  return (...columns) => {
    const { length } = columns[0]!;
    const filled = columns.map((column) => array.from([...column, ...Array.from({ length: -length & 3 }, () => 0)]));
    return [...compute(...filled)].slice(0, length);
  };
};

/** How far a result may be from the value, in units in the last place. */
const mostUlps = (name: ElementaryName): number =>
  ['tanh', 'sinh', 'cosh', 'tan', 'asinh', 'acosh', 'atanh'].includes(name) ? 3 : name === 'erfc' ? 4 : 2;

/** How many places in the order of float64 numbers lie between two of them. */
const ulpsBetween = (a: number, b: number): number => {
  if (Object.is(a, b)) return 0;
  const [x, y] = [a, b].map((number) => {
    const bits = new BigInt64Array(Float64Array.of(number).buffer)[0]!;
    return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
  });
  return Number.isNaN(a - b) && a !== b ? Infinity : Math.abs(Number(x! - y!));
};

/** By how many units in the last place a float32 number misses the value it stands for; 0 if it is the nearest one. */
const float32Error = (y: number, value: number): number => {
  if (Object.is(y, Math.fround(value))) return 0;
  if (!Number.isFinite(y) || !Number.isFinite(Math.fround(value)) || y === value) return Infinity;
  return Math.abs(y - value) / 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(value)))) - 23);
};

const magnitudes = [
  [0, 0.5, 1, 2, 3, 22, 40, 1e6, 1e22, Infinity, 5e-324, 2 ** -149, 2 ** -126, 2 ** -1022, 2 ** 127, 2 ** 1023],
  [3.4028234663852886e38, Number.MAX_VALUE, 88.72283, 88.722839, 87.336544, 103.97, 103.98, 709.782712893384, 710.4],
  [745.13, 745.14, 1e-9, 0.7853981633974483, 27.9, 28, 6.02, 16777216, 2 ** 52, 2 ** 53 - 1, Number.NaN],
];
const edges = magnitudes.flat().flatMap((x) => [x, -x]);
const pairsOfEdges = edges.flatMap((a) => edges.map((b): Row => [a, b]));

/** Numbers of a precision with random bits, and numbers spread evenly around 0 at several scales. */
const samples = (precision: Precision, key: number): readonly number[] => {
  const words = Uint32Array.from(uniforms(key, 1 << 16), (uniform) => uniform * 2 ** 32);
  const any = precision === 'float32' ? new Float32Array(words.buffer) : new Float64Array(words.buffer);
  const spread = uniforms(key + 1, 1 << 15).map((uniform, i) => (2 * uniform - 1) * [0.01, 1, 10, 100, 800][i % 5]!);
  return [...any, ...(precision === 'float32' ? spread.map(Math.fround) : spread)];
};

/** The arguments on which functions are tried, a column for each. */
const argumentsOf = (name: ElementaryName, precision: Precision): readonly (readonly number[])[] => {
  const round = (x: number): number => (precision === 'float32' ? Math.fround(x) : x);
  const x = samples(precision, 1);
  if (elementaries[name].arity === 1) return [[...edges.map(round), ...x]];
  const y = samples(precision, 3);
  const crossed = [...y.slice(y.length / 2), ...y.slice(0, y.length / 2)];
  return [0, 1]
    .map((index) => [
      ...pairsOfEdges.map((pair) => round(pair[index]!)),
      ...x,
      ...(index === 0 ? x : []),
      ...(index === 0 ? [] : y),
      ...(index === 0 ? x : crossed),
    ])
    .map((column, _, [first]) => column.slice(0, first!.length));
};

/** The places where two columns differ, as arguments and both results. */
const differences = (columns: readonly (readonly number[])[], a: readonly number[], b: readonly number[]) =>
  a.flatMap((value, i) => (Object.is(value, b[i]) ? [] : [[...columns.map((column) => column[i]), value, b[i]]]));

describe.each(names)('%s', (name) => {
  const f = functions[name]!;

  if (fixtures.functions[name] !== undefined)
    test('is near the reference values', () => {
      const rows = fixtures.functions[name]!;
      const columns = Array.from({ length: elementaries[name].arity }, (_, index) => rows.map((row) => row[index]!));
      for (const { float64: lanes } of [sideBySide, single]) {
        const y = compiled(name, lanes)(...columns);
        expect(rows.filter((row, i) => !(ulpsBetween(y[i]!, row.at(-1)!) <= mostUlps(name)))).toEqual([]);
      }
    });

  test('has the bits of the interpreter in float64, alone and side by side', () => {
    const columns = argumentsOf(name, 'float64');
    const expected = columns[0]!.map((_, i) => f(...columns.map((column) => column[i]!)));
    expect(differences(columns, compiled(name, sideBySide.float64)(...columns), expected)).toEqual([]);
    expect(differences(columns, compiled(name, single.float64)(...columns), expected)).toEqual([]);
  });

  test('is near the value in float32: the nearest number, or nearly, where it is computed in float64', () => {
    const columns = argumentsOf(name, 'float32');
    const most = Object.hasOwn(narrow, name) ? mostUlps(name) : 0.52;
    const y = compiled(name, sideBySide.float32)(...columns);
    const wrong = y.flatMap((value, i) => {
      const x = columns.map((column) => column[i]!);
      return float32Error(value, f(...x)) > most ? [[...x, value, f(...x)]] : [];
    });
    expect(wrong).toEqual([]);
    expect(differences(columns, compiled(name, single.float32)(...columns), y)).toEqual([]);
  });
});
