import { either as E } from 'fp-ts';
import type { Declaration } from './declaration.ts';
import { attempt } from './error.ts';
import { evaluate, type Outputs, outputsIn } from './evaluate.ts';
import { constant } from './leaf.ts';
import { type AnyTensor, isTensor, type Node } from './node.ts';
import { repeatedly, rewrite } from './rewrite.ts';
import { countOf, resolveShape } from './shape.ts';
import type { Value } from './value.ts';

/**
 * The same values, bit for bit at either precision, by fewer nodes: what is computed twice is computed once, what its
 * operation knows to be something simpler (x · 1 is x) is that, and small parts that depend on constants alone become
 * constants where both precisions agree on them. What the outputs do not need is not part of them to begin with.
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
  outputsIn('simplify', outputs);
  const identity = numbering();
  const known = new Map<string, Node>();
  return rewrite(outputs, (node) => {
    const simpler = settled(node);
    const { node: last } = simpler ?? node.outputs[0]!;
    if (simpler !== undefined && simpler.node.outputs.length > 1) return simpler;
    const key = keyOf(last, identity);
    const first = key === undefined ? undefined : known.get(key);
    if (key !== undefined && first === undefined) known.set(key, last);
    return (first ?? last).outputs;
  });
};

/** The largest number of elements that a folded constant may have. */
const foldable = 64;

/** The constant that a small node of constants comes to, where it has the same bits at either precision and no more elements than they. */
const folded = ({ op, inputs, outputs }: Node): AnyTensor | undefined => {
  const [output] = outputs;
  if (op.role !== 'operation' || outputs.length > 1 || !inputs.every(isFixed)) return undefined;
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

/** What tells a node from others that compute something else; `undefined` for leaves, which are themselves alone. */
const keyOf = (
  { op, inputs, attributes, outputs, label }: Node,
  identity: (of: object) => number,
): string | undefined => {
  if (op.role !== 'operation' && op.role !== 'constant') return undefined;
  const operands = inputs.map(({ node, index }) => `${identity(node)}.${index}`);
  return [
    identity(op satisfies Declaration),
    ...operands,
    textOf(attributes, identity),
    outputs[0]!.kind,
    label ?? '',
  ].join(' ');
};

/** Attributes as text: equal where they are equal data, or the same function, tensor or large array. */
const textOf = (value: unknown, identity: (of: object) => number): string => {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'function' || isTensor(value)) return `#${identity(value)}`;
  if (ArrayBuffer.isView(value))
    return value.byteLength > 8 * foldable
      ? `#${identity(value)}`
      : `[${Array.from(value as Float64Array, (element) => textOf(element, identity)).join()}]`;
  if (Array.isArray(value)) return `[${value.map((element) => textOf(element, identity)).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  return `{${Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => `${JSON.stringify(key)}:${textOf(entry, identity)}`)
    .join()}}`;
};

/** Numbers objects in the order they are first seen. */
const numbering = (): ((of: object) => number) => {
  const numbers = new Map<object, number>();
  return (of) => {
    const number = numbers.get(of) ?? numbers.size;
    numbers.set(of, number);
    return number;
  };
};
