import { aShape } from './attribute.ts';
import { invalidArgument, orThrow, refuse, shapeMismatch } from './error.ts';
import type { Kind } from './kind.ts';
import type { AnyTensor, Tensor, TensorOfKind } from './node.ts';
import { isTensor } from './application.ts';
import { sameShape, type Shape } from './shape.ts';

/** The same tensor with a shape that the compiler knows. Throws a `ShapeMismatch` where it has another. */
export const shaped = <const S extends Shape, K extends Kind>(
  x: TensorOfKind<K>,
  shape: readonly [...S],
): Tensor<S, K> => {
  if (!isTensor(x)) return orThrow(refuse(invalidArgument('shaped', 'must be a tensor', x)));
  if (!aShape.accepts(shape, []))
    return orThrow(refuse(invalidArgument('shaped', 'the shape must be a list of sizes and names', shape)));
  return sameShape(x.shape, shape)
    ? (x as AnyTensor as Tensor<S, K>) // just compared
    : orThrow(refuse(shapeMismatch('shaped', 'the shape must be the one stated', shape, x.shape)));
};
