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
} from '@adjoint/graph';

/** A comparison of real numbers or of integers that broadcasts; comparisons with NaN are false (`notEqual` true). */
export interface Comparison extends Broadcasting<'bool'> {
  <S extends Shape>(a: Tensor<S, 'int'>, b: Tensor<S, 'int'> | Tensor<[], 'int'> | number): Tensor<S, 'bool'>;
  <A extends Shape, B extends Shape>(
    a: Tensor<A, 'int'>,
    b: Tensor<B, 'int'> & Fits<A, B>,
  ): Tensor<Broadcast<A, B>, 'bool'>;
}

/** A connective of truth values that broadcasts. */
export interface Connective {
  <S extends Shape>(a: Tensor<S, 'bool'>, b: Tensor<S, 'bool'> | Tensor<[], 'bool'>): Tensor<S, 'bool'>;
  <A extends Shape, B extends Shape>(
    a: Tensor<A, 'bool'>,
    b: Tensor<B, 'bool'> & Fits<A, B>,
  ): Tensor<Broadcast<A, B>, 'bool'>;
}

/** The shape of three operands broadcast together. */
export type BroadcastOfThree<A extends Shape, B extends Shape, C extends Shape> =
  Broadcast<A, B> extends infer AB extends Shape ? Broadcast<AB, C> : never;

/** Chooses by a mask, element by element, after broadcasting all three. */
export interface Where {
  <S extends Shape>(
    mask: Tensor<S, 'bool'>,
    a: Tensor<S> | Tensor<[]> | number,
    b: Tensor<S> | Tensor<[]> | number,
  ): Tensor<S>;
  <M extends Shape, B extends Shape>(
    mask: Tensor<M, 'bool'>,
    a: number,
    b: Tensor<B> & Fits<M, B>,
  ): Tensor<Broadcast<M, B>>;
  <M extends Shape, A extends Shape>(
    mask: Tensor<M, 'bool'>,
    a: Tensor<A> & Fits<M, A>,
    b: number,
  ): Tensor<Broadcast<M, A>>;
  <M extends Shape, A extends Shape, B extends Shape>(
    mask: Tensor<M, 'bool'>,
    a: Tensor<A> & Fits<M, A>,
    b: Tensor<B> & Fits<M, B> & Fits<A, B>,
  ): Tensor<BroadcastOfThree<M, A, B>>;
}

const compare = (name: string, scalar: (a: Scalar, b: Scalar) => Scalar): Comparison => {
  const op = defineOp(
    name,
    (a: AnyTensor, b: AnyTensor) =>
      a.kind === b.kind && a.kind !== 'bool'
        ? outcome<Shape, 'bool'>([...a.shape], 'bool')
        : refuse(kindMismatch(name, 'operands must both be real or both be int', a.kind, b.kind)),
    { kinds: ['any'], scalar, derivative: [() => null] },
  );
  return ((a: AnyTensor | number, b: AnyTensor | number) =>
    op(...broadcastTogether(name, a, b))) as unknown as Comparison; // broadcastTogether checks the shapes
};

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

const connect = (name: string, scalar: (a: Scalar, b: Scalar) => Scalar): Connective => {
  const op = defineOp(name, (a: AnyTensor, _b: AnyTensor) => outcome<Shape, 'bool'>([...a.shape], 'bool'), {
    kinds: ['bool'],
    scalar,
  });
  return ((a: AnyTensor, b: AnyTensor) => op(...broadcastTogether(name, a, b))) as unknown as Connective; // broadcastTogether checks the shapes
};

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
export const where: Where = ((mask: AnyTensor, a: AnyTensor | number, b: AnyTensor | number) =>
  choose(mask, a, b)) as unknown as Where; // broadcastTogether checks the shapes

const choose = (mask: AnyTensor, a: AnyTensor | number, b: AnyTensor | number): Tensor =>
  select(...broadcastTogether('where', mask, a, b));

const select = defineOp('where', (_mask: AnyTensor, a: AnyTensor, _b: AnyTensor) => outcome<Shape>([...a.shape]), {
  kinds: ['bool', 'real'],
  scalar: s.select,
  derivative: [() => null, ({ g, x: [mask] }) => choose(mask, g, 0), ({ g, x: [mask] }) => choose(mask, 0, g)],
});
