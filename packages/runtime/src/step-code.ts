import type { Precision } from '@adjoint/graph';
import { contraction } from './contraction/contraction.ts';
import { addressOf } from './emit/address.ts';
import type { Access } from './emit/expression.ts';
import { nested } from './emit/loop.ts';
import { nestCode } from './emit/nest-code.ts';
import type { Nest, Product } from './emit/nest.ts';
import type { PlacedBuffer, Position, Surroundings } from './emit/surroundings.ts';
import { FunctionTable } from './lanes/function-table.ts';
import type { Schedule, Stage, Step, Sweep } from './schedule.ts';
import { branchIf, call, type Code, get, ifElse, loop, select, set, type ValueType } from './wasm/code.ts';
import { i32 } from './wasm/instruction.ts';
import { encodeModule, type Function, functionOf } from './wasm/module.ts';

/** A compiled schedule: what to call and which kernels to run, in order. */
export interface Assembly {
  readonly module: Uint8Array<ArrayBuffer>;
  readonly parts: readonly Part[];
  /** What comes last: leaves change. */
  readonly commit: readonly Part[];
  /** How many bytes of memory it wants from `scratch` on. */
  readonly scratchBytes: number;
}

/** What comes after one another. */
export type Part =
  /** Steps in a row that the module does in one call. */
  | Readonly<{ type: 'call'; name: string }>
  /** One call for each chunk of blocks, with its number and how far behind their addresses local buffers are. */
  | Readonly<{ type: 'sweep'; name: string; chunks: number }>
  | Readonly<{ type: 'kernel'; step: Extract<Step, { type: 'kernel' }> }>;

/** What the steps of a program are compiled for. */
export interface AssemblyOptions {
  readonly buffers: readonly PlacedBuffer[];
  readonly precision: Precision;
  /** Where free memory begins. */
  readonly scratch: number;
}

/** Assembles the module of a schedule. */
export const assemble = ({ stages, commit }: Schedule, options: AssemblyOptions): Assembly => {
  const code = new StepCode([...stages, ...commit], options);
  const [parts, changes] = [stages, commit].map((each) => each.flatMap((stage) => code.partsOf(stage)));
  const memory = { pages: 1, most: 65_536, isShared: false };
  return {
    module: encodeModule({ functions: code.functions, memory }),
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
  /** The index of each nest's function. */
  readonly #nests = new Map<Step, number>();
  #parts = 0;

  constructor(stages: readonly Stage[], options: AssemblyOptions) {
    this.#options = options;
    this.#products = new Products(options);
    const nests: Function[] = [];
    for (const stage of stages) {
      const isSwept = stage.type === 'sweep';
      for (const step of isSwept ? [...stage.start, ...stage.block, ...stage.rest] : stage.steps)
        if (step.type === 'product') this.#products.add(step);
        else if (step.type === 'nest') this.#nests.set(step, nests.push(this.#nestFunction(step, isSwept)) - 1);
    }
    this.functions = [...this.#table.functions, ...this.#products.functions, ...nests];
    for (const [step, index] of this.#nests) this.#nests.set(step, this.functions.length - nests.length + index);
  }

  get scratchBytes(): number {
    return this.#products.scratchBytes;
  }

  /** Adds what does a stage. */
  partsOf(stage: Stage): readonly Part[] {
    if (stage.type === 'sweep') {
      const name = this.#add(['i32', 'i32'], (variable, chunk, offset) =>
        this.#sweep(stage, { chunk: chunk!, offset: offset!, block: variable('i32') }, variable),
      );
      return [{ type: 'sweep', name, chunks: stage.blocks.chunks }];
    }
    const parts: Part[] = [];
    let together: Step[] = [];
    const finish = (): void => {
      if (together.length === 0) return;
      const steps = together;
      const name = this.#add([], (variable) => steps.flatMap((step) => this.#step(step, { variable })));
      parts.push({ type: 'call', name });
      together = [];
    };
    for (const step of stage.steps)
      if (step.type === 'kernel') {
        finish();
        parts.push({ type: 'kernel', step });
      } else together.push(step);
    finish();
    return parts;
  }

  #add(parameters: readonly ValueType[], body: Parameters<typeof functionOf>[2]): string {
    const name = `part${this.#parts++}`;
    this.functions.push(functionOf(parameters, [], body, name));
    return name;
  }

  /** The blocks of one chunk, one after the other. */
  #sweep(
    { blocks, start, block, rest }: Sweep,
    position: Position,
    variable: Surroundings['variable'],
  ): readonly Code[] {
    const code = (steps: readonly Step[]): readonly Code[] =>
      steps.flatMap((step) => this.#step(step, { variable, position }));
    const end = variable('i32');
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

  #step(step: Step, { variable, position }: Pick<Surroundings, 'variable' | 'position'>): readonly Code[] {
    if (step.type === 'kernel') return []; // which have whole arrays, between calls
    if (step.type === 'nest') {
      const where = position === undefined ? [] : [position.chunk, position.block, position.offset];
      return [call('void', this.#nests.get(step)!, ...where.map(get))];
    }
    const index = this.#table.functions.length + this.#products.indexOf(step);
    return productCode(step, index, this.#around(variable, position), this.#options.scratch);
  }

  #nestFunction(nest: Nest, isSwept: boolean): Function {
    if (!isSwept) return functionOf([], [], (variable) => nestCode(nest, this.#around(variable)));
    return functionOf(['i32', 'i32', 'i32'], [], (variable, chunk, block, offset) =>
      nestCode(nest, this.#around(variable, { chunk: chunk!, block: block!, offset: offset! })),
    );
  }

  #around(variable: Surroundings['variable'], position?: Position): Surroundings {
    const { buffers, precision } = this.#options;
    const address = (buffer: number): Code => {
      const { address: first, isLocal } = buffers[buffer]!;
      const start = i32.const(first);
      return isLocal && position !== undefined ? i32.add(start, get(position.offset)) : start;
    };
    return { buffers, precision, table: this.#table, variable, position, address };
  }
}

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
  around: Omit<Surroundings, 'address'>,
  scratch: number,
): readonly Code[] =>
  nested(extents, [...extents.keys()], around, (counters) => {
    const addresses = [a, b, c].map((access) => addressOf(access, counters, around));
    const free = i32.const(scratch);
    return [call('void', index, ...addresses, around.position ? i32.add(free, get(around.position.offset)) : free)];
  });
