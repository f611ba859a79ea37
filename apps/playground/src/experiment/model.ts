import { type AnyTensor, type InitialValue, input, parameter, type Shape, type Tensor } from '@adjoint/graph';
import { add, concat, initialize, matmul, mul, normal, pow, slice, tanh, zeros } from '@adjoint/ops';
import type { Experiment, Numbers } from './experiment.ts';

/** The graph of a model: its leaves, and the scores it gives. */
export interface ModelGraph {
  /** `['batch', 2]`. */
  readonly points: Tensor<['batch', 2]>;
  /** All products of powers of the coordinates, `['batch', count]`. */
  readonly features: Tensor;
  /** What is multiplied with features or units: what regularization holds small. */
  readonly weights: readonly Tensor[];
  /** Weights and biases, layer by layer. */
  readonly parameters: readonly Tensor[];
  /** `['batch', classes]`. */
  readonly scores: Tensor;
}

/** The graph of a model: products of powers of the coordinates, hidden layers with tanh, and a score for each class. */
export const modelGraph = ({ model, classes }: Pick<Experiment, 'model' | 'classes'>): ModelGraph => {
  const points = input('points', ['batch', 2]);
  const features = featuresOf(points, model.degree);
  const layers = layersOf({ model, classes }).map(({ weights, biases }) => ({
    W: parameter<Shape>(weights.name, weights.shape, weights.initial),
    b: parameter<Shape>(biases.name, biases.shape, biases.initial),
  }));
  const scores = layers.reduce<Tensor>(
    (before, { W, b }, layer) => add(matmul(layer === 0 ? before : tanh(before), W), b) as Tensor,
    features,
  );
  return {
    points,
    features,
    weights: layers.map(({ W }) => W),
    parameters: layers.flatMap(({ W, b }) => [W, b]),
    scores,
  };
};

/** A parameter before any graph: its name, its sizes, and what its values are drawn from. */
export interface ParameterPlan {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: InitialValue;
}

/** The parameters of a model, layer by layer; those of the last layer are `W` and `b`. */
export const layersOf = ({
  model,
  classes,
}: Pick<Experiment, 'model' | 'classes'>): readonly {
  readonly weights: ParameterPlan;
  readonly biases: ParameterPlan;
}[] => {
  const widths = [exponentsOf(model.degree).length, ...model.hidden, classes];
  return widths.slice(1).map((width, layer) => {
    const before = widths[layer]!;
    const suffix = layer === widths.length - 2 ? '' : String(layer + 1);
    const weights = normal({ std: model.hidden.length === 0 ? 1 : Math.sqrt(1 / before) * (layer === 0 ? 2 : 1) });
    return {
      weights: { name: `W${suffix}`, shape: [before, width], initial: weights },
      biases: { name: `b${suffix}`, shape: [width], initial: zeros() },
    };
  });
};

/** The shape of every parameter by name. */
export const shapesOf = (
  experiment: Pick<Experiment, 'model' | 'classes'>,
): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    layersOf(experiment).flatMap(({ weights, biases }) => [
      [weights.name, weights.shape],
      [biases.name, biases.shape],
    ]),
  );

/** Starting values, drawn anew for a seed. */
export const drawParameters = (experiment: Pick<Experiment, 'model' | 'classes'>, seed: number): Numbers =>
  Object.fromEntries(
    Object.entries(initialize(modelGraph(experiment).parameters, { seed })).map(([name, { data }]) => [
      name,
      [...data],
    ]),
  );

/** The exponents [i, j] of every feature xⁱyʲ up to a degree: first those of degree 1, x and y. */
export const exponentsOf = (degree: number): readonly (readonly [number, number])[] =>
  Array.from({ length: degree }, (_, d) => d + 1).flatMap((d) =>
    Array.from({ length: d + 1 }, (_, j): [number, number] => [d - j, j]),
  );

const featuresOf = (points: Tensor<['batch', 2]>, degree: number): Tensor => {
  if (degree === 1) return points as AnyTensor as Tensor;
  const [x, y] = [0, 1].map((axis) => slice(points, [{}, { start: axis, end: axis + 1 }]) as AnyTensor as Tensor) as [
    Tensor,
    Tensor,
  ];
  const powerOf = (base: Tensor, exponent: number): Tensor => (exponent === 1 ? base : pow(base, exponent));
  const columns = exponentsOf(degree).map(([i, j]) =>
    i === 0 ? powerOf(y, j) : j === 0 ? powerOf(x, i) : (mul(powerOf(x, i), powerOf(y, j)) as Tensor),
  );
  return concat(columns as [Tensor, ...Tensor[]], 1) as Tensor;
};
