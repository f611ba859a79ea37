import { either as E } from 'fp-ts';
import { bind, type Bindings, definitionsIn, shapesOf } from './binding.ts';
import type { Sizes } from '../dim.ts';
import { invalidArgument, orThrow, refuse, type Result } from '../error.ts';
import { boundIn, Execution, isBound } from './execution.ts';
import type { Kind } from '../kind.ts';
import { distinctLeaves } from '../leaf.ts';
import type { AnyTensor, Tensor } from '../node.ts';
import { isRecord, optionsOf } from '../option.ts';
import { type Outputs, outputsIn, resultsFor } from '../output.ts';
import { visit } from '../topology.ts';
import type { DataOf, Precision, Value } from '../value.ts';

/** How to evaluate. */
export interface EvaluateOptions<P extends Precision = Precision> {
  /** How wide real numbers are: `float64` if not given. */
  readonly precision?: P;
  /** Sizes of named dimensions that no binding settles. */
  readonly sizes?: Sizes;
}

/** The value of a tensor: its data array goes with its kind and the precision. */
export type ValueOf<T extends AnyTensor, P extends Precision = 'float64'> =
  T extends Tensor<infer _S, infer K> ? Value<DataOf<K, P>> : Value<DataOf<Kind, P>>;

/** The values of outputs: one value, or a record of them under the same names. */
export type ValuesOf<O extends Outputs, P extends Precision = 'float64'> = O extends AnyTensor
  ? ValueOf<O, P>
  : { -readonly [N in keyof O]: O[N] extends AnyTensor ? ValueOf<O[N], P> : never };

/**
 * Computes the values of a tensor, or of a record of tensors, from values bound to their leaves by name. Simple and exact
 * rather than fast: float64 unless told otherwise. What is wrong with the bindings is thrown as one `InvalidBindings`;
 * NaN and infinity are values.
 *
 * @example
 * ```ts
 * import { add, evaluate, input } from '@adjoint/graph';
 *
 * const x = input('x', [2]);
 * evaluate(add(x, 1), { x: [1, 2] }).data; // Float64Array [2, 3]
 * ```
 */
export const evaluate = <const O extends Outputs, const P extends Precision = 'float64'>(
  outputs: O,
  bindings: Bindings = {},
  options: EvaluateOptions<P> = {},
): ValuesOf<O, P> => {
  const tensors = outputsIn('evaluate', outputs);
  if (!isRecord(bindings))
    return orThrow(refuse(invalidArgument('evaluate', 'bindings must be an object of values by name', bindings)));
  const values = orThrow(compute(tensors, bindings, checked(options)));
  return resultsFor(outputs, values) as ValuesOf<O, P>; // one value an output, in the same order
};

const checked = (options: EvaluateOptions | undefined): EvaluateOptions => {
  const { precision = 'float64', sizes = {} } = optionsOf('evaluate', options, ['precision', 'sizes']);
  if (precision !== 'float64' && precision !== 'float32')
    return orThrow(refuse(invalidArgument('evaluate', "precision must be 'float64' or 'float32'", precision)));
  return isRecord(sizes)
    ? { precision, sizes }
    : orThrow(refuse(invalidArgument('evaluate', 'sizes must be an object of sizes by name', sizes)));
};

const compute = (
  outputs: readonly AnyTensor[],
  bindings: Bindings,
  { precision = 'float64', sizes: given = {} }: EvaluateOptions,
): Result<readonly Value[]> => {
  const topology = visit(outputs);
  const { nodes, slotsOf } = topology;
  const leaves = distinctLeaves(boundIn(topology));
  if (E.isLeft(leaves)) return leaves;
  const bound = bind(leaves.right, shapesOf(nodes), definitionsIn(nodes), bindings, given, precision);
  if (E.isLeft(bound)) return bound;
  const found = new Execution(topology, bound.right.sizes, precision).run(bound.right.values);
  if (E.isLeft(found)) return found;
  const isTaken = new Set<number>();
  return E.right(
    found.right.map((value, index) => {
      const isShared = isBound(outputs[index]!.node) || isTaken.has(slotsOf[index]!);
      isTaken.add(slotsOf[index]!);
      return isShared ? copyOf(value) : value;
    }),
  );
};

/** What a leaf is bound to is the caller's, and what is asked for twice is given twice: both are copies. */
const copyOf = ({ shape, data }: Value): Value => ({ shape: [...shape], data: data.slice() });
