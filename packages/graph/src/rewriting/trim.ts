import type { AnyTensor, Node } from '../node.ts';
import { bodiesOf, everyNode } from '../subgraph.ts';
import { rewrite } from './rewrite.ts';

/** The same outputs without what operations compute besides and nobody reads, such as the history of a loop that is not derived. */
export const trim = (outputs: readonly AnyTensor[]): readonly AnyTensor[] => {
  const nodes = everyNode(outputs);
  if (!nodes.some(({ op }) => op.trimmed !== undefined)) return outputs;
  const read = new Set([outputs, ...nodes.flatMap(inputsOf)].flat());
  let isTrimmed = false;
  const trimmed = rewrite(Object.fromEntries(outputs.entries()), (node, before) => {
    const less = node.op.trimmed?.(
      node,
      before.outputs.map((output) => read.has(output)),
    );
    isTrimmed ||= less !== undefined;
    return less;
  });
  const results = outputs.map((_, index) => trimmed[index]!);
  return isTrimmed ? trim(results) : results; // a step that gives less may read less
};

const inputsOf = (node: Node): readonly (readonly AnyTensor[])[] => [
  node.inputs,
  ...bodiesOf(node).map(({ outputs }) => outputs),
];
