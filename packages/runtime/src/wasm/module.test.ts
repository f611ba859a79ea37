import { hasRelaxedSimd } from './support.ts';
import { describe, expect, test } from 'vitest';
import {
  block,
  branch,
  branchIf,
  call,
  type Code,
  code,
  get,
  ifElse,
  loop,
  select,
  set,
  tee,
  type ValueType,
} from './code.ts';
import * as instructions from './instruction.ts';
import { encodeModule, type Function, functionOf, type ImportedFunction } from './module.ts';

const { f32, f64, i32, i64, f32x4, i8x16, v128, memory } = instructions;

const pages = { pages: 1, most: 1, isShared: false };

/** The functions of a module by name, and the memory they use. */
const instantiate = (functions: readonly Function[], imports: readonly ImportedFunction[] = [], environment = {}) => {
  const shared = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const module = new WebAssembly.Module(encodeModule({ functions, imports, memory: pages }));
  const { exports } = new WebAssembly.Instance(module, { env: { memory: shared, ...environment } });
  return { exports: exports as Record<string, (...numbers: unknown[]) => unknown>, buffer: shared.buffer };
};

describe('every instruction', () => {
  const valueTypes: readonly ValueType[] = ['i32', 'i64', 'f32', 'f64', 'v128'];
  const operandsOf = (count: number): readonly (readonly ValueType[])[] =>
    count === 0 ? [[]] : operandsOf(count - 1).flatMap((types) => valueTypes.map((type) => [...types, type]));
  const isValid = (operands: readonly ValueType[], make: (...operands: Code[]) => Code): boolean => {
    const results = (type: Code['type']): readonly ValueType[] => (type === 'void' ? [] : [type]);
    const sample = make(...operands.map((type, index) => get({ type, index })));
    const only = functionOf(operands, results(sample.type), () => [sample]);
    return WebAssembly.validate(encodeModule({ functions: [only], memory: pages }));
  };
  const special = ['const', 'shuffle', 'extract_lane'];
  const named = Object.entries(instructions).flatMap(([type, family]) =>
    Object.entries(family)
      .filter(([name]) => !special.includes(name) && (hasRelaxedSimd() || !name.startsWith('relaxed')))
      .map(([name, make]) => [`${type}.${name}`, make as unknown as (...operands: Code[]) => Code] as const),
  );
  test.each(named)('%s takes operands and leaves what it says', (name, make) => {
    const counts = name.startsWith('memory')
      ? [3]
      : name.includes('.load')
        ? [1]
        : name.includes('.store')
          ? [2]
          : [1, 2, 3];
    expect(counts.flatMap(operandsOf).filter((operands) => isValid(operands, make))).toHaveLength(1);
  });
  test('there are some', () => expect(named.length).toBeGreaterThan(250));
});

test('constants come out as they went in', () => {
  const integers = [0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, -8192, -8193, 2 ** 31 - 1, -(2 ** 31)];
  const numbers = [0, -0, 1.5, -1e300, Infinity, -Infinity, NaN, 5e-324];
  const { exports } = instantiate([
    ...integers.map((value) => functionOf([], ['i32'], () => [i32.const(value)], `i${value}`)),
    ...integers.map((value) => functionOf([], ['i64'], () => [i64.const(BigInt(value) * 4294967297n)], `l${value}`)),
    ...numbers.map((value, index) => functionOf([], ['f64'], () => [f64.const(value)], `f${index}`)),
    ...numbers.map((value, index) => functionOf([], ['f32'], () => [f32.const(value)], `s${index}`)),
  ]);
  for (const value of integers) {
    expect(exports[`i${value}`]!()).toBe(value);
    expect(exports[`l${value}`]!()).toBe(BigInt.asIntN(64, BigInt(value) * 4294967297n));
  }
  numbers.forEach((value, index) => {
    expect(exports[`f${index}`]!()).toBe(value);
    expect(exports[`s${index}`]!()).toBe(Math.fround(value));
  });
});

test('a loop over vectors sums an array', () => {
  const lanes = [0, 1, 2, 3].map((lane) => lane);
  const sum = functionOf(
    ['i32', 'i32'],
    ['f32'],
    (variable, address, count) => {
      const total = variable('v128');
      return [
        loop(
          set(total, f32x4.add(get(total), v128.load(get(address), 16))),
          set(address, i32.add(get(address), i32.const(16))),
          branchIf(0, tee(count, i32.sub(get(count), i32.const(4)))),
        ),
        lanes.map((lane) => f32x4.extract_lane(get(total), lane)).reduce((a, b) => f32.add(a, b)),
      ];
    },
    'sum',
  );
  const { exports, buffer } = instantiate([sum]);
  new Float32Array(buffer, 64, 8).set([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(exports['sum']!(48, 8)).toBe(36);
});

test('branches, arms and calls: the greatest common divisor, and the larger of two', () => {
  const imported: ImportedFunction = { name: 'tell', parameters: ['i32'], results: [] };
  const gcd = functionOf(['i32', 'i32'], ['i32'], (variable, a, b) => {
    const rest = variable('i32');
    return [
      block(
        loop(
          branchIf(1, i32.eqz(get(b))),
          set(rest, i32.rem_u(get(a), get(b))),
          set(a, get(b)),
          set(b, get(rest)),
          branch(0),
        ),
      ),
      get(a),
    ];
  });
  const tellGcd = functionOf(
    ['i32', 'i32'],
    [],
    (_, a, b) => [call('void', 0, call('i32', 1, get(a), get(b)))],
    'tell',
  );
  const larger = functionOf(
    ['f64', 'f64'],
    ['f64'],
    (variable, a, b) => {
      const result = variable('f64');
      return [ifElse(f64.gt(get(a), get(b)), [set(result, get(a))], [set(result, get(b))]), get(result)];
    },
    'larger',
  );
  const chosen = functionOf(['i32'], ['i32'], (_, a) => [select(i32.const(7), i32.const(9), get(a))], 'chosen');
  const told: unknown[] = [];
  const { exports } = instantiate([gcd, tellGcd, larger, chosen], [imported], {
    tell: (value: unknown) => told.push(value),
  });
  exports['tell']!(48, 36);
  exports['tell']!(17, 5);
  expect(told).toEqual([12, 1]);
  expect([exports['larger']!(1, 2), exports['larger']!(2, 1)]).toEqual([2, 2]);
  expect([exports['chosen']!(1), exports['chosen']!(0)]).toEqual([7, 9]);
});

test('lanes, bytes and memory: shuffled, copied and filled', () => {
  const reverse = functionOf(
    ['i32'],
    [],
    (_, at) => [
      v128.store(
        get(at),
        i8x16.shuffle(
          v128.load(get(at)),
          v128.load(get(at)),
          Array.from({ length: 16 }, (_, i) => 15 - i),
        ),
      ),
      memory.copy(i32.const(100), get(at), i32.const(4)),
      memory.fill(i32.const(104), i32.const(7), i32.const(2)),
      v128.store(i32.const(200), v128.const(Uint8Array.from({ length: 16 }, (_, i) => i))),
    ],
    'reverse',
  );
  const { exports, buffer } = instantiate([reverse]);
  const bytes = new Uint8Array(buffer);
  for (let i = 0; i < 16; i++) bytes[i] = i;
  exports['reverse']!(0);
  expect([...bytes.subarray(0, 16)]).toEqual(Array.from({ length: 16 }, (_, i) => 15 - i));
  expect([...bytes.subarray(100, 107)]).toEqual([15, 14, 13, 12, 7, 7, 0]);
  expect([...bytes.subarray(200, 216)]).toEqual(Array.from({ length: 16 }, (_, i) => i));
});

test('many functions, variables and long bodies have their sizes right', () => {
  const functions = Array.from({ length: 300 }, (_, index) =>
    functionOf(
      ['i32'],
      ['i32'],
      (variable, a) => {
        const locals = Array.from({ length: 200 }, () => variable('i32'));
        return [...locals.map((local) => set(local, get(a))), i32.add(get(locals[199]!), i32.const(index))];
      },
      `f${index}`,
    ),
  );
  const { exports } = instantiate(functions);
  expect(exports['f299']!(1)).toBe(300);
  expect(code('void', [0x01])).toMatchObject({ operands: [], immediates: [] });
});
