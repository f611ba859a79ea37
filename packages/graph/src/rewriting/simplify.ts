import { either as E } from 'fp-ts';
import { DistinctNodes } from './distinct.ts';
import { attempt } from '../error.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { constant } from '../leaf.ts';
import type { AnyTensor, Node } from '../node.ts';
import { type Outputs, outputsIn, resultsFor } from '../output.ts';
import { repeatedly, rewrite } from './rewrite.ts';
import { countOf, resolveShape } from '../shape.ts';
import { trim } from './trim.ts';
import type { Value } from '../value.ts';

/**
 * The same values, bit for bit at either precision, by fewer nodes: what is computed twice is computed once, what its
 * operation knows to be something simpler (x · 1 is x) is that, and small parts that depend on constants alone become
 * constants where both precisions agree on them. What the outputs do not need is no part of them to begin with, and what loops
 * would keep for nobody is left out.
 *
 * @example
 * ```ts
 * import { gradient, parameter, print, scale, simplify, sumTo } from '@adjoint/graph';
 *
 * const w = parameter('w', [2]);
 * const [slope] = gradient(sumTo(scale(w, w), []), [w]);
 * print(simplify(slope)).length < print(slope).length; // true
 * ```
 */
export const simplify = <const O extends Outputs>(outputs: O): O => {
  const trimmed = resultsFor(outputs, trim(outputsIn('simplify', outputs))) as Outputs as O; // of the same shapes and kinds
  const known = new DistinctNodes();
  return rewrite(trimmed, (node) => {
    const simpler = settled(node);
    if (simpler !== undefined && simpler.node.outputs.length > 1) return simpler;
    const last = simpler?.node ?? node;
    const first = known.first(last);
    return first === node ? undefined : first.outputs;
  });
};

/** The largest number of elements that a folded constant may have. */
const foldable = 64;

/** The constant that a small node of constants comes to, where it has the same bits at either precision and no more elements than they. */
const folded = ({ op, inputs, outputs }: Node): AnyTensor | undefined => {
  if (op.role !== 'operation' || outputs.length > 1 || !inputs.every(isFixed)) return undefined;
  const [output] = outputs;
  const shape = resolveShape(output!.shape, {});
  const given = Math.max(1, ...inputs.map((input) => countOf(input.shape as readonly number[]))); // constants have no names
  if (shape === undefined || countOf(shape) > Math.min(foldable, given)) return undefined;
  const values = attempt(() => ({
    wide: evaluate(output!),
    narrow: evaluate(output!, {}, { precision: 'float32' }),
  }));
  if (E.isLeft(values)) return undefined; // it is refused when it is evaluated, as before
  const { wide, narrow } = values.right;
  const agree = wide.data.every((element, i) => Object.is(asNarrow(element, wide), narrow.data[i]));
  return agree
    ? constant(wide.shape.length === 0 && output!.kind === 'real' ? wide.data[0]! : wide, output!.kind)
    : undefined;
};

/** What a node comes to by its operation's identities and by folding, `undefined` where that is itself. */
const settled = repeatedly((node) => node.op.identity?.(node) ?? folded(node));

const isFixed = ({ node }: AnyTensor): boolean => node.op.role === 'constant';

const asNarrow = (element: number, { data }: Value): number =>
  data instanceof Float64Array ? Math.fround(element) : element;
