import { type Bindings, nameOf, orThrow, type Value } from '@adjoint/graph';
import { batchesOf } from './batch-source.ts';
import { type CheckpointOptions, saveCheckpoint } from './checkpoint.ts';
import { blamingMetrics } from './metric.ts';
import { type Culprit, culpritOf } from './not-finite.ts';
import type { FitOptions } from './fit-options.ts';
import { isExhausted, judged } from './patience.ts';
import { reduced, reductionLeaf } from './plateau.ts';
import { afterEpoch, afterStep, type Best, meansOf, type Scores } from './progress.ts';
import { prepare } from './training.ts';

/** How far a training run is, and how far it is to go. Steps and epochs count from 1. */
export interface Position {
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
}

/** What a training run tells while it goes on. */
export type FitEvent =
  /** The scores are those before the step. */
  | Readonly<Position & { type: 'step'; scores: Scores }>
  /** The scores are those after the epoch, which ends with this. */
  | Readonly<Position & { type: 'validation'; scores: Scores }>
  /** The scores are means over the epoch's samples, each before its step. */
  | Readonly<Position & { type: 'epoch'; scores: Scores }>
  /** From here on learning rates are multiplied by this. */
  | Readonly<Position & { type: 'plateau'; reduction: number }>
  | Readonly<Position & { type: 'checkpoint'; path: string }>
  | Readonly<{ type: 'stopped'; result: FitResult }>;

/** Where a training run ended. */
export interface FitResult {
  /** The trained parameters, by name: bind them to evaluate, save them to keep them. */
  readonly parameters: Readonly<Record<string, Value>>;
  /** What the optimizer remembers, by name. Where another run starts from these and the parameters, it goes on as if nothing had ended. */
  readonly states: Readonly<Record<string, Value>>;
  /** Why it ended: all epochs done, the signal, no better epoch for as long as the patience lasts, or a step that made the loss NaN or a parameter NaN or infinite. */
  readonly reason: 'finished' | 'aborted' | 'patience' | 'not finite';
  /** The epoch with the best score, where there is patience and a score was a number. */
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
  const {
    loss,
    metrics = {},
    data,
    epochs,
    validation,
    signal,
    sizes = {},
    precision = 'float64',
    checkpoint,
    patience,
    plateau,
  } = options;
  const evaluation = { sizes, precision };
  const { trained, remembered, moves, program, soundness, feed, run, scoring, ...at } = await prepare(options);
  const batches = batchesOf(data);
  let progress = at.progress;
  let kept = progress;
  let culprit: Culprit | undefined;
  let breathed = Date.now();
  const position = (epoch: number): Position => ({
    epoch,
    epochs,
    step: progress.steps,
    steps: epochs * batches.count,
  });
  const held = () => program.held(Object.keys(run.held));
  const scored = (
    run: () => Readonly<Record<string, Value>>,
    bindings: () => Bindings,
  ): Readonly<Record<string, Value>> => blamingMetrics(run, { loss, metrics, bindings, ...evaluation });
  const isStopped = (): boolean => culprit !== undefined || signal?.aborted === true;
  const every = checkpoint?.every ?? { epochs: 1 };
  const keep = async ({ path }: CheckpointOptions): Promise<FitEvent> => {
    orThrow(await saveCheckpoint(path, { progress, held: held() }, run)());
    kept = progress;
    return { type: 'checkpoint', ...position(progress.epochs + Math.sign(progress.index)), path };
  };
  while (progress.epochs < epochs && !isExhausted(progress, patience) && !isStopped()) {
    const epoch = progress.epochs + 1;
    while (progress.index < batches.count && !isStopped()) {
      const { epochs: turn, index } = progress;
      const { bindings, samples } = feed.at(turn, index);
      const rate = plateau && { [nameOf(reductionLeaf)!]: progress.reduction };
      const given = (): Bindings => ({ ...batches.at(turn, index), ...rate, ...held() });
      const { [soundness]: sound, ...values } = scored(() => program.run({ ...bindings, ...rate }), given);
      const broken = sound!.data.indexOf(0);
      if (broken >= 0) {
        culprit = culpritOf([loss, ...moves.map(({ next }) => next)][broken]!, given(), evaluation);
        break;
      }
      const scores = scoresOf(values);
      progress = afterStep(progress, scores, samples);
      yield { type: 'step', ...position(epoch), scores };
      if (checkpoint && isMultiple(progress.steps, every.steps)) yield await keep(checkpoint);
      if (Date.now() - breathed > 20) {
        await nextTurn(); // let timers, signals and pages have their turn
        breathed = Date.now();
      }
    }
    if (isStopped()) break;
    const scores = meansOf(progress);
    const validated =
      scoring &&
      scoresOf(
        scored(
          () => scoring(held()),
          () => ({ ...validation, ...held() }),
        ),
      );
    const before = progress.reduction;
    progress = afterEpoch(progress);
    if (patience) progress = judged(progress, patience, validated ?? scores, program.held(trained));
    if (plateau) progress = reduced(progress, plateau, validated ?? scores);
    if (validated) yield { type: 'validation', ...position(epoch), scores: validated };
    yield { type: 'epoch', ...position(epoch), scores };
    const { reduction } = progress;
    if (reduction !== before) yield { type: 'plateau', ...position(epoch), reduction };
    if (checkpoint && isMultiple(progress.epochs, every.epochs)) yield await keep(checkpoint);
  }
  if (checkpoint && culprit === undefined && kept !== progress) yield await keep(checkpoint);
  const reason = (): FitResult['reason'] => {
    if (culprit !== undefined) return 'not finite';
    if (progress.epochs >= epochs) return 'finished';
    return isExhausted(progress, patience) ? 'patience' : 'aborted';
  };
  const result: FitResult = {
    parameters: program.held(trained),
    states: program.held(remembered),
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
