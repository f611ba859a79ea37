import {
  type AnyTensor,
  type Bindings,
  formatShape,
  gradient,
  interpret,
  nameOf,
  orThrow,
  parametersOf,
  type Precision,
  type Program,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { initialize } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import * as z from 'zod/mini';
import { batchesOf } from './batch-source.ts';
import { checkpointSchema, loadCheckpoint, type Run } from './checkpoint.ts';
import { invalidOption, nothingToTrain } from './error.ts';
import { type Feed, feedOf } from './feed.ts';
import type { FitOptions } from './fit-options.ts';
import { decodeOptions } from './option.ts';
import { soundnessOf } from './not-finite.ts';
import { type Update, updatesOf } from './optimizer.ts';
import { patienceSchema } from './patience.ts';
import { demandReducible, plateauSchema, reductionLeaf } from './plateau.ts';
import { dividedBindings } from './program.ts';
import { noProgress, type Progress } from './progress.ts';
import { unusedName } from './unused-name.ts';

/** A training run that is ready for its first step. */
export interface Training {
  readonly trained: readonly string[];
  /** The names of the optimizer's states. */
  readonly remembered: readonly string[];
  /** How each of the trained parameters changes. */
  readonly moves: readonly Update[];
  /** Gives the scores, and under a name that none of them has which parts of the step are sound. Unless all are, it changes nothing. */
  readonly program: Program;
  readonly soundness: string;
  readonly feed: Feed;
  /** Where it starts: at a checkpoint, if there is one. */
  readonly progress: Progress;
  readonly run: Run;
  /** For validation: what it binds is all it gets. */
  readonly scoring: ((parameters: Bindings) => Readonly<Record<string, Value>>) | undefined;
}

/** Derives the step and starts the program that holds parameters and states. */
export const prepare = async ({
  loss,
  optimizer,
  epochs,
  metrics = {},
  start = {},
  seed = 0,
  sizes = {},
  compile = interpret,
  precision = 'float64',
  checkpoint,
  patience,
  plateau,
  ...options
}: FitOptions): Promise<Training> => {
  if (!Number.isInteger(epochs) || epochs < 0)
    orThrow(E.left(invalidOption('fit', 'epochs', 'must be a whole number', epochs)));
  orThrow(decodeOptions('fit', schema, { checkpoint, patience, plateau, precision }));
  if ('loss' in metrics)
    orThrow(E.left(invalidOption('fit', 'metrics', 'must not be named loss, which is there already', 'loss')));
  for (const [name, { shape }] of Object.entries(metrics))
    if (shape.length > 0)
      orThrow(E.left(invalidOption('fit', `metrics.${name}`, 'must be a scalar', formatShape(shape))));
  const parameters = (options.parameters ?? parametersOf(loss)) as readonly Tensor[]; // gradient refuses what is not real
  if (parameters.length === 0) orThrow(E.left(nothingToTrain(String(loss))));
  const updates = updatesOf(optimizer, parameters, gradient(loss, parameters), plateau && reductionLeaf);
  if (plateau) demandReducible(updates);
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
  const { on = 'loss' } = patience ?? {};
  for (const [option, name] of [
    ['patience.on', on],
    ['plateau.on', plateau?.on ?? 'loss'],
  ] as const)
    if (!Object.hasOwn(scores, name))
      orThrow(E.left(invalidOption('fit', option, `must name a score (${Object.keys(scores).join(', ')})`, name)));
  const trained = parameters.map((leaf) => nameOf(leaf)!);
  const held = Object.fromEntries(
    Object.entries({ ...declared, ...start }).map(([name, value]) => [name, asWideAs(precision, value)]),
  );
  const run: Run = { held, seed, batches: batchesOf(options.data).count, scores: Object.keys(scores), trained, on };
  const found = checkpoint && orThrow(await loadCheckpoint(checkpoint, run)());
  const { progress, held: reached } = found ?? { progress: noProgress, held };
  const moves = updates.slice(0, parameters.length); // they come first
  const when = soundnessOf(loss, moves);
  const soundness = unusedName('soundness', Object.keys(scores));
  const computed = [when, ...updates.map(({ next }) => next), ...Object.values(scores)];
  const others = [...Object.keys(held), ...(plateau ? [nameOf(reductionLeaf)!] : [])];
  const feed = feedOf(options.data, { outputs: computed, others, sizes, gathers: compile !== interpret });
  const [fedWhen, ...fed] = feed.of(computed) as [typeof when, ...AnyTensor[]];
  const fedUpdates = updates.map(({ leaf }, index) => ({ leaf, next: fed[index]! }));
  const fedScores = Object.keys(scores).map((name, index) => [name, fed[updates.length + index]!]);
  const program = await compile(
    { ...Object.fromEntries(fedScores), [soundness]: fedWhen },
    { held: { ...feed.held, ...reached }, updates: fedUpdates, when: fedWhen, sizes, precision },
  );
  const { values, others: rest } = dividedBindings(options.validation ?? {});
  const judge = options.validation && (await compile(scores, { held: values, sizes, precision }));
  const scoring = judge && ((parameters: Bindings) => judge.run({ ...rest, ...parameters }));
  const remembered = updates.map(({ leaf }) => nameOf(leaf)!).filter((name) => !trained.includes(name));
  return { trained, remembered, moves, program, soundness, feed, progress, run, scoring };
};

/** A value as a program of some precision keeps it, so that checkpoints have the same types whatever a run starts from. */
const asWideAs = (precision: Precision, { shape, data }: Value): Value => {
  if (data instanceof Float32Array && precision === 'float64') return { shape, data: new Float64Array(data) };
  if (data instanceof Float64Array && precision === 'float32') return { shape, data: new Float32Array(data) };
  return { shape, data };
};

const schema = z.object({
  precision: z.enum(['float64', 'float32'], "must be 'float64' or 'float32'"),
  checkpoint: z.optional(checkpointSchema),
  patience: z.optional(patienceSchema),
  plateau: z.optional(plateauSchema),
});
