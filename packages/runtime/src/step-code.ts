import type { Precision } from '@adjoint/graph';
import { contraction } from './contraction/contraction.ts';
import { addressOf } from './emit/address.ts';
import type { Access } from './emit/expression.ts';
import { nested } from './emit/loop.ts';
import { nestCode } from './emit/nest-code.ts';
import type { Nest, Product } from './emit/nest.ts';
import type { PlacedBuffer, Position, Surroundings } from './emit/surroundings.ts';
import { FunctionTable } from './lanes/function-table.ts';
import type { Stage, Step, Sweep } from './schedule.ts';
import { branchIf, call, type Code, get, ifElse, type Local, loop, select, set } from './wasm/code.ts';
import { i32 } from './wasm/instruction.ts';
import { encodeModule, type Function, functionOf } from './wasm/module.ts';

/** A compiled schedule: what to call and which kernels to run, in order. */
export interface Assembly {
  readonly module: Uint8Array<ArrayBuffer>;
  readonly parts: readonly Part[];
  /** How many bytes of memory it wants from `scratch` on. */
  readonly scratchBytes: number;
}

/** What comes after one another. */
export type Part =
  /** Steps in a row that the module does in one call. */
  | Readonly<{ type: 'call'; name: string }>
  /** One call for each chunk of blocks, with its number and how far behind their addresses local buffers are. */
  | Readonly<{ type: 'sweep'; name: string; chunks: number }>
  | Readonly<{ type: 'kernel'; step: Kernel }>;

type Kernel = Extract<Step, { type: 'kernel' }>;

/** What the steps of a program are compiled for. */
export interface AssemblyOptions {
  readonly buffers: readonly PlacedBuffer[];
  readonly precision: Precision;
  /** Where free memory begins. */
  readonly scratch: number;
}

/** Assembles the module of some stages. */
export const assemble = (stages: readonly Stage[], options: AssemblyOptions): Assembly => {
  const { buffers, precision } = options;
  const table = new FunctionTable(0);
  const swept = stages.map((stage) => (stage.type === 'sweep' ? [stage.start, stage.block, stage.rest].flat() : []));
  const whole = stages.map((stage) => (stage.type === 'whole' ? stage.steps : []));
  const nests = new Map<Step, Function>();
  const products = new Products(options); // functions like these are shared
  for (const [steps, isSwept] of [
    ...swept.map((each) => [each, true] as const),
    ...whole.map((each) => [each, false] as const),
  ])
    for (const step of steps)
      if (step.type === 'nest') nests.set(step, nestFunction(step, isSwept, { buffers, precision, table }));
      else if (step.type === 'product') products.add(step);
  const functions: Function[] = [...table.functions, ...products.functions, ...nests.values()];
  const firstProduct = table.functions.length;
  const firstNest = firstProduct + products.functions.length;
  const order = new Map([...nests.keys()].map((step, index) => [step, firstNest + index]));
  const codeOf = (step: Exclude<Step, Kernel>, around: Surroundings): readonly Code[] =>
    step.type === 'nest'
      ? [call('void', order.get(step)!, ...positionOf(around).map(get))]
      : productCode(step, firstProduct + products.indexOf(step), around, options.scratch);
  const parts: Part[] = [];
  for (const stage of stages) {
    if (stage.type === 'sweep') {
      const name = `part${parts.length}`;
      functions.push(sweepFunction(stage, name, { buffers, precision, table }, codeOf));
      parts.push({ type: 'sweep', name, chunks: stage.blocks.chunks });
      continue;
    }
    let together: Exclude<Step, Kernel>[] = [];
    const finish = (): void => {
      if (together.length === 0) return;
      const name = `part${parts.length}`;
      const included = together;
      functions.push(
        functionOf(
          [],
          [],
          (variable) => included.flatMap((step) => codeOf(step, { buffers, precision, table, variable })),
          name,
        ),
      );
      parts.push({ type: 'call', name });
      together = [];
    };
    for (const step of stage.steps)
      if (step.type === 'kernel') {
        finish();
        parts.push({ type: 'kernel', step });
      } else together.push(step);
    finish();
  }
  const memory = { pages: 1, most: 65_536, isShared: false };
  return {
    module: encodeModule({ functions, memory }),
    parts,
    scratchBytes: products.scratchBytes,
  };
};

/** The blocks of one chunk, one after the other. */
const sweepFunction = (
  { blocks, start, block, rest }: Sweep,
  name: string,
  around: Omit<Surroundings, 'variable'>,
  codeOf: (step: Exclude<Step, Kernel>, around: Surroundings) => readonly Code[],
): Function =>
  functionOf(
    ['i32', 'i32'],
    [],
    (variable, chunk, offset) => {
      const position: Position = { chunk, offset, block: variable('i32') };
      const end = variable('i32');
      const code = (steps: readonly Step[]): readonly Code[] =>
        steps.flatMap((step) => (step.type === 'kernel' ? [] : codeOf(step, { ...around, variable, position }))); // kernels have whole arrays
      const first = i32.mul(get(chunk), i32.const(blocks.perChunk));
      const isIn = i32.lt_u(get(position.block), get(end));
      const next = set(position.block, i32.add(get(position.block), i32.const(1)));
      return [
        set(position.block, first),
        ...code(start),
        set(end, i32.add(get(position.block), i32.const(blocks.perChunk))),
        set(end, select(get(end), i32.const(blocks.count), i32.lt_u(get(end), i32.const(blocks.count)))),
        ifElse(isIn, [loop(...code(block), next, branchIf(0, isIn))]),
        ...(rest.length === 0 ? [] : [ifElse(i32.eq(get(chunk), i32.const(blocks.chunks - 1)), code(rest))]),
      ];
    },
    name,
  );

const positionOf = ({ position }: Surroundings): readonly Local[] =>
  position === undefined ? [] : [position.chunk, position.block, position.offset];

const nestFunction = (nest: Nest, isSwept: boolean, around: Omit<Surroundings, 'variable'>): Function =>
  isSwept
    ? functionOf(['i32', 'i32', 'i32'], [], (variable, chunk, block, offset) =>
        nestCode(nest, { ...around, variable, position: { chunk, block, offset } }),
      )
    : functionOf([], [], (variable) => nestCode(nest, { ...around, variable }));

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
      accumulate: product.adds,
    });
    this.scratchBytes = Math.max(this.scratchBytes, code.scratchBytes);
    this.#indices.set(key, this.functions.push(code.function) - 1);
  }

  indexOf(product: Product): number {
    return this.#indices.get(this.#keyOf(product))!;
  }

  #keyOf({ m, n, k, a, b, c, adds }: Product): string {
    return [m, n, k, adds, this.#typeOf(a), this.#typeOf(b), ...[a, b, c].flatMap(lastTwo)].join();
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
    const addresses = [a, b, c].map((access) => addressOf(access, counters, around));
    const free = i32.const(scratch);
    return [call('void', index, ...addresses, around.position ? i32.add(free, get(around.position.offset)) : free)];
  });
