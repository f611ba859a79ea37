import {
  type AnyTensor,
  type Bindings,
  deriveKey,
  evaluate,
  gradient,
  nameOf,
  normals,
  parametersOf,
  type Sizes,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { demand } from './error.ts';

/** A value for each parameter, by name: a point among all weights, or a direction in which to move it. */
export type Weights = Readonly<Record<string, Value>>;

/**
 * A direction drawn evenly from all there are. Each parameter's part is as long as the parameter is at the point, so that moving by 1
 * matters equally to all of them; where that is 0, as long as 1. The same for the same seed on every platform.
 */
export const randomDirection = (at: Weights, { seed = 0 }: { readonly seed?: number } = {}): Weights =>
  mapWeights(at, (value, name) => {
    const drawn = normals(deriveKey(seed, 'direction', name), value.data.length);
    return scaled(drawn, (lengthOf(value.data) || 1) / (lengthOf(drawn) || 1));
  });

/** Where the loss falls fastest, −∇L: moving by `a` is a step of gradient descent at learning rate `a`. */
export const descentDirection = (
  loss: Tensor<[]> | Tensor,
  { at, bindings = {}, sizes = {} }: Readonly<{ at: Weights; bindings?: Bindings; sizes?: Sizes }>,
): Weights => {
  const moved: readonly AnyTensor[] = parametersOf(loss).filter((leaf) => Object.hasOwn(at, nameOf(leaf)!));
  const slopes = gradient(loss, moved as readonly Tensor[]); // parameters are real
  const named = Object.fromEntries(moved.map((leaf, i) => [nameOf(leaf)!, slopes[i]!]));
  return mapWeights(evaluate(named, { ...bindings, ...at }, { sizes }), ({ data }) => scaled(data, -1));
};

/** The same direction with length 1, all parameters taken together. */
export const unitDirection = (direction: Weights): Weights => {
  const length = Math.sqrt(dotOf(direction, direction));
  demand('unitDirection', length > 0 && Number.isFinite(length), 'the length must be positive and finite', length);
  return mapWeights(direction, ({ data }) => scaled(data, 1 / length));
};

/** The two perpendicular directions in which a path moves most, and what share of all its movement each of them has. */
export interface PrincipalDirections {
  readonly directions: readonly [Weights, Weights];
  readonly shares: readonly [number, number];
}

/**
 * The principal directions of a path, as seen from its last point, of length 1 each; where an optimizer comes from is seen best along these
 * (Li et al. 2018, "Visualizing the loss landscape of neural nets"). A path that moves along less than two directions, or is not finite, is an
 * `UnfitData`.
 */
export const principalDirections = (path: readonly Weights[]): PrincipalDirections => {
  const last = path.at(-1);
  const moves = path.slice(0, -1).map((point) => difference(point, last!));
  const products = moves.map((a) => moves.map((b) => dotOf(a, b)));
  const total = products.reduce((sum, row, i) => sum + row[i]!, 0);
  const rule = 'the path must be finite and move in two directions';
  demand(
    'principalDirections',
    moves.length >= 2 && total > 0 && Number.isFinite(total),
    rule,
    `${path.length} points`,
  );
  // moves = U S Vᵀ, so moves · movesᵀ = U S² Uᵀ, which is as small as the path is short; V = movesᵀ U S⁻¹
  const { realEigenvalues: squares, eigenvectorMatrix: U } = new EigenvalueDecomposition(new Matrix(products), {
    assumeSymmetric: true,
  });
  const columns = squares.map((_, i) => i).toSorted((a, b) => squares[b]! - squares[a]!);
  const [first, second] = [columns[0]!, columns[1]!]; // as many as moves
  demand('principalDirections', squares[second]! > 1e-12 * total, rule, 'a straight line');
  const along = (column: number): Weights => unitDirection(combined(moves, U.getColumn(column)));
  return {
    directions: [along(first), along(second)],
    shares: [squares[first]! / total, squares[second]! / total],
  };
};

/** Where the points of a path are over a plane: the multiples `[a, b]` of the directions that come closest, from the plane's origin. */
export const projectPath = (
  path: readonly Weights[],
  { at, directions: [first, second] }: Readonly<{ at: Weights; directions: readonly [Weights, Weights] }>,
): readonly (readonly [a: number, b: number])[] => {
  const [ff, fs, ss] = [dotOf(first, first), dotOf(first, second), dotOf(second, second)];
  const determinant = ff * ss - fs * fs;
  demand('projectPath', determinant > 1e-12 * ff * ss, 'the directions must be different', 'parallel ones');
  return path.map((point) => {
    const move = difference(point, at);
    const [f, s] = [dotOf(move, first), dotOf(move, second)];
    return [(f * ss - s * fs) / determinant, (s * ff - f * fs) / determinant];
  });
};

/** A point moved along directions, each by its own amount; what no direction names stays. */
export const movedBy = (at: Weights, moves: readonly (readonly [amount: number, direction: Weights])[]): Weights =>
  mapWeights(at, ({ data }, name) => {
    const moved = Float64Array.from(data);
    for (const [amount, direction] of moves)
      direction[name]?.data.forEach((entry: number, i: number) => (moved[i]! += amount * entry));
    return moved;
  });

/** Refuses directions that do not go with a point: of unknown parameters, or of other sizes. */
export const demandDirections = (operation: string, at: Weights, directions: readonly Weights[]): void => {
  for (const direction of directions) {
    demand(operation, typeof direction === 'object' && direction !== null, 'a direction must have values by parameter', direction); // prettier-ignore
    for (const [name, { data }] of Object.entries(direction)) {
      const size = at[name]?.data.length;
      const rule = `the direction of ${name} must have as many entries as the point`;
      demand(operation, size === data.length, rule, `${data.length} for ${size ?? 'none'}`);
    }
  }
};

const combined = (moves: readonly Weights[], amounts: readonly number[]): Weights =>
  movedBy(
    mapWeights(moves[0]!, ({ data }) => scaled(data, 0)),
    moves.map((move, i) => [amounts[i]!, move]),
  );

const difference = (a: Weights, b: Weights): Weights => {
  demandDirections('path', a, [b]);
  return movedBy(a, [[-1, b]]);
};

const dotOf = (a: Weights, b: Weights): number =>
  Object.entries(a).reduce(
    (sum, [name, { data }]) => (data as Float64Array).reduce((sum, x, i) => sum + x * (b[name]?.data[i] ?? 0), sum), // any array of numbers
    0,
  );

const lengthOf = (data: Value['data']): number => Math.sqrt((data as Float64Array).reduce((sum, x) => sum + x * x, 0)); // any array of numbers

const scaled = (data: Value['data'], factor: number): Float64Array => Float64Array.from(data, (x) => factor * x);

const mapWeights = (weights: Weights, change: (value: Value, name: string) => Float64Array): Weights =>
  Object.fromEntries(
    Object.entries(weights).map(([name, value]) => [name, { shape: value.shape, data: change(value, name) }]),
  );
