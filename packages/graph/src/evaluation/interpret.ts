import { either as E } from 'fp-ts';
import type { Bindings } from './binding.ts';
import { decodeValue } from '../decode.ts';
import type { Sizes } from '../dim.ts';
import { evaluate, type ValuesOf } from './evaluate.ts';
import { leavesOf, nameOf } from '../leaf.ts';
import type { AnyTensor, TensorOfKind } from '../node.ts';
import { type Outputs, outputsIn, resultsFor } from '../output.ts';
import type { Precision, Value } from '../value.ts';

/** Outputs that can be computed again and again, with leaves that the program holds and updates at every run. */
export interface Program<O extends Outputs = Readonly<Record<string, AnyTensor>>, P extends Precision = Precision> {
  /** Computes the outputs from what is bound and what is held, then writes every update. Errors are those of `evaluate`. */
  readonly run: (bindings?: Bindings) => ValuesOf<O, P>;
  /** A copy of what the program holds, by name: of all of it, or of what has these names, in their order. */
  readonly held: (names?: readonly string[]) => Record<string, Value>;
}

/** What a program computes with, and what it keeps between runs. */
export interface ProgramOptions<P extends Precision = Precision> {
  /** How wide real numbers are: `float64` if not given. */
  readonly precision?: P;
  /** Values of leaves that need no binding, by name: the program keeps them. */
  readonly held?: Readonly<Record<string, Value>>;
  /** Which of them change with every run, and to what. All are read before any is written. */
  readonly updates?: readonly LeafUpdate[];
  /** Leaves change only in runs in which this is true, every element of it; in all if not given. */
  readonly when?: TensorOfKind<'bool'>;
  /** Sizes of named dimensions that neither bindings nor held values settle. */
  readonly sizes?: Sizes;
}

/** A leaf that a program holds, and the value it has after a run. */
export interface LeafUpdate {
  readonly leaf: AnyTensor;
  readonly next: AnyTensor;
}

/**
 * The simplest program: every run is an `evaluate`.
 *
 * @example
 * ```ts
 * import { add, input, interpret, parameter, toValue } from '@adjoint/graph';
 *
 * const w = parameter('w', []);
 * const next = add(w, input('x', []));
 * const program = interpret({ w }, { held: { w: toValue(1) }, updates: [{ leaf: w, next }] });
 * program.run({ x: 2 }).w.data; // Float64Array [1]
 * program.run({ x: 2 }).w.data; // Float64Array [3]
 * ```
 */
export const interpret = <const O extends Outputs, const P extends Precision = 'float64'>(
  outputs: O,
  { held = {}, updates = [], when, sizes = {}, precision }: ProgramOptions<P> = {},
): Program<O, P> => {
  const tensors = outputsIn('interpret', outputs);
  const wanted = [...tensors, ...updates.map(({ next }) => next), ...(when === undefined ? [] : [when])];
  const numbered: Readonly<Record<string, AnyTensor>> = Object.fromEntries(wanted.entries());
  const width = precision ?? 'float64';
  const values = { ...held };
  for (const leaf of leavesOf(...wanted)) {
    const name = nameOf(leaf)!;
    if (!Object.hasOwn(held, name)) continue;
    const decoded = decodeValue(leaf.kind, held[name]!, width);
    if (E.isRight(decoded)) values[name] = decoded.right; // once, rather than at every run, which says what is wrong
  }
  return {
    run: (bindings = {}) => {
      const found = Object.values(evaluate(numbered, { ...bindings, ...values }, { precision: width, sizes }));
      const isDue = when === undefined || !found.at(-1)!.data.includes(0);
      if (isDue) updates.forEach(({ leaf }, index) => (values[nameOf(leaf)!] = found[tensors.length + index]!));
      return resultsFor(outputs, found.slice(0, tensors.length)) as ValuesOf<O, P>; // one value an output
    },
    held: (names = Object.keys(values)) =>
      Object.fromEntries(
        names.map((name) => {
          const { shape, data } = values[name]!;
          return [name, { shape, data: data.slice() }];
        }),
      ),
  };
};
