import { type AnyTensor, type Bindings, evaluate, gradient, type Node, nameOf, type Tensor } from '@adjoint/graph';

/** A loss at a point, with the parameters that it is differentiated by. */
export interface Case {
  readonly name: string;
  readonly loss: Tensor<[]>;
  readonly wrt: readonly AnyTensor[];
  readonly at: Bindings;
  /** Where a fault may be planted; nowhere if not given. */
  readonly middle?: readonly Node[];
}

/** Numbers for each parameter, by name. */
export type Numbers = Readonly<Record<string, Float64Array>>;

/** The point, as numbers. */
export const pointOf = ({ wrt, at }: Case): Numbers =>
  Object.fromEntries(
    Object.entries(evaluate(Object.fromEntries(wrt.map((leaf) => [nameOf(leaf)!, leaf])), at)).map(
      ([name, { data }]) => [name, Float64Array.from(data)],
    ),
  );

/** The loss with some parameters replaced. */
export const valueOf = ({ loss, wrt, at }: Case, moved: Numbers): number => {
  const shapes = Object.fromEntries(wrt.map((leaf) => [nameOf(leaf)!, leaf.shape as readonly number[]])); // sizes are known
  const bound = Object.entries(moved).map(([name, data]) => [name, { shape: shapes[name]!, data }] as const);
  return evaluate(loss, { ...at, ...Object.fromEntries(bound) }).data[0]!;
};

/** The derivative by every parameter. */
export const gradientOf = ({ loss, wrt, at }: Case): Numbers => {
  const derived = gradient(loss, wrt as readonly Tensor[], { unused: 'zeros' });
  const named = Object.fromEntries(wrt.map((leaf, index) => [nameOf(leaf)!, derived[index]!]));
  return Object.fromEntries(
    Object.entries(evaluate(named, at)).map(([name, { data }]) => [name, Float64Array.from(data)]),
  );
};

/** Every node that a tensor depends on, inputs first, up to some tensors that are looked no further behind. */
export const nodesBehind = (output: AnyTensor, before: readonly AnyTensor[] = []): readonly Node[] => {
  const seen = new Set(before.map(({ node }) => node));
  const order: Node[] = [];
  const look = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const input of node.inputs) look(input.node);
    order.push(node);
  };
  look(output.node);
  return order;
};
