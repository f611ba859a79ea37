import {
  type AnyTensor,
  type Bindings,
  deriveKey,
  evaluate,
  gradient,
  hessianVectorProduct,
  input,
  nameOf,
  normals,
  pairwiseSum,
  parametersOf,
  type Sizes,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { checkFunction } from './check-function.ts';
import { type Report, reportOf, wordings } from './report.ts';

/** Where and how to check second derivatives. */
export interface CheckHessianOptions {
  /** Values for every leaf: the point. */
  readonly at: Bindings;
  /** The leaves to differentiate by: all parameters if not given. */
  readonly wrt?: readonly AnyTensor[];
  /** Sizes of named dimensions that no binding settles. */
  readonly sizes?: Sizes;
  /** What random directions and entries are drawn from; 0 if not given. */
  readonly seed?: number;
}

/** What a check of second derivatives found: a report whose slopes are those of the gradient along a random direction. */
export interface HessianReport extends Report {
  /** d1·H·d2 and d2·H·d1 for two random directions, which are equal for the Hessian of any function; `undefined` where it did not come to that. */
  readonly symmetry: readonly [number, number] | undefined;
}

/**
 * Checks the second derivatives of a scalar: the derived gradient along a random direction d is one number at each point, and its
 * centered differences must agree with the Hessian-vector product H·d, by two random directions and up to four entries of each
 * parameter; and d1·H·d2 must equal d2·H·d1 to 1e-9 of their terms. The gradient itself is taken as it is: check it first. Where
 * the gradient has kinks or jumps, as with rectifiers, steps shrink until none is crossed. Never throws, has no absolute tolerance, and
 * answers *vacuous* where the gradient does not change.
 *
 * @example
 * ```ts
 * import { checkHessian } from '@adjoint/gradcheck';
 * import { parameter, scale, sumTo } from '@adjoint/graph';
 *
 * const w = parameter('w', [3]);
 * const report = checkHessian(sumTo(scale(w, scale(w, w)), []), { at: { w: [1, 2, 3] } });
 * report.verdict; // 'correct'
 * ```
 */
export const checkHessian = (loss: AnyTensor, options: CheckHessianOptions): HessianReport => {
  try {
    return examined(loss as Tensor, options); // gradient refuses what is not real
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return hessianReport(nothingFound, { verdict: 'failed', reason });
  }
};

/** Values of the variables or their slopes, by name. */
type Vectors = Readonly<Record<string, Float64Array>>;

const examined = (loss: Tensor, { at, wrt, sizes = {}, seed = 0 }: CheckHessianOptions): HessianReport => {
  const variables = (wrt ?? parametersOf(loss)) as readonly Tensor[]; // gradient refuses what is not real
  const names = variables.map(leafName);
  const byName = (tensors: readonly AnyTensor[]) => Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
  const start = evaluate(byName(variables), at, { sizes });
  const directions = variables.map((leaf, i) => input(directionName(names[i]!), leaf.shape));
  const slopes = byName(gradient(loss, variables));
  const products = byName(hessianVectorProduct(loss, variables, directions));

  const bound = (point: Vectors, direction?: Vectors): Bindings => {
    const shaped = (vectors: Vectors, key: (name: string) => string) =>
      names.map((name): [string, Value] => [key(name), { shape: start[name]!.shape, data: vectors[name]! }]);
    const moved = direction === undefined ? [] : shaped(direction, directionName);
    return { ...at, ...Object.fromEntries([...shaped(point, (name) => name), ...moved]) };
  };
  const slopesAt = (point: Vectors): Vectors => vectorsOf(evaluate(slopes, bound(point), { sizes }));
  const productsAt = (point: Vectors, d: Vectors): Vectors => vectorsOf(evaluate(products, bound(point, d), { sizes }));

  const point = vectorsOf(start);
  const direction = (draw: number): Vectors =>
    Object.fromEntries(names.map((name) => [name, normals(deriveKey(seed, name, draw), point[name]!.length)]));
  const [d1, d2] = [direction(1), direction(2)];
  const compared = checkFunction(
    { value: (moved) => sumOf(terms(slopesAt(moved), d1)), gradient: (moved) => productsAt(moved, d1) },
    point,
    { seed },
  );
  const shapes = Object.fromEntries(names.map((name) => [name, start[name]!.shape]));
  const found = { ...compared, shapes };
  if (found.verdict === 'vacuous' && found.probes.length > 0)
    return hessianReport(found, { verdict: 'vacuous', reason: 'the gradient does not change' });
  if (found.probes.length === 0) return hessianReport(found, found);
  const [forward, backward] = [terms(d1, productsAt(point, d2)), terms(d2, productsAt(point, d1))];
  const symmetry = [sumOf(forward), sumOf(backward)] as const;
  const magnitude = Math.max(sumOf(forward.map(Math.abs)), sumOf(backward.map(Math.abs)));
  const isSymmetric = Math.abs(symmetry[0] - symmetry[1]) <= 1e-9 * magnitude;
  return isSymmetric || found.verdict === 'wrong'
    ? hessianReport(found, found.reason === undefined ? undefined : found, symmetry)
    : hessianReport(found, { verdict: 'wrong', reason: asymmetric }, symmetry);
};

const asymmetric = 'the Hessian is not symmetric, so the gradient is not that of any function';

const nothingFound = { probes: [], shapes: {}, evaluations: 0, seed: 0 };

type Found = Parameters<typeof reportOf>[0];

/** A report of second derivatives. */
const hessianReport = (
  found: Found,
  stopped: Pick<Report, 'verdict' | 'reason'> | undefined,
  symmetry?: readonly [number, number],
): HessianReport => {
  const report = reportOf(found, stopped, wordings.hessians);
  const lines = [
    report.text,
    ...(symmetry === undefined
      ? []
      : [`d1·H·d2 = ${symmetry[0].toPrecision(12)}, d2·H·d1 = ${symmetry[1].toPrecision(12)}`]),
  ];
  return { ...report, symmetry, text: lines.join('\n') };
};

const vectorsOf = (values: Readonly<Record<string, Value>>): Vectors =>
  Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, Float64Array.from(data)]));

const terms = (a: Vectors, b: Vectors): Float64Array =>
  Float64Array.from(Object.keys(a).flatMap((name) => Array.from(a[name]!, (element, i) => element * b[name]![i]!)));

const sumOf = (elements: Float64Array): number => pairwiseSum(elements);

const directionName = (name: string): string => `direction of ${name}`;

const leafName = (leaf: AnyTensor): string => {
  const name = nameOf(leaf);
  if (name === undefined)
    throw new Error(`checkHessian: second derivatives are checked by leaves, got ${String(leaf)}`);
  return name;
};
