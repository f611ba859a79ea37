import {
  type AnyTensor,
  type Bindings,
  formatShape,
  gradient,
  nameOf,
  orThrow,
  parametersOf,
  type Sizes,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { initialize } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import { invalidOption, nothingToTrain } from './error.ts';
import { type Optimizer, updatesOf } from './optimizer.ts';
import { type Compile, interpret, type Program } from './program.ts';

/** Mini-batches, addressed by epoch and index: the same address gives the same batch. */
export interface BatchSource {
  /** How many batches an epoch has. */
  readonly count: number;
  /** Batch `index` of an epoch; both count from 0. */
  readonly at: (epoch: number, index: number) => Bindings;
}

/** How to train. */
export interface FitOptions {
  /** What to make small: a scalar. */
  readonly loss: Tensor<[]> | Tensor;
  readonly optimizer: Optimizer;
  /** Mini-batches, or one set of bindings that is the whole batch of every step. */
  readonly data: BatchSource | Bindings;
  /** How often to go through the data. */
  readonly epochs: number;
  /** Further scalars to report, by name. */
  readonly metrics?: Readonly<Record<string, Tensor<[]> | Tensor>>;
  /** Bindings at which loss and metrics are computed after every epoch. */
  readonly validation?: Bindings;
  /** The parameters to train: all that the loss depends on if not given. The others stay as they start. */
  readonly parameters?: readonly AnyTensor[];
  /** Values to start from, by name; what is not named starts from its declared initial value. */
  readonly start?: Readonly<Record<string, Value>>;
  /** What initial values are drawn from; 0 if not given. */
  readonly seed?: number;
  /** Sizes of named dimensions that parameters have. */
  readonly sizes?: Sizes;
  /** What executes the steps: `interpret` if not given. */
  readonly compile?: Compile;
  /** Stops the training after the step under way; the result holds what was reached. */
  readonly signal?: AbortSignal;
}

/** Loss and metrics, by name. */
export type Scores = Readonly<Record<string, number>>;

/** What a training run tells while it goes on. Steps and epochs count from 1. */
export type FitEvent =
  | Readonly<{ type: 'step'; epoch: number; step: number; scores: Scores }>
  | Readonly<{
      type: 'epoch';
      epoch: number;
      step: number;
      /** Means over the epoch's samples, before each step. */ scores: Scores;
      validation: Scores | undefined;
    }>
  | Readonly<{ type: 'stopped'; result: FitResult }>;

/** Where a training run ended. */
export interface FitResult {
  /** The trained parameters, by name: bind them to evaluate, save them to keep them. */
  readonly parameters: Readonly<Record<string, Value>>;
  /** What the optimizer remembers, by name. Where another run starts from these and the parameters, it goes on as if nothing had ended. */
  readonly states: Readonly<Record<string, Value>>;
  /** Why it ended: all epochs done, or the signal. */
  readonly reason: 'finished' | 'aborted';
  /** How many epochs were gone through to their end. */
  readonly epochs: number;
  readonly steps: number;
}

/**
 * Trains the parameters of a loss: derives its gradient, lets the optimizer make a step of it, and runs that step on every
 * batch. Yields an event for every step and epoch; the last event holds the result, and so does the generator's return value.
 *
 * @example
 * ```ts
 * import { input, parameter } from '@adjoint/graph';
 * import { mean, mul, squaredError } from '@adjoint/ops';
 * import { fit, sgd } from '@adjoint/optim';
 *
 * const x = input('x', ['batch']);
 * const y = input('y', ['batch']);
 * const w = parameter('w', []);
 * const loss = mean(squaredError(mul(w, x), y));
 * const data = { x: [1, 2, 3], y: [2, 4, 6] };
 * for await (const event of fit({ loss, optimizer: sgd({ learningRate: 0.1 }), data, epochs: 20 })) {
 *   if (event.type === 'stopped') event.result.parameters; // w is close to 2
 * }
 * ```
 */
export async function* fit(options: FitOptions): AsyncGenerator<FitEvent, FitResult, undefined> {
  const { loss, data, epochs, metrics = {}, validation, signal } = options;
  const { trained, remembered, training, scoring } = await prepare(options);
  const batches = isBatches(data) ? data : { count: 1, at: () => data };
  const names = Object.keys({ loss, ...metrics });
  let [epoch, done, step] = [0, 0, 0];
  let breathed = Date.now();
  const isAborted = (): boolean => signal?.aborted === true;
  while (epoch < epochs && !isAborted()) {
    epoch++;
    const totals = new Map<string, number>();
    let samples = 0;
    for (let index = 0; index < batches.count && !isAborted(); index++) {
      const batch = batches.at(epoch - 1, index);
      const scores = scoresOf(training.run(batch));
      const weight = isBatches(data) ? sampleCount(batch) : 1;
      for (const name of names) totals.set(name, (totals.get(name) ?? 0) + weight * scores[name]!);
      samples += weight;
      yield { type: 'step', epoch, step: ++step, scores };
      if (Date.now() - breathed > 20) {
        await nextTurn(); // let timers, signals and pages have their turn
        breathed = Date.now();
      }
    }
    if (isAborted()) break;
    const means = Object.fromEntries([...totals].map(([name, total]) => [name, total / samples]));
    const validated = scoring && scoresOf(scoring.run({ ...validation, ...training.held() }));
    done = epoch;
    yield { type: 'epoch', epoch, step, scores: means, validation: validated };
  }
  const held = training.held();
  const heldAs = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, held[name]!]));
  const result: FitResult = {
    parameters: heldAs(trained),
    states: heldAs(remembered),
    reason: done === epochs ? 'finished' : 'aborted',
    epochs: done,
    steps: step,
  };
  yield { type: 'stopped', result };
  return result;
}

/** The result of a training run whose events nobody wants: `const { parameters } = await resultOf(fit({ ... }))`. */
export const resultOf = async (run: AsyncGenerator<FitEvent, FitResult, undefined>): Promise<FitResult> => {
  for (;;) {
    const { done, value } = await run.next();
    if (done === true) return value;
  }
};

interface Prepared {
  readonly trained: readonly string[];
  /** The names of the optimizer's states. */
  readonly remembered: readonly string[];
  readonly training: Program;
  /** For validation: what it binds is all it gets. */
  readonly scoring: Program | undefined;
}

/** Derives the step and starts the program that holds parameters and states. */
const prepare = async ({
  loss,
  optimizer,
  epochs,
  metrics = {},
  start = {},
  seed = 0,
  sizes = {},
  compile = interpret,
  ...options
}: FitOptions): Promise<Prepared> => {
  if (!Number.isInteger(epochs) || epochs < 0)
    orThrow(E.left(invalidOption('fit', 'epochs', 'must be a whole number', epochs)));
  if ('loss' in metrics)
    orThrow(E.left(invalidOption('fit', 'metrics', 'must not be named loss, which is there already', 'loss')));
  for (const [name, { shape }] of Object.entries(metrics))
    if (shape.length > 0)
      orThrow(E.left(invalidOption('fit', `metrics.${name}`, 'must be a scalar', formatShape(shape))));
  const parameters = (options.parameters ?? parametersOf(loss)) as readonly Tensor[]; // gradient refuses what is not real
  if (parameters.length === 0) orThrow(E.left(nothingToTrain(String(loss))));
  const updates = updatesOf(optimizer, parameters, gradient(loss, parameters));
  const scores = { loss, ...metrics };
  const declared = initialize([...Object.values(scores), ...updates.flatMap(({ leaf, next }) => [leaf, next])], {
    seed,
    sizes,
  });
  const unknown = Object.keys(start).find((name) => !Object.hasOwn(declared, name));
  if (unknown !== undefined)
    orThrow(
      E.left(
        invalidOption('fit', 'start', `must name parameters or states (${Object.keys(declared).join(', ')})`, unknown),
      ),
    );
  const training = await compile(scores, { held: { ...declared, ...start }, updates, sizes });
  const scoring = options.validation === undefined ? undefined : await compile(scores, { sizes });
  const trained = parameters.map((leaf) => nameOf(leaf)!);
  const remembered = updates.map(({ leaf }) => nameOf(leaf)!).filter((name) => !trained.includes(name));
  return { trained, remembered, training, scoring };
};

const isBatches = (data: BatchSource | Bindings): data is BatchSource => typeof data['at'] === 'function';

const sampleCount = (batch: Bindings): number => {
  const [first] = Object.values(batch);
  if (Array.isArray(first) || ArrayBuffer.isView(first)) return first.length;
  return typeof first === 'object' && 'shape' in first ? (first.shape[0] ?? 1) : 1;
};

const scoresOf = (values: Readonly<Record<string, Value>>): Scores =>
  Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, data[0]!]));

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
