import { call, type Code, get, ifElse, type Local, set, type ValueType } from '../wasm/code.ts';
import { type Function, functionOf } from '../wasm/module.ts';
import { type Elementary, elementaries, type ElementaryName, type Plain } from './elementary.ts';
import type { Reals } from './lanes.ts';
import { shared } from './sharing.ts';

/** The elementary functions that a module uses, each added when it is first called. */
export class FunctionTable {
  readonly #functions: Function[] = [];
  readonly #indices = new Map<Reals | Elementary | Function, Map<ElementaryName | undefined, number>>();
  readonly #first: number;
  #inlined = 0;

  /** The index in the module of the first of them: imports come before all functions. */
  constructor(first: number) {
    this.#first = first;
  }

  /** The functions called so far, in their order in the module. */
  get functions(): readonly Function[] {
    return this.#functions;
  }

  /** An elementary function of lanes: its own code, so that a loop can keep its constants, unless there are too many of them. */
  call(name: ElementaryName, lanes: Reals, ...x: readonly Code[]): Code {
    const elementary: Elementary = elementaries[name];
    if (lanes.count > 1 && elementary.rare === undefined && this.#inlined < mostInlined) {
      this.#inlined++;
      return plainCode(elementary, lanes, x);
    }
    return call(
      lanes.type,
      this.#indexOf(lanes, name, () => this.#onLanes(elementary, lanes)),
      ...x,
    );
  }

  #indexOf(owner: Reals | Elementary | Function, name: ElementaryName | undefined, make: () => Function): number {
    const known = this.#indices.get(owner) ?? new Map<ElementaryName | undefined, number>();
    this.#indices.set(owner, known);
    const index = known.get(name);
    if (index !== undefined) return index;
    const made = make(); // which may add others before it
    known.set(name, this.#first + this.#functions.length);
    this.#functions.push(made);
    return known.get(name)!;
  }

  #onLanes(elementary: Elementary, lanes: Reals): Function {
    const { doubles, type, widen, narrow, precision } = lanes;
    const parameters = Array.from({ length: elementary.arity }, () => type);
    if (elementary.rare === undefined)
      return functionOf(parameters, [type], (variable, ...x) =>
        shared([plainCode(elementary, lanes, x.map(get))], variable),
      );
    const { rare } = elementary;
    const include = (other: Function): number => this.#indexOf(other, undefined, () => other);
    const alone = this.#indexOf(elementary, undefined, () => rare.alone(include));
    return functionOf(parameters, [type], (variable, ...x) => {
      const wide = x.map((local) => widen(get(local)));
      const parts = wide[0]!.map((_, part) => wide.map((halves) => halves[part]!));
      const results = parts.map(() => variable(doubles.type));
      const statements = parts.map((part, at) => {
        const operands = part.map(() => variable(doubles.type));
        const prepared = operands.map((local, index) => set(local, part[index]!));
        const mask = rare.applies(doubles, ...operands.map(get));
        const usual = elementary[precision](doubles, ...operands.map(get));
        return [...prepared, ...exceptWhere(mask, { lanes, operands, usual, alone }, results[at]!, variable)];
      });
      return [...statements.flat(), narrow(results.map(get))];
    });
  }
}

const plainCode = ({ float32, float64 }: Plain, lanes: Reals, x: readonly Code[]): Code =>
  lanes.precision === 'float32' ? float32(lanes, ...x) : float64(lanes.doubles, ...x);

/** How often functions of several lanes stand where they are used; the others are called. */
const mostInlined = 64;

/** What replaces the usual result of some operands: that of a function of single elements. */
interface Exception {
  readonly lanes: Reals;
  readonly operands: readonly Local[];
  readonly usual: Code;
  readonly alone: number;
}

/** Statements that set a result to the usual one, and to that of the function alone where a mask is true. */
const exceptWhere = (
  mask: Code,
  { lanes: { doubles }, operands, usual, alone }: Exception,
  result: Local,
  variable: (type: ValueType) => Local,
): readonly Code[] => {
  const isException = variable(doubles.masks.type);
  const elements = Array.from({ length: doubles.count }, (_, lane) =>
    call('f64', alone, ...operands.map((local) => doubles.extract(get(local), lane))),
  );
  return [
    ...shared([set(isException, mask), set(result, usual)], variable),
    ifElse(doubles.masks.any(get(isException)), [
      set(result, doubles.select(get(isException), doubles.gather(elements), get(result))),
    ]),
  ];
};
