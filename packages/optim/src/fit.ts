import { type AnyTensor, type Bindings, orThrow, type Sizes, type Tensor, type Value } from '@adjoint/graph';
import { batchesOf, type BatchSource, samplesIn } from './batch-source.ts';
import { type CheckpointOptions, saveCheckpoint } from './checkpoint.ts';
import { broke, type Culprit, culpritOf } from './not-finite.ts';
import type { Optimizer } from './optimizer.ts';
import { type Best, isExhausted, judged, type PatienceOptions } from './patience.ts';
import type { Compile } from './program.ts';
import { afterEpoch, afterStep, meansOf, type Scores } from './progress.ts';
import { prepare } from './training.ts';

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
  /** Keeps what the run needs to go on later, and goes on from it: to the same bits as if it had never ended. */
  readonly checkpoint?: CheckpointOptions;
  /** Ends the training when it gets no better. */
  readonly patience?: PatienceOptions;
  /** Stops the training after the step under way; the result holds what was reached. */
  readonly signal?: AbortSignal;
}

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
  | Readonly<{ type: 'checkpoint'; epoch: number; step: number; path: string }>
  | Readonly<{ type: 'stopped'; result: FitResult }>;

/** Where a training run ended. */
export interface FitResult {
  /** The trained parameters, by name: bind them to evaluate, save them to keep them. */
  readonly parameters: Readonly<Record<string, Value>>;
  /** What the optimizer remembers, by name. Where another run starts from these and the parameters, it goes on as if nothing had ended. */
  readonly states: Readonly<Record<string, Value>>;
  /** Why it ended: all epochs done, the signal, no better epoch for as long as the patience lasts, or a step that made the loss NaN or a parameter NaN or infinite. */
  readonly reason: 'finished' | 'aborted' | 'patience' | 'not finite';
  /** The epoch with the smallest score, where there is patience and a score was a number. */
  readonly best?: Best;
  /** Where it arose, if not finite. The step does not count: parameters and states are those before it. */
  readonly culprit?: Culprit;
  /** How many epochs were gone through to their end. */
  readonly epochs: number;
  readonly steps: number;
}

/**
 * Trains the parameters of a loss: derives its gradient, lets the optimizer make a step of it, and runs that step on every
 * batch. Yields an event for every step and epoch; the last event holds the result, and so does the generator's return value.
 * The first step that makes the loss NaN or a parameter NaN or infinite is undone and ends the run: the result says where that arose.
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
  const { loss, data, epochs, validation, signal, sizes = {}, checkpoint, patience } = options;
  const { trained, remembered, moves, program, run, scoring, ...at } = await prepare(options);
  const batches = batchesOf(data);
  let progress = at.progress;
  let kept = progress;
  let held = program.held();
  let culprit: Culprit | undefined;
  let breathed = Date.now();
  const isStopped = (): boolean => culprit !== undefined || signal?.aborted === true;
  const every = checkpoint?.every ?? { epochs: 1 };
  const keep = async ({ path }: CheckpointOptions): Promise<FitEvent> => {
    orThrow(await saveCheckpoint(path, { progress, held }, run)());
    kept = progress;
    return { type: 'checkpoint', epoch: progress.epochs + Math.sign(progress.index), step: progress.steps, path };
  };
  const heldAs = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, held[name]!]));
  while (progress.epochs < epochs && !isExhausted(progress, patience) && !isStopped()) {
    const epoch = progress.epochs + 1;
    while (progress.index < batches.count && !isStopped()) {
      const batch = batches.at(progress.epochs, progress.index);
      const scores = scoresOf(program.run(batch));
      const next = program.held();
      const broken = Number.isNaN(scores['loss'])
        ? loss
        : moves.find((_, index) => broke(held[trained[index]!]!, next[trained[index]!]!))?.next;
      if (broken !== undefined) {
        culprit = culpritOf(broken, { ...batch, ...held }, sizes);
        break;
      }
      held = next;
      progress = afterStep(progress, scores, samplesIn(data, batch));
      yield { type: 'step', epoch, step: progress.steps, scores };
      if (checkpoint && isMultiple(progress.steps, every.steps)) yield await keep(checkpoint);
      if (Date.now() - breathed > 20) {
        await nextTurn(); // let timers, signals and pages have their turn
        breathed = Date.now();
      }
    }
    if (isStopped()) break;
    const validated = scoring && scoresOf(scoring.run({ ...validation, ...held }));
    const scores = meansOf(progress);
    progress = afterEpoch(progress);
    if (patience) progress = judged(progress, patience, validated ?? scores, heldAs(trained));
    yield { type: 'epoch', epoch, step: progress.steps, scores, validation: validated };
    if (checkpoint && isMultiple(progress.epochs, every.epochs)) yield await keep(checkpoint);
  }
  if (checkpoint && culprit === undefined && kept !== progress) yield await keep(checkpoint);
  const reason = (): FitResult['reason'] => {
    if (culprit !== undefined) return 'not finite';
    if (progress.epochs >= epochs) return 'finished';
    return isExhausted(progress, patience) ? 'patience' : 'aborted';
  };
  const result: FitResult = {
    parameters: heldAs(trained),
    states: heldAs(remembered),
    reason: reason(),
    ...(progress.best && { best: progress.best }),
    ...(culprit && { culprit }),
    epochs: progress.epochs,
    steps: progress.steps,
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

const scoresOf = (values: Readonly<Record<string, Value>>): Scores =>
  Object.fromEntries(Object.entries(values).map(([name, { data }]) => [name, data[0]!]));

const isMultiple = (count: number, of: number | undefined): boolean => of !== undefined && count % of === 0;

const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
