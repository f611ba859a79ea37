import { call, type Code, get, ifElse, type Local, set, type ValueType } from '../wasm/code.ts';
import { type Function, functionOf } from '../wasm/module.ts';
import { type Elementary, elementaries, type ElementaryName, foreign } from './elementary.ts';
import type { Reals } from './lanes.ts';
import { shared } from './sharing.ts';

/** The elementary functions that a module uses, each added when it is first called. */
export class FunctionTable {
  readonly #functions: Function[] = [];
  readonly #indices = new Map<Reals, Map<ElementaryName, number>>();
  readonly #firstForeign: number;
  readonly #firstFunction: number;

  /** Where in the module `foreignImports` begin, and where the functions here will, both counted imports first. */
  constructor({ firstForeign, firstFunction }: { readonly firstForeign: number; readonly firstFunction: number }) {
    this.#firstForeign = firstForeign;
    this.#firstFunction = firstFunction;
  }

  /** The functions called so far, in their order in the module. */
  get functions(): readonly Function[] {
    return this.#functions;
  }

  /** An elementary function of lanes. */
  call(name: ElementaryName, lanes: Reals, ...x: readonly Code[]): Code {
    const known = this.#indices.get(lanes) ?? new Map<ElementaryName, number>();
    this.#indices.set(lanes, known);
    const index = known.get(name) ?? this.#firstFunction + this.#functions.length;
    if (!known.has(name)) this.#functions.push(elementaryFunction(elementaries[name], lanes, this.#firstForeign));
    known.set(name, index);
    return call(lanes.type, index, ...x);
  }
}

/** An elementary function of lanes, which calls functions from outside by their indices from `firstForeign` on. */
const elementaryFunction = (elementary: Elementary, lanes: Reals, firstForeign: number): Function => {
  const { doubles, type, widen, narrow, precision } = lanes;
  const { arity, rare } = elementary;
  const parameters = Array.from({ length: arity }, () => type);
  return functionOf(parameters, [type], (variable, ...x) => {
    const wide = x.map((local) => widen(get(local)));
    const parts = wide[0]!.map((_, part) => wide.map((halves) => halves[part]!));
    if (rare === undefined)
      return [shared(narrow(parts.map((part) => elementary[precision](doubles, ...part))), variable)];
    const index = firstForeign + Object.keys(foreign).indexOf(rare.name);
    const results = parts.map(() => variable(doubles.type));
    const statements = parts.map((part, at) =>
      partOf({ elementary: { ...elementary, rare }, doubles, precision, index }, part, results[at]!, variable),
    );
    return [...statements.flat(), narrow(results.map(get))];
  });
};

type Rare = Elementary & Required<Pick<Elementary, 'rare'>>;

/** Statements that set a result: by the usual way, and then the elements for which that does not serve. */
const partOf = (
  {
    elementary,
    doubles,
    precision,
    index,
  }: Readonly<{ elementary: Rare; doubles: Reals['doubles']; precision: Reals['precision']; index: number }>,
  part: readonly Code[],
  result: Local,
  variable: (type: ValueType) => Local,
): readonly Code[] => {
  const x = part.map(() => variable(doubles.type));
  const mask = variable(doubles.masks.type);
  const lanes = Array.from({ length: doubles.count }, (_, lane) =>
    call('f64', index, ...x.map((local) => doubles.extract(get(local), lane))),
  );
  return [
    ...part.map((value, at) => set(x[at]!, value)),
    set(mask, shared(elementary.rare.applies(doubles, ...x.map(get)), variable)),
    set(result, shared(elementary[precision](doubles, ...x.map(get)), variable)),
    ifElse(doubles.masks.any(get(mask)), [set(result, doubles.select(get(mask), doubles.gather(lanes), get(result)))]),
  ];
};
