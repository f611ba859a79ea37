import { kindMismatch, orThrow, refuse, shapeMismatch } from '../error.ts';
import type { AnyTensor, Node } from '../node.ts';
import { applied, isTensor } from '../application.ts';
import { type Outputs, outputsIn, resultsFor } from '../output.ts';
import { sameShape } from '../shape.ts';
import { Subgraph, withBodies } from '../subgraph.ts';
import { visit } from '../topology.ts';

/** What a node is replaced by: a tensor for its one output, a list for several, nothing where it stays. */
export type Replacement = AnyTensor | readonly AnyTensor[] | undefined;

/** How to rewrite. */
export interface RewriteOptions {
  /** Whether subgraphs among the attributes, such as the steps of loops, are rewritten too: they are if not given. */
  readonly inside?: boolean;
}

/**
 * The same graph with some nodes replaced by tensors of the same shapes and kinds. Every node is looked at once, after its inputs
 * have been replaced, beside what it was before; what it is replaced by is not looked at again. Throws `ShapeMismatch` or `KindMismatch` where a
 * replacement does not fit. Every pass over graphs is made of this one.
 *
 * @example
 * ```ts
 * import { add, declarationOf, input, print, rewrite } from '@adjoint/graph';
 *
 * const x = input('x', [2]);
 * print(rewrite(add(x, 1), ({ op, inputs }) => (op === declarationOf(add) ? inputs[0] : undefined))); // x: input [2]
 * ```
 */
export const rewrite = <const O extends Outputs>(
  outputs: O,
  replace: (node: Node, before: Node) => Replacement,
  { inside = true }: RewriteOptions = {},
): O => {
  const tensors = outputsIn('rewrite', outputs);
  const pass: Pass = { replace, bodies: inside ? new Map() : undefined };
  return resultsFor(outputs, rewritten(tensors, pass)) as Outputs as O; // of the same shapes and kinds
};

/** What a node comes to by replacing it again and again, until nothing stands for it any more; `undefined` where it stays from the start. */
export const repeatedly =
  (replace: (node: Node) => AnyTensor | undefined) =>
  (node: Node): AnyTensor | undefined => {
    let last: AnyTensor | undefined;
    for (let next = replace(node); next !== undefined; next = replace(next.node)) last = next;
    return last;
  };

/** A way to replace nodes, and what has become of each subgraph, if those are entered. */
interface Pass {
  readonly replace: (node: Node, before: Node) => Replacement;
  readonly bodies: Map<Subgraph, Subgraph> | undefined;
}

const rewritten = (tensors: readonly AnyTensor[], pass: Pass): readonly AnyTensor[] => {
  const { nodes, operands, starts, slotsOf } = visit(tensors);
  const made: AnyTensor[] = []; // one a slot
  for (let n = 0; n < nodes.length; n++) {
    const old = nodes[n]!;
    const first = starts[n]!;
    const isSame = old.inputs.every((input, i) => input === made[operands[first + i]!]);
    const moved = isSame
      ? old
      : applied(
          old,
          old.inputs.map((_, i) => made[operands[first + i]!]!),
        );
    const node = pass.bodies === undefined ? moved : withBodies(moved, (body) => rewrittenBody(body, pass));
    const replacement = pass.replace(node, old);
    for (const tensor of replacement === undefined ? node.outputs : fitting(node, replacement)) made.push(tensor);
  }
  return slotsOf.map((slot) => made[slot]!);
};

const rewrittenBody = (body: Subgraph, pass: Pass): Subgraph => {
  const known = pass.bodies?.get(body);
  if (known !== undefined) return known;
  const outputs = rewritten(body.outputs, pass);
  const isSame = outputs.every((output, index) => output === body.outputs[index]);
  const changed = isSame ? body : new Subgraph('rewrite', body.variables, outputs);
  pass.bodies?.set(body, changed);
  return changed;
};

const fitting = (node: Node, replacement: NonNullable<Replacement>): readonly AnyTensor[] => {
  const all = isTensor(replacement) ? [replacement] : replacement;
  const operation = `rewrite ${node.op.name}`;
  return node.outputs.map(({ shape, kind }, index) => {
    const other = all[index];
    if (other === undefined || !sameShape(other.shape, shape)) {
      const rule = 'a replacement must have the shape of what it replaces';
      return orThrow(refuse(shapeMismatch(operation, rule, shape, other?.shape ?? [])));
    }
    return other.kind === kind
      ? other
      : orThrow(
          refuse(kindMismatch(operation, 'a replacement must have the kind of what it replaces', kind, other.kind)),
        );
  });
};
