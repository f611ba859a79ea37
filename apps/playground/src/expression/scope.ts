import { type AnyTensor, type Dim, namesIn, type Node, resolveDim, type Sizes } from '@adjoint/graph';

/** What an expression may speak of besides its own definitions. */
export interface Scope {
  /** Nodes by the names that the expression has for them, such as `λ`; several names may have one node. */
  readonly nodes: ReadonlyMap<string, AnyTensor>;
  /** Sizes of named dimensions, by which nodes too large for the page are refused; a dimension that is not here counts as the largest. */
  readonly sizes: Sizes;
  /** The dimension of a loss for each sample, where such a loss may be given instead of one number. */
  readonly samples?: Dim;
}

/** How many elements a node can have. */
export const mostElements = 100_000;

/** How many elements all nodes together can have. */
export const mostInAll = 1_000_000;

/** How many nodes a graph can have. */
export const mostNodes = 5_000;

/** The number of elements of a node, with the scope's sizes. */
export const elementsOf = ({ shape }: AnyTensor, { sizes }: Scope): number =>
  shape.reduce((count: number, dim) => count * sizeOf(dim, sizes), 1);

const sizeOf = (dim: Dim, sizes: Sizes): number => {
  const known = resolveDim(dim, sizes);
  if (known !== undefined) return known;
  const largest = Math.max(1, ...Object.values(sizes));
  return resolveDim(dim, { ...Object.fromEntries(namesIn(dim).map((name) => [name, largest])), ...sizes }) ?? largest;
};

/** Nodes of a graph that are not known yet, each once: those of the tensor that lie above the known ones. */
export const newNodes = (tensor: AnyTensor, isKnown: (node: Node) => boolean): readonly Node[] => {
  const found = new Set<Node>();
  const left = [tensor.node];
  while (left.length > 0) {
    const node = left.pop()!;
    if (found.has(node) || isKnown(node)) continue;
    found.add(node);
    for (const input of node.inputs) left.push(input.node);
  }
  return [...found];
};
