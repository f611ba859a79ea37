import {
  type AnyTensor,
  aShape,
  defineOp,
  type Dim,
  invalidArgument,
  isDim,
  type Kind,
  madeOf,
  namesIn,
  optionsOf,
  orThrow,
  outcome,
  refuse,
  resolveDim,
  sameShape,
  type Shape,
  shapeMismatch,
  type Tensor,
  type TensorOfKind,
  toTensor,
} from '@adjoint/graph';

/** A name for the dimension that an operation makes. */
export interface NamedAxis<D extends Dim = Dim> {
  /** What to call the dimension; its size is what the operation makes it. */
  readonly dim?: D;
}

/**
 * The same elements under other dimensions: one for each axis. A new name has the size of the dimension it stands for; where both have a
 * size of their own, they must turn out equal when the program runs.
 *
 * @example
 * ```ts
 * import { input } from '@adjoint/graph';
 * import { rename } from '@adjoint/ops';
 *
 * const image = input('image', [28, 28]);
 * rename(image, ['row', 'column']).shape; // ['row', 'column']
 * ```
 */
export const rename = madeOf(
  () => [relabel],
  <K extends Kind, const T extends Shape>(operand: TensorOfKind<K>, shape: readonly [...T]): Tensor<T, K> => {
    const x = toTensor('rename', operand);
    return (Array.isArray(shape) && sameShape(x.shape, shape) ? x : relabel(x, { shape })) as Tensor<T, K>; // of the shape just given
  },
);

/** A tensor with the name that the caller of an operation gives to one of its axes, if any. */
export const named = (operation: string, x: AnyTensor, axis: number, options?: NamedAxis): AnyTensor => {
  const { dim } = optionsOf(operation, options, ['dim'], 'options', 'the last argument must be options');
  if (dim === undefined) return x;
  if (!isDim(dim)) return orThrow(refuse(invalidArgument(operation, 'dim must be a size from 0 up or a name', dim)));
  return canBe(x.shape[axis]!, dim)
    ? rename(x, x.shape.with(axis, dim))
    : orThrow(refuse(invalidArgument(operation, `dim must be the size that it names, ${x.shape[axis]}`, dim)));
};

const relabel: (x: AnyTensor, as: Readonly<{ shape: readonly Dim[] }>) => AnyTensor = defineOp(
  'rename',
  (x: AnyTensor, { shape }: Readonly<{ shape: readonly Dim[] }>) =>
    shape.length === x.shape.length && shape.every((dim, axis) => canBe(x.shape[axis]!, dim))
      ? outcome<Shape, Kind>([...shape], x.kind)
      : refuse(shapeMismatch('rename', 'there must be one dimension an axis, of an equal size', x.shape, shape)),
  {
    kinds: ['any'],
    attributes: { shape: aShape },
    defines: ([x], { shape }) =>
      shape.flatMap((dim, axis) =>
        typeof dim === 'string' && dim !== x!.shape[axis] && namesIn(dim)[0] === dim
          ? [{ name: dim, size: (sizes) => resolveDim(x!.shape[axis]!, sizes) }]
          : [],
      ),
    kernel: ({ operation, inputs: [x], outputs: [y], attributes: { shape } }) => {
      if (!sameShape(x.shape, y.shape))
        return shapeMismatch(
          operation,
          `what is renamed to [${shape.join(', ')}] must have shape [${y.shape.join(', ')}]`,
          x.shape,
        );
      y.data.set(x.data);
      return undefined;
    },
    lowering: ({ inputs: [x], output: y }) => (sameShape(x!, y) ? { type: 'view' } : undefined), // the kernel says why
    derivative: [({ g, x: [x] }) => rename(g, x.shape)],
    vectorized: ({ attributes: { shape }, dim, again }) => again({ shape: [dim, ...shape] }),
  },
);

/** Whether a dimension may turn out to have the size of another. */
const canBe = (a: Dim, b: Dim): boolean => typeof a === 'string' || typeof b === 'string' || a === b;
