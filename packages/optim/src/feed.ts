import {
  type AnyTensor,
  bind,
  type Bindings,
  input,
  leavesOf,
  nameOf,
  namesIn,
  type Kind,
  type Node,
  rewrite,
  type Shape,
  type Sizes,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { gather } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import { batchesOf, type BatchRows, type BatchSource, demandSamples, isBatches, samplesIn } from './batch-source.ts';
import { dividedBindings } from './program.ts';
import { unusedName } from './unused-name.ts';

/** How data comes to a program. */
export interface Feed {
  /** The data that the program holds, by the names of its leaves. */
  readonly held: Readonly<Record<string, Value>>;
  /** What it computes, in terms of what is held and what is bound. */
  readonly of: (outputs: readonly AnyTensor[]) => readonly AnyTensor[];
  /** What a step binds. */
  readonly at: (epoch: number, index: number) => Portion;
}

/** What a step binds, and how many samples that stands for. */
interface Portion {
  readonly bindings: Bindings;
  readonly samples: number;
}

/** What a feed goes by. */
export interface FeedOptions {
  readonly outputs: readonly AnyTensor[];
  /** The names of leaves that do not come from the data. */
  readonly others: readonly string[];
  readonly sizes: Sizes;
  /** Whether a program that holds a data set is not slower than one that is given batches. */
  readonly gathers: boolean;
}

/**
 * The feed of a training run. A program holds a data set whose rows are the batches, and each step gathers some of them; or it holds the
 * whole batch of every step; or it is given each batch. It is given whatever does not fit, too, and says what is wrong.
 */
export const feedOf = (data: BatchSource | Bindings, options: FeedOptions): Feed => {
  const source = batchesOf(data);
  const leaves = leavesOf(...options.outputs).filter((leaf) => !options.others.includes(nameOf(leaf)!));
  const streamed = (without: Readonly<Record<string, Value>> = {}): Feed => ({
    held: without,
    of: (outputs) => outputs,
    at: (epoch, index) => {
      const batch = source.at(epoch, index);
      const bindings = Object.fromEntries(Object.entries(batch).filter(([name]) => !Object.hasOwn(without, name)));
      return { bindings, samples: samplesIn(data, batch) };
    },
  });
  if (source.rows !== undefined) return (options.gathers && gathered(source.rows, leaves, options)) || streamed();
  if (isBatches(data)) return streamed();
  if (!fits(leaves, data, options.sizes)) return streamed();
  const { values } = dividedBindings(data);
  const kept = leaves.filter((leaf) => Object.hasOwn(values, nameOf(leaf)!));
  return streamed(heldBy(kept, values));
};

/** A feed by the rows of a data set, if it has all that the leaves need and they have rows along one and the same dimension. */
const gathered = (
  { of: columns, at }: BatchRows,
  leaves: readonly AnyTensor[],
  { outputs, others, sizes }: FeedOptions,
): Feed | undefined => {
  const [first] = leaves;
  const batch = first?.shape[0];
  if (first === undefined || typeof batch !== 'string' || namesIn(batch)[0] !== batch) return undefined;
  const isComplete = leaves.every((leaf) => Object.hasOwn(columns, nameOf(leaf)!) && leaf.shape[0] === batch);
  const further = leavesOf(...outputs).flatMap((leaf) => (leaves.includes(leaf) ? leaf.shape.slice(1) : leaf.shape));
  const isElsewhere = Object.hasOwn(sizes, batch) || further.some((dim) => namesIn(dim).includes(batch));
  const count = columns[nameOf(first)!]?.shape[0];
  if (!isComplete || isElsewhere || count === undefined) return undefined;
  const wholes = leaves.map((leaf) => input<Shape, Kind>(nameOf(leaf)!, [count, ...leaf.shape.slice(1)], leaf.kind));
  if (!fits(wholes, columns, sizes)) return undefined;
  const name = unusedName('rows', [...others, ...Object.keys(columns)]);
  const rows = input(name, [batch], 'int');
  const parts = new Map<Node, AnyTensor>(
    leaves.map((leaf, index) => [leaf.node, gather(wholes[index] as AnyTensor as Tensor, rows, 0)]),
  );
  return {
    held: heldBy(leaves, columns),
    of: (tensors) => Object.values(rewrite(Object.fromEntries(tensors.entries()), (node) => parts.get(node))),
    at: (epoch, index) => {
      const chosen = at(epoch, index);
      demandSamples(chosen.length);
      return { bindings: { [name]: { shape: [chosen.length], data: chosen } }, samples: chosen.length };
    },
  };
};

const fits = (leaves: readonly AnyTensor[], values: Bindings, sizes: Sizes): boolean =>
  E.isRight(bind(leaves, [], [], values, sizes, undefined));

const heldBy = (leaves: readonly AnyTensor[], values: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(leaves.map((leaf) => [nameOf(leaf)!, values[nameOf(leaf)!]!]));
