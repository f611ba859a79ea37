import {
  type AnyTensor,
  type Broadcast,
  type Broadcasting,
  broadcastTogether,
  defineOp,
  type Fits,
  kindMismatch,
  outcome,
  refuse,
  type Scalar,
  s,
  type Shape,
  type Tensor,
  broadcasting,
  isTensor,
  type Kind,
  madeOf,
  toTensor,
} from '@adjoint/graph';

/** A comparison of real numbers or of integers that broadcasts; comparisons with NaN are false (`notEqual` true). */
export type Comparison = Broadcasting<'bool', 'int'> & Broadcasting<'bool'>;

/** A connective of truth values that broadcasts. */
export type Connective = Broadcasting<'bool', 'bool'>;

/** The shape of three operands broadcast together. */
export type BroadcastOfThree<A extends Shape, B extends Shape, C extends Shape> =
  Broadcast<A, B> extends infer AB extends Shape ? Broadcast<AB, C> : never;

/** Chooses by a mask, element by element, after broadcasting all three. */
export interface Where {
  <S extends Shape>(mask: Tensor<S, 'bool'>, a: number, b: number): Tensor<S>;
  <S extends Shape, K extends Kind = 'real'>(
    mask: Tensor<S, 'bool'>,
    a: Tensor<S, K> | Tensor<[], K> | number,
    b: Tensor<S, NoInfer<K>> | Tensor<[], NoInfer<K>> | number,
  ): Tensor<S, K>;
  <M extends Shape, B extends Shape, K extends Kind>(
    mask: Tensor<M, 'bool'>,
    a: number,
    b: Tensor<B, K> & Fits<M, B>,
  ): Tensor<Broadcast<M, B>, K>;
  <M extends Shape, A extends Shape, K extends Kind>(
    mask: Tensor<M, 'bool'>,
    a: Tensor<A, K> & Fits<M, A>,
    b: number,
  ): Tensor<Broadcast<M, A>, K>;
  <M extends Shape, A extends Shape, B extends Shape, K extends Kind>(
    mask: Tensor<M, 'bool'>,
    a: Tensor<A, K> & Fits<M, A>,
    b: Tensor<B, NoInfer<K>> & Fits<M, B> & Fits<A, B>,
  ): Tensor<BroadcastOfThree<M, A, B>, K>;
}

const compare = (name: string, scalar: (a: Scalar, b: Scalar) => Scalar): Comparison =>
  broadcasting(
    name,
    defineOp(
      name,
      (a: AnyTensor, b: AnyTensor) =>
        a.kind === b.kind && a.kind !== 'bool'
          ? outcome<Shape, 'bool'>(a.shape, 'bool')
          : refuse(kindMismatch(name, 'operands must both be real or both be int', a.kind, b.kind)),
      { kinds: ['any'], scalar, derivative: [() => null] },
    ),
  ) as unknown as Comparison; // of both kinds

/** Whether a = b. */
export const equal: Comparison = compare('equal', s.equal);

/** Whether a ≠ b. */
export const notEqual: Comparison = compare('notEqual', (a, b) => s.not(s.equal(a, b)));

/** Whether a < b. */
export const less: Comparison = compare('less', s.less);

/** Whether a ≤ b. */
export const lessEqual: Comparison = compare('lessEqual', s.lessEqual);

/** Whether a > b. */
export const greater: Comparison = compare('greater', (a, b) => s.less(b, a));

/** Whether a ≥ b. */
export const greaterEqual: Comparison = compare('greaterEqual', (a, b) => s.lessEqual(b, a));

const connect = (name: string, scalar: (a: Scalar, b: Scalar) => Scalar): Connective =>
  broadcasting(
    name,
    defineOp(name, (a: AnyTensor, _b: AnyTensor) => outcome<Shape, 'bool'>(a.shape, 'bool'), {
      kinds: ['bool'],
      scalar,
    }),
  );

/** Whether both are true. */
export const and: Connective = connect('and', s.and);

/** Whether one of them is true, or both. */
export const or: Connective = connect('or', s.or);

/** Whether it is false. */
export const not: <S extends Shape>(a: Tensor<S, 'bool'>) => Tensor<S, 'bool'> = defineOp(
  'not',
  <S extends Shape>(a: Tensor<S, 'bool'>) => outcome<S, 'bool'>(a.shape, 'bool'),
  { kinds: ['bool'], scalar: s.not },
);

/** `a` where the mask is true, else `b`. What is not chosen leaks nothing, not even NaN, into values or derivatives. */
export const where: Where = madeOf(
  () => [select],
  (mask: AnyTensor, a: AnyTensor | number, b: AnyTensor | number) => choose(mask, a, b),
) as unknown as Where; // broadcastTogether checks the shapes

const choose = (mask: AnyTensor, a: AnyTensor | number, b: AnyTensor | number): Tensor => {
  const kind = [a, b].find(isTensor)?.kind;
  const operand = (given: AnyTensor | number): AnyTensor => toTensor('where', given, kind);
  return select(...broadcastTogether('where', mask, operand(a), operand(b)));
};

const select: (mask: AnyTensor, a: AnyTensor, b: AnyTensor) => Tensor = defineOp(
  'where',
  (_mask: AnyTensor, a: AnyTensor, b: AnyTensor) =>
    a.kind === b.kind
      ? outcome<Shape, Kind>(a.shape, a.kind)
      : refuse(kindMismatch('where', 'what is chosen from must be of one kind', a.kind, b.kind)),
  {
    kinds: ['bool', 'any'],
    scalar: s.select,
    derivative: [() => null, ({ g, x: [mask] }) => choose(mask, g, 0), ({ g, x: [mask] }) => choose(mask, 0, g)],
  },
) as (mask: AnyTensor, a: AnyTensor, b: AnyTensor) => Tensor; // derivatives choose among real numbers
