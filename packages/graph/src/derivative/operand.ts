import { invalidArgument, kindMismatch, orThrow, refuse, shapeMismatch } from '../error.ts';
import type { AnyTensor } from '../node.ts';
import { isTensor } from '../application.ts';
import { sameShape } from '../shape.ts';

/** A list of tensors, as it is; anything else is an `InvalidArgument` of the operation. */
export const tensorsOf = (operation: string, what: string, list: unknown): readonly AnyTensor[] =>
  Array.isArray(list) && Array.from<unknown>(list).every(isTensor)
    ? list
    : orThrow(refuse(invalidArgument(operation, `${what} must be a list of tensors`, list)));

/** A tensor, as it is; anything else is an `InvalidArgument` of the operation. */
export const tensorOf = (operation: string, what: string, given: unknown): AnyTensor =>
  isTensor(given) ? given : orThrow(refuse(invalidArgument(operation, `${what} must be a tensor`, given)));

/** Directions in which some tensors move, real and one of each shape; anything else is refused in the operation's name. */
export const directionsOf = (
  operation: string,
  what: string,
  variables: readonly AnyTensor[],
  given: unknown,
): readonly AnyTensor[] => {
  const directions = tensorsOf(operation, what, given);
  if (directions.length !== variables.length)
    return orThrow(
      refuse(
        shapeMismatch(operation, `${what} must be one for each variable`, [variables.length], [directions.length]),
      ),
    );
  const odd = directions.findIndex(({ shape }, index) => !sameShape(shape, variables[index]!.shape));
  if (odd >= 0)
    return orThrow(
      refuse(
        shapeMismatch(
          operation,
          `${what} must have the shapes of the variables`,
          variables[odd]!.shape,
          directions[odd]!.shape,
        ),
      ),
    );
  const wrong = directions.find(({ kind }) => kind !== 'real');
  return wrong === undefined
    ? directions
    : orThrow(refuse(kindMismatch(operation, `${what} must be real`, wrong.kind)));
};
