import type { AnyTensor, Node } from '@adjoint/graph';

/**
 * What tells the smooth pieces of a tensor apart, as a function of some variables: every comparison, winner or rounding on the way, and
 * what operations with kinks declare. Where all are the same at two points near each other there is no kink between them.
 */
export const branchesOf = (output: AnyTensor, variables: readonly AnyTensor[]): readonly AnyTensor[] =>
  nodesBetween(variables, output).flatMap((node) => {
    const discrete = node.outputs.filter(({ kind }) => kind !== 'real');
    const isSmooth = node.op.branch === undefined || discrete.length > 0;
    return isSmooth ? discrete : [node.op.branch(node)];
  });

/** The nodes that lie between some variables and a tensor, inputs first. */
export const nodesBetween = (variables: readonly AnyTensor[], output: AnyTensor): readonly Node[] => {
  const depends = new Map<Node, boolean>(variables.map(({ node }) => [node, true]));
  const between: Node[] = [];
  const path: Node[] = [output.node];
  while (path.length > 0) {
    const node = path.at(-1)!;
    const next = depends.has(node) ? undefined : node.inputs.find((tensor) => !depends.has(tensor.node));
    if (next !== undefined) {
      path.push(next.node);
      continue;
    }
    path.pop();
    if (depends.has(node)) continue;
    const isBetween = node.inputs.some((tensor) => depends.get(tensor.node));
    depends.set(node, isBetween);
    if (isBetween) between.push(node);
  }
  return between;
};
