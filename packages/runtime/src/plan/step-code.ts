import type { Precision } from '@adjoint/graph';
import { contraction } from '../contraction/contraction.ts';
import { addressOf } from '../emit/address.ts';
import { canonicalFunction } from '../emit/canonical.ts';
import type { Access } from '../emit/expression.ts';
import { nested } from '../emit/loop.ts';
import { type NestCall, NestFunctions } from '../emit/nest-functions.ts';
import type { Product } from '../emit/nest.ts';
import type { PlacedBuffer, Position, Surroundings } from '../emit/surroundings.ts';
import { FunctionTable } from '../lanes/function-table.ts';
import type { Schedule } from './schedule.ts';
import type { Stage, Step, Sweep } from './stage.ts';
import { branchIf, call, type Code, get, ifElse, type Local, loop, select, set, type ValueType } from '../wasm/code.ts';
import { i32 } from '../wasm/instruction.ts';
import { encodeModule, type Function, functionOf } from '../wasm/module.ts';

/** A compiled schedule: what to call and which kernels to run, in order. */
export interface Assembly {
  readonly module: Uint8Array<ArrayBuffer>;
  readonly parts: readonly Part[];
  /** What comes last: leaves change. */
  readonly commit: readonly Part[];
  /** How many bytes of memory each thread wants from `scratch` on. */
  readonly scratchBytes: number;
}

/** What comes after one another. */
export type Part =
  /** Steps in a row that the module does in one call. */
  | Readonly<{ type: 'call'; part: number }>
  /** One call for each chunk of blocks, with its number and how far behind their addresses local buffers are. */
  | Readonly<{ type: 'sweep'; part: number; chunks: number }>
  | Extract<Step, { type: 'kernel' | 'native' }>;

/** What the steps of a program are compiled for. */
export interface AssemblyOptions {
  readonly buffers: readonly PlacedBuffer[];
  readonly precision: Precision;
  /** Where free memory begins. */
  readonly scratch: number;
  /** Whether threads have the memory in common. */
  readonly isShared: boolean;
  /** Whether products may be rounded together with sums. */
  readonly isFused: boolean;
}

/** The name of a part among what the module exports. */
export const nameOfPart = (part: number): string => `part${part}`;

/** Assembles the module of a schedule. */
export const assemble = ({ stages, commit }: Schedule, options: AssemblyOptions): Assembly => {
  const code = new StepCode([...stages, ...commit], options);
  const [parts, changes] = [stages, commit].map((each) => each.flatMap((stage) => code.partsOf(stage)));
  const memory = { pages: 1, most: 65_536, isShared: options.isShared };
  return {
    module: encodeModule({ functions: [...code.functions, canonicalFunction(options.precision)], memory }),
    parts: parts!,
    commit: changes!,
    scratchBytes: code.scratchBytes,
  };
};

/** The functions of a module. */
class StepCode {
  readonly functions: Function[];
  readonly #options: AssemblyOptions;
  readonly #table = new FunctionTable(0);
  readonly #products: Products; // functions like these are shared
  readonly #nests: NestFunctions;
  readonly #calls = new Map<Step, NestCall>();
  #parts = 0;

  constructor(stages: readonly Stage[], options: AssemblyOptions) {
    const { buffers, precision } = options;
    this.#options = options;
    this.#products = new Products(options);
    this.#nests = new NestFunctions({ buffers, precision, table: this.#table });
    for (const stage of stages)
      if (stage.type === 'whole') this.#define(stage.steps, false);
      else for (const steps of [stage.start, stage.block, stage.rest]) this.#define(steps, true);
    this.functions = [...this.#table.functions, ...this.#products.functions, ...this.#nests.functions];
  }

  get scratchBytes(): number {
    return this.#products.scratchBytes;
  }

  /** Adds what does a stage. */
  partsOf(stage: Stage): readonly Part[] {
    if (stage.type === 'sweep') {
      const part = this.#add(['i32', 'i32'], (variable, chunk, offset) =>
        this.#sweep(stage, { chunk: chunk!, block: variable('i32') }, { variable, offset: offset! }),
      );
      return [{ type: 'sweep', part, chunks: stage.blocks.chunks }];
    }
    const parts: Part[] = [];
    let together: Step[] = [];
    const finish = (): void => {
      if (together.length === 0) return;
      const steps = together;
      const part = this.#add([], (variable) => steps.flatMap((step) => this.#step(step, { variable })));
      parts.push({ type: 'call', part });
      together = [];
    };
    for (const step of stage.steps)
      if (step.type === 'kernel' || step.type === 'native') {
        finish();
        parts.push(step);
      } else if (together.push(step) === mostTogether) finish();
    finish();
    return parts;
  }

  #define(steps: readonly Step[], isSwept: boolean): void {
    for (const step of steps)
      if (step.type === 'product') this.#products.add(step);
      else if (step.type === 'nest') this.#calls.set(step, this.#nests.add(step, isSwept));
  }

  #add(parameters: readonly ValueType[], body: Parameters<typeof functionOf>[2]): number {
    this.functions.push(functionOf(parameters, [], body, nameOfPart(this.#parts)));
    return this.#parts++;
  }

  /** The blocks of one chunk, one after the other. */
  #sweep({ blocks, start, block, rest }: Sweep, position: Position, within: Within): readonly Code[] {
    const code = (steps: readonly Step[]): readonly Code[] =>
      steps.flatMap((step) => this.#step(step, within, position));
    const end = within.variable('i32');
    const isIn = i32.lt_u(get(position.block), get(end));
    const isLast = i32.eq(get(position.chunk), i32.const(blocks.chunks - 1));
    return [
      set(position.block, i32.mul(get(position.chunk), i32.const(blocks.perChunk))),
      ...code(start),
      set(end, i32.add(get(position.block), i32.const(blocks.perChunk))),
      set(end, select(get(end), i32.const(blocks.count), i32.lt_u(get(end), i32.const(blocks.count)))),
      ifElse(isIn, [
        loop(...code(block), set(position.block, i32.add(get(position.block), i32.const(1))), branchIf(0, isIn)),
      ]),
      ...(rest.length === 0 ? [] : [ifElse(isLast, code(rest))]),
    ];
  }

  #step(step: Step, { variable, offset }: Within, position?: Position): readonly Code[] {
    if (step.type === 'kernel' || step.type === 'native') return []; // which have whole arrays, between calls
    const { buffers, precision, scratch } = this.#options;
    const behind = (start: number): Code =>
      offset === undefined ? i32.const(start) : i32.add(i32.const(start), get(offset));
    const address = (buffer: number): Code => {
      const { address: start, isLocal } = buffers[buffer]!;
      return isLocal ? behind(start) : i32.const(start);
    };
    const first = this.#table.functions.length;
    if (step.type === 'nest') {
      const { function: index, buffers: used } = this.#calls.get(step)!;
      const where = position === undefined ? [] : [position.chunk, position.block];
      const at = first + this.#products.functions.length + index;
      return [call('void', at, ...used.map(address), ...where.map(get))];
    }
    const around = { buffers, precision, table: this.#table, variable, position, address };
    return productCode(step, first + this.#products.indexOf(step), around, behind(scratch));
  }
}

/** What the code of a part has: variables, and where in a sweep how far behind their addresses local buffers are. */
interface Within {
  readonly variable: Surroundings['variable'];
  readonly offset?: Local;
}

/** How many steps are done in one call: engines refuse functions that are very long. */
const mostTogether = 1024;

/** The contractions of a program, one function for all products of the same sizes and strides. */
class Products {
  readonly functions: Function[] = [];
  readonly #indices = new Map<string, number>();
  readonly #options: AssemblyOptions;
  scratchBytes = 0;

  constructor(options: AssemblyOptions) {
    this.#options = options;
  }

  add(product: Product): void {
    const key = this.#keyOf(product);
    if (this.#indices.has(key)) return;
    const { m, n, k, a, b, c } = product;
    const code = contraction({
      precision: this.#options.precision,
      m,
      n,
      k,
      a: { strides: lastTwo(a), type: this.#typeOf(a) },
      b: { strides: lastTwo(b), type: this.#typeOf(b) },
      c: { strides: lastTwo(c) },
      accumulate: product.adds,
      isFused: this.#options.isFused,
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
    return this.#options.buffers[buffer]!.type === 'u8' ? 'byte' : 'number';
  }
}

const lastTwo = ({ strides }: Access): readonly [number, number] => strides.slice(-2) as [number, number];

/** Calls the function of a product for each index of the loops in front. */
const productCode = (
  { extents, a, b, c }: Product,
  index: number,
  around: Surroundings,
  scratch: Code,
): readonly Code[] =>
  nested(extents, [...extents.keys()], around, (counters) => {
    const addresses = [a, b, c].map((access) => addressOf(access, counters, around));
    return [call('void', index, ...addresses, scratch)];
  });
