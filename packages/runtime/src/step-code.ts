import type { Precision } from '@adjoint/graph';
import { contraction } from './contraction/contraction.ts';
import { bytesOf } from './element.ts';
import type { Access } from './emit/expression.ts';
import { nested } from './emit/loop.ts';
import { nestCode } from './emit/nest-code.ts';
import type { Nest, Product } from './emit/nest.ts';
import type { PlacedBuffer, Surroundings } from './emit/surroundings.ts';
import { FunctionTable } from './lanes/function-table.ts';
import type { Step } from './schedule.ts';
import { call, type Code, get } from './wasm/code.ts';
import { i32 } from './wasm/instruction.ts';
import { encodeModule, type Function, functionOf } from './wasm/module.ts';

/** A compiled schedule: what to call and which kernels to run, in order. */
export interface Assembly {
  readonly module: Uint8Array<ArrayBuffer>;
  readonly parts: readonly Part[];
  /** How many bytes of memory it wants from `scratch` on. */
  readonly scratchBytes: number;
}

/** Steps in a row that the module does in one call, or one that a kernel does. */
export type Part =
  | Readonly<{ type: 'call'; name: string }>
  | Readonly<{ type: 'kernel'; step: Extract<Step, { type: 'kernel' }> }>;

/** What the steps of a program are compiled for. */
export interface AssemblyOptions {
  readonly buffers: readonly PlacedBuffer[];
  readonly precision: Precision;
  /** Where free memory begins. */
  readonly scratch: number;
}

/** Assembles the module of some steps. */
export const assemble = (steps: readonly Step[], options: AssemblyOptions): Assembly => {
  const { buffers, precision, scratch } = options;
  const table = new FunctionTable(0);
  const nests = new Map(
    steps
      .filter((step) => step.type === 'nest')
      .map((step) => [step, nestFunction(step, { buffers, precision, table })]),
  );
  const products = new Products(options); // functions like these are shared
  for (const step of steps) if (step.type === 'product') products.add(step);
  const functions: Function[] = [...table.functions, ...products.functions, ...nests.values()];
  const firstProduct = table.functions.length;
  const firstNest = firstProduct + products.functions.length;
  const order = new Map([...nests.keys()].map((step, index) => [step, firstNest + index]));
  const parts: Part[] = [];
  let together: Exclude<Step, { type: 'kernel' }>[] = [];
  const finish = (): void => {
    if (together.length === 0) return;
    const name = `part${parts.length}`;
    const included = together;
    const body = (variable: Surroundings['variable']): readonly Code[] =>
      included.flatMap((step) =>
        step.type === 'nest'
          ? [call('void', order.get(step)!)]
          : productCode(step, firstProduct + products.indexOf(step), { buffers, precision, table, variable }, scratch),
      );
    functions.push(functionOf([], [], body, name));
    parts.push({ type: 'call', name });
    together = [];
  };
  for (const step of steps)
    if (step.type === 'kernel') {
      finish();
      parts.push({ type: 'kernel', step });
    } else together.push(step);
  finish();
  const memory = { pages: 1, most: 65_536, isShared: false };
  return {
    module: encodeModule({ functions, memory }),
    parts,
    scratchBytes: products.scratchBytes,
  };
};

const nestFunction = (nest: Nest, around: Omit<Surroundings, 'variable'>): Function =>
  functionOf([], [], (variable) => nestCode(nest, { ...around, variable }));

/** The contractions of a program, one function for all products of the same sizes and strides. */
class Products {
  readonly functions: Function[] = [];
  readonly #indices = new Map<string, number>();
  readonly #precision: Precision;
  readonly #buffers: readonly PlacedBuffer[];
  scratchBytes = 0;

  constructor({ precision, buffers }: AssemblyOptions) {
    this.#precision = precision;
    this.#buffers = buffers;
  }

  add(product: Product): void {
    const key = this.#keyOf(product);
    if (this.#indices.has(key)) return;
    const { m, n, k, a, b, c } = product;
    const code = contraction({
      precision: this.#precision,
      m,
      n,
      k,
      a: { strides: lastTwo(a), type: this.#typeOf(a) },
      b: { strides: lastTwo(b), type: this.#typeOf(b) },
      c: { strides: lastTwo(c) },
      accumulate: false,
    });
    this.scratchBytes = Math.max(this.scratchBytes, code.scratchBytes);
    this.#indices.set(key, this.functions.push(code.function) - 1);
  }

  indexOf(product: Product): number {
    return this.#indices.get(this.#keyOf(product))!;
  }

  #keyOf({ m, n, k, a, b, c }: Product): string {
    return [m, n, k, this.#typeOf(a), this.#typeOf(b), ...[a, b, c].flatMap(lastTwo)].join();
  }

  #typeOf({ buffer }: Access): 'byte' | 'number' {
    return this.#buffers[buffer]!.type === 'u8' ? 'byte' : 'number';
  }
}

const lastTwo = ({ strides }: Access): readonly [number, number] => strides.slice(-2) as [number, number];

/** Calls the function of a product for each index of the loops in front. */
const productCode = (
  { extents, a, b, c }: Product,
  index: number,
  around: Surroundings,
  scratch: number,
): readonly Code[] =>
  nested(extents, [...extents.keys()], around, (counters) => {
    const addresses = [a, b, c].map((access) => {
      const { address, type } = around.buffers[access.buffer]!;
      const bytes = bytesOf(type);
      const first = i32.const(address + bytes * access.start);
      const moving = [...counters].filter(([loop]) => access.strides[loop] !== 0);
      return moving.reduce(
        (sum, [loop, counter]) => i32.add(sum, i32.mul(get(counter), i32.const(bytes * access.strides[loop]!))),
        first,
      );
    });
    return [call('void', index, ...addresses, i32.const(scratch))];
  });
