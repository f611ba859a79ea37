import {
  aShape,
  type AnyTensor,
  constant,
  batched,
  defineOp,
  type Dim,
  invalidArgument,
  isDim,
  isTensor,
  type Key,
  kindMismatch,
  madeOf,
  normals,
  orThrow,
  outcome,
  refuse,
  type Shape,
  shapeMismatch,
  type Tensor,
  uniforms,
} from '@adjoint/graph';

/** Where an operation draws from: an integer of 32 bits, or a scalar that is one, such as an input bound to another at every step. */
export type KeyOperand = number | Tensor<[], 'int'>;

/** An operation that draws real numbers of some shape; its dimensions may have names. */
export type Draw = <const S extends Shape>(key: KeyOperand, shape: readonly [...S]) => Tensor<S>;

type Drawing = Readonly<{ shape: readonly Dim[] }>;

const draw = (name: string, numbers: (key: Key, count: number) => Float64Array): Draw => {
  const op = defineOp(name, (key: AnyTensor, { shape }: Drawing) => outcome<Shape>([...key.shape, ...shape]), {
    kinds: ['int'],
    attributes: { shape: aShape },
    portable: true,
    vectorized: batched,
    kernel: ({ inputs: [key], outputs: [y] }) => {
      const own = y.data.length / key.data.length; // numbers from each key
      key.data.forEach((each, index) => y.data.set(numbers(each, own), index * own));
    },
    derivative: [() => null],
    dims: ({ shape }) => shape,
  });
  return madeOf(
    () => [op],
    ((key: KeyOperand, shape: unknown) =>
      Array.isArray(shape) && Array.from<unknown>(shape).every(isDim)
        ? op(keyTensor(name, key), { shape: [...(shape as readonly Dim[])] }) // as just checked
        : orThrow(refuse(invalidArgument(name, 'dimensions must be sizes from 0 up or names', shape)))) as Draw, // of the shape just given
  );
};

/**
 * Numbers drawn evenly from 0 up to but not including 1 (in float32 some round to 1). They depend on the key and on their
 * position alone: the same key draws the same numbers, `deriveKey` makes others. A key that is no integer of 32 bits, or a
 * shape of other than dimensions, is an `InvalidArgument`.
 */
export const randomUniform: Draw = draw('randomUniform', uniforms);

/** Numbers drawn from the standard normal distribution; keys, shapes and errors as in `randomUniform`. */
export const randomNormal: Draw = draw('randomNormal', normals);

/** A key as an integer scalar; what is none is refused in the operation's name. */
export const keyTensor = (operation: string, key: unknown): Tensor<[], 'int'> => {
  if (!isTensor(key))
    return typeof key === 'number' && (key | 0) === key
      ? constant(key, 'int')
      : orThrow(refuse(invalidArgument(operation, 'the key must be an integer of 32 bits or an int scalar', key)));
  if (key.kind !== 'int') return orThrow(refuse(kindMismatch(operation, 'the key must be int', key.kind)));
  return key.shape.length === 0
    ? (key as Tensor<[], 'int'>) // as just checked
    : orThrow(refuse(shapeMismatch(operation, 'the key must be a scalar', key.shape)));
};
