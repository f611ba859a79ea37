import {
  type Bindings,
  evaluate,
  gradient,
  nameOf,
  parametersOf,
  type Sizes,
  type Tensor,
  type Value,
} from '@adjoint/graph';

/** Values of parameters, or their slopes, by name. */
export type Weights = Readonly<Record<string, Value>>;

/** How far a loss came down. */
export interface Descent {
  readonly start: number;
  readonly end: number;
  /** How many steps were tried. */
  readonly steps: number;
}

/**
 * Descends until the loss is `goal` times what it was, by steps that find their own size: one that lowers the loss is taken and makes the
 * next 1.5 times as long, any other is halved and tried again. Momentum, which is lost where a step fails, carries it along valleys.
 */
export const descend = (
  loss: Tensor<[]> | Tensor,
  at: Bindings,
  { steps, goal, sizes }: { readonly steps: number; readonly goal: number; readonly sizes: Sizes },
): Descent => {
  const lossAndSlopes = slopesOf(loss, at, sizes);
  let weights = weightsOf(loss, at, sizes);
  let here = lossAndSlopes(weights);
  let velocity = mapWeights(weights, () => 0);
  let rate = 0.1;
  const start = here.loss;
  let tried = 0;
  for (; tried < steps && Math.abs(here.loss) > goal * Math.abs(start); tried++) {
    const moved = mapWeights(velocity, (v, slope) => 0.9 * v - rate * slope, here.slopes);
    const next = mapWeights(weights, (w, step) => w + step, moved);
    const there = lossAndSlopes(next);
    if (there.loss < here.loss) [weights, here, velocity, rate] = [next, there, moved, 1.5 * rate];
    else [velocity, rate] = [mapWeights(velocity, () => 0), rate / 2];
  }
  return { start, end: here.loss, steps: tried };
};

/**
 * The lengths of the updates of plain gradient descent relative to the lengths of the weights, step by step, for each parameter that is
 * not 0 at the start.
 */
export const relativeUpdates = (
  loss: Tensor<[]> | Tensor,
  at: Bindings,
  { steps, learningRate, sizes }: { readonly steps: number; readonly learningRate: number; readonly sizes: Sizes },
): Readonly<Record<string, readonly number[]>> => {
  const lossAndSlopes = slopesOf(loss, at, sizes);
  let weights = weightsOf(loss, at, sizes);
  const names = Object.keys(weights).filter((name) => lengthOf(weights[name]!) > 0);
  const found = Array.from({ length: steps }, () => {
    const { slopes } = lossAndSlopes(weights);
    const ratios = names.map((name) => (learningRate * lengthOf(slopes[name]!)) / lengthOf(weights[name]!));
    weights = mapWeights(weights, (w, slope) => w - learningRate * slope, slopes);
    return ratios;
  });
  return Object.fromEntries(names.map((name, index) => [name, found.map((ratios) => ratios[index]!)]));
};

/** The values that the parameters of a loss are bound to. */
export const weightsOf = (loss: Tensor<[]> | Tensor, at: Bindings, sizes: Sizes): Weights =>
  evaluate(Object.fromEntries(parametersOf(loss).map((leaf) => [nameOf(leaf)!, leaf])), at, { sizes });

/** New values for each entry of weights, from it and what else has its place. */
const mapWeights = (
  weights: Weights,
  change: (entry: number, other: number) => number,
  others: Weights = weights,
): Weights =>
  Object.fromEntries(
    Object.entries(weights).map(([name, { shape, data }]) => [
      name,
      { shape, data: Float64Array.from(data, (entry, i) => change(entry, others[name]!.data[i]!)) },
    ]),
  );

const slopesOf = (loss: Tensor<[]> | Tensor, at: Bindings, sizes: Sizes) => {
  const parameters = parametersOf(loss) as readonly Tensor[]; // parameters are real
  const derived = gradient(loss, parameters);
  const graph = Object.fromEntries(parameters.map((leaf, index) => [nameOf(leaf)!, derived[index]!]));
  return (weights: Weights): { readonly loss: number; readonly slopes: Weights } => {
    const bindings = { ...at, ...weights };
    return { loss: evaluate(loss, bindings, { sizes }).data[0]!, slopes: evaluate(graph, bindings, { sizes }) };
  };
};

const lengthOf = ({ data }: Value): number => {
  let sum = 0;
  for (const entry of data) sum += entry ** 2;
  return Math.sqrt(sum);
};
