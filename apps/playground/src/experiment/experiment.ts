/**
 * What the page is about, as plain data: undo, the address, files and exported programs hold this one value, and everything on the page is
 * computed from it.
 */
export interface Experiment {
  readonly points: readonly Point[];
  /** How many classes there are, from 2 to 6. A point's label is one of 0 to `classes − 1`. */
  readonly classes: number;
  readonly model: Model;
  readonly loss: Loss;
  /** λ: what the sum of all squared weights is multiplied by, and added to the mean loss. */
  readonly lambda: number;
  readonly optimizer: OptimizerChoice;
  /** η: how far an update goes. */
  readonly stepSize: number;
  /** How many points an update looks at; 0 for all of them. */
  readonly batchSize: number;
  /** Decides starting values and the order of batches. */
  readonly seed: number;
  /** How many updates have been made since the parameters were drawn. */
  readonly step: number;
  /** Values of the parameters by name, row by row; their shapes follow from model and classes. */
  readonly parameters: Numbers;
  /** What the optimizer remembers, by name; empty before its first update. */
  readonly states: Numbers;
}

/** Arrays of numbers by name. */
export type Numbers = Readonly<Record<string, readonly number[]>>;

/** A point of the plane, each coordinate within ±`reach`. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** The number of its class. */
  readonly label: number;
  /** Whether no update sees it: it belongs to the test part. */
  readonly isHeldOut: boolean;
}

/** What makes scores of a point. */
export interface Model {
  /** The features are all products xⁱyʲ with 1 ≤ i + j ≤ `degree`, from 1 to 5. */
  readonly degree: number;
  /** How many units each hidden layer has: no, one or two layers of up to 16. */
  readonly hidden: readonly number[];
}

/** The four losses of the lecture's demonstration, by the names of their operations. */
export const lossNames = ['hinge', 'oneVsAll', 'structuredHinge', 'crossEntropy'] as const;

/** One of the four losses. */
export type LossName = (typeof lossNames)[number];

/**
 * One of the four, or the text of an expression. An expression is of `scores` and `labels`, and may use `points`, `features`, `lambda` and the parameters
 * by their names. One that gives a loss for each point is averaged and gets the regularization; one that gives a number is the whole loss.
 */
export type Loss =
  | { readonly kind: 'named'; readonly name: LossName }
  | { readonly kind: 'expression'; readonly text: string };

/** An update rule of `@adjoint/optim` by its name, and those of its hyperparameters that are set; the others are as the rule has them. */
export interface OptimizerChoice {
  readonly name: string;
  readonly hyperparameters: Readonly<Record<string, number | boolean>>;
}

/** How far the plane goes to each side of its origin. */
export const reach = 1.25;

/** The points of the lecture's demonstration. */
const originalPoints: readonly Point[] = (
  [
    [0.5, 0.4, 0],
    [0.8, 0.3, 0],
    [0.3, 0.8, 0],
    [-0.4, 0.3, 1],
    [-0.3, 0.7, 1],
    [-0.7, 0.2, 1],
    [0.7, -0.4, 2],
    [0.5, -0.6, 2],
    [-0.4, -0.5, 2],
  ] as const
).map(([x, y, label]) => ({ x, y, label, isHeldOut: false }));

/** What the lecture's demonstration opens with: nine points, and weights that do not fit them yet. */
export const original: Experiment = {
  points: originalPoints,
  classes: 3,
  model: { degree: 1, hidden: [] },
  loss: { kind: 'named', name: 'hinge' },
  lambda: 0.1,
  optimizer: { name: 'sgd', hyperparameters: {} },
  stepSize: 0.1,
  batchSize: 0,
  seed: 1,
  step: 0,
  parameters: { W: [1, 2, 3, 2, -4, -1], b: [0, 0.5, -0.5] },
  states: {},
};

/** The experiment with a point more. */
export const addPoint = (experiment: Experiment, { x, y, label, isHeldOut }: Point): Experiment => ({
  ...experiment,
  points: [...experiment.points, { x: within(x), y: within(y), label, isHeldOut }],
});

/** The experiment with a point elsewhere. */
export const movePoint = (experiment: Experiment, index: number, x: number, y: number): Experiment =>
  withPoint(experiment, index, { x: within(x), y: within(y) });

/** The experiment with a point in another class. */
export const relabelPoint = (experiment: Experiment, index: number, label: number): Experiment =>
  withPoint(experiment, index, { label });

/** The experiment with a point in the test part, or back in the training part. */
export const holdOutPoint = (experiment: Experiment, index: number, isHeldOut: boolean): Experiment =>
  withPoint(experiment, index, { isHeldOut });

/** The experiment without a point. */
export const removePoint = (experiment: Experiment, index: number): Experiment => ({
  ...experiment,
  points: experiment.points.filter((_, at) => at !== index),
});

/** The experiment with one number of one parameter changed. */
export const setParameter = (experiment: Experiment, name: string, index: number, value: number): Experiment => ({
  ...experiment,
  parameters: { ...experiment.parameters, [name]: experiment.parameters[name]!.with(index, value) },
});

/** The experiment with another loss. */
export const setLoss = (experiment: Experiment, loss: Loss): Experiment => ({ ...experiment, loss });

const withPoint = (experiment: Experiment, index: number, changed: Partial<Point>): Experiment => ({
  ...experiment,
  points: experiment.points.map((point, at) => (at === index ? { ...point, ...changed } : point)),
});

const within = (coordinate: number): number => Math.min(reach, Math.max(-reach, Math.round(coordinate * 1e3) / 1e3));
