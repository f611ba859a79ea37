import { formatShape, type Value } from '@adjoint/graph';
import { either as E, function as F, taskEither as TE } from 'fp-ts';
import * as z from 'zod/mini';
import { damagedFile, fileNotRead, fileNotWritten, foreignCheckpoint, type OptimError } from './error.ts';
import { messageOf, readIfThere, replaceFile } from './file.ts';
import type { Progress } from './progress.ts';
import { type Damage, decodeMetadata, decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** Where and how often a training run keeps what it needs to go on later. Node only. */
export interface CheckpointOptions {
  /**
   * A safetensors file with parameters, states and, in its metadata, how far the run is. It is replaced only by a complete one, and the one
   * before stays beside it under `.previous`.
   */
  readonly path: string;
  /** After how many steps, epochs or both: after every epoch if not given. What a run reached when it ends or is aborted is kept in any case. */
  readonly every?: { readonly steps?: number; readonly epochs?: number };
  /** Whether a run goes on from the file if it is there, whatever `start` says: true if not given. */
  readonly resume?: boolean;
}

/** All that a training run needs to go on as if nothing had ended. */
export interface Checkpoint {
  readonly progress: Progress;
  /** Parameters, trained or not, and states, by name. */
  readonly held: Readonly<Record<string, Value>>;
}

/** What tells one training run from another. */
export interface Run {
  /** Values by the names, shapes and types that a checkpoint must have. */
  readonly held: Readonly<Record<string, Value>>;
  readonly seed: number;
  /** The number of batches in an epoch. */
  readonly batches: number;
  /** The names of loss and metrics. */
  readonly scores: readonly string[];
  /** The names of the trained parameters. */
  readonly trained: readonly string[];
  /** The score that shall get better. */
  readonly on: string;
}

/** What `checkpoint` must be. */
export const checkpointSchema = F.pipe('must be a whole number of at least 1', (rule) => {
  const count = z.optional(z.int(rule).check(z.minimum(1, rule)));
  const path = 'must be the path of a file';
  return z.strictObject(
    {
      path: z.string(path).check(z.minLength(1, path)),
      every: z.optional(z.strictObject({ steps: count, epochs: count }, 'must be an object of steps and epochs')),
      resume: z.optional(z.boolean('must be true or false')),
    },
    'must be an object with a path',
  );
});

/** Replaces the checkpoint of a run; the last one is kept. A `FileNotWritten` leaves both as they were. */
export const saveCheckpoint = (
  path: string,
  { progress, held }: Checkpoint,
  run: Run,
): TE.TaskEither<OptimError, void> =>
  TE.tryCatch(
    async () => {
      const { totals, best, reduction, reached, ...counts } = progress;
      const { seed, batches } = run;
      const texts = Object.fromEntries(Object.entries(totals).map(([name, total]) => [name, textOf(total)]));
      const summary = best && { epoch: best.epoch, on: best.on, score: textOf(best.score) };
      const plateau = { reduction: textOf(reduction), reached: reached === undefined ? undefined : textOf(reached) };
      const metadata = {
        training: JSON.stringify({ ...counts, totals: texts, best: summary, ...plateau, seed, batches }),
      };
      await replaceFile(
        path,
        encodeSafetensors({ ...held, ...named(best?.parameters ?? {}, prefixFor(run)) }, metadata),
        `${path}.previous`,
      );
    },
    (error) => fileNotWritten(path, messageOf(error), 'fit'),
  );

/**
 * The checkpoint of a run, or nothing where there is none yet. A file that cannot be read is a `FileNotRead`, one that is no safetensors
 * file or cut short a `DamagedFile`, and one of another run a `ForeignCheckpoint`.
 */
export const loadCheckpoint = (
  { path, resume = true }: CheckpointOptions,
  run: Run,
): TE.TaskEither<OptimError, Checkpoint | undefined> =>
  F.pipe(
    TE.tryCatch(
      async () => readIfThere(path),
      (error) => fileNotRead(path, messageOf(error), 'fit'),
    ),
    TE.chainEitherK((bytes) =>
      bytes === undefined || !resume ? E.right(undefined) : decodeCheckpoint(path, bytes, run),
    ),
  );

const decodeCheckpoint = (path: string, bytes: Uint8Array, run: Run): E.Either<OptimError, Checkpoint> => {
  const damaged = ({ rule, got }: Damage): OptimError => damagedFile(path, rule, got, 'fit');
  const values = E.mapLeft(damaged)(decodeSafetensors(bytes));
  if (E.isLeft(values)) return values;
  const metadata = E.mapLeft(damaged)(decodeMetadata(bytes));
  if (E.isLeft(metadata)) return metadata;
  const decoded = training.safeParse(parsed(metadata.right['training']));
  if (!decoded.success)
    return E.left(foreignCheckpoint(path, 'must say how far a training run was', decoded.error.issues[0]!.message));
  const { seed, batches, best, ...progress } = decoded.data;
  const prefix = prefixFor(run);
  const expected = { ...run.held, ...(best && named(chosen(run.held, run.trained), prefix)) };
  const difference =
    differs('must have the seed', run.seed, seed) ??
    differs('must have the number of batches in an epoch', run.batches, batches) ??
    differs('must be at a batch of its epoch, at most', Math.min(progress.index, batches), progress.index) ??
    differs('must have parameters and states named', namesIn(expected), namesIn(values.right)) ??
    Object.keys(expected)
      .map((name) => differs(`must have ${name} of`, typeOf(expected[name]!), typeOf(values.right[name]!)))
      .find((found) => found !== undefined) ??
    (progress.samples > 0
      ? differs('must have scores named', run.scores.toSorted().join(', '), namesIn(progress.totals))
      : undefined) ??
    (best ? differs('must have its best epoch by', run.on, best.on) : undefined);
  if (difference !== undefined) return E.left(foreignCheckpoint(path, difference.rule, difference.got));
  const bestValue = (name: string): [string, Value] => [name, values.right[prefix + name]!];
  const parameters = Object.fromEntries(run.trained.map(bestValue));
  return E.right({
    progress: { ...progress, best: best && { ...best, parameters }, reached: progress.reached },
    held: chosen(values.right, Object.keys(run.held)),
  });
};

const differs = (rule: string, expected: string | number, got: string | number): Damage | undefined =>
  expected === got ? undefined : { rule: `${rule} ${expected}`, got };

/** What the names of the best parameters begin with in the file, and no others. */
const prefixFor = ({ held }: Run): string => {
  let prefix = 'best ';
  while (Object.keys(held).some((name) => name.startsWith(prefix))) prefix = `best ${prefix}`;
  return prefix;
};

const named = (values: Readonly<Record<string, Value>>, prefix: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));

const chosen = (values: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> =>
  Object.fromEntries(names.map((name) => [name, values[name]!]));

const namesIn = (values: object): string => Object.keys(values).toSorted().join(', ');

const typeOf = ({ shape, data }: Value): string => `shape ${formatShape(shape)} in a ${data.constructor.name}`;

const parsed = (text: string | undefined): unknown =>
  E.getOrElse((): unknown => undefined)(
    E.tryCatch(
      (): unknown => JSON.parse(text ?? ''),
      () => undefined,
    ),
  );

// JSON has neither NaN nor infinities nor a negative zero
const textOf = (number: number): string => (Object.is(number, -0) ? '-0' : String(number));
const fromText = z.pipe(z.string(), z.transform(Number));

const whole = z.int().check(z.nonnegative());

const training = z.strictObject({
  epochs: whole,
  index: whole,
  steps: whole,
  samples: whole,
  totals: z.record(z.string(), fromText),
  best: z.optional(z.strictObject({ epoch: whole, on: z.string(), score: fromText })),
  waited: whole,
  reduction: fromText,
  reached: z.optional(fromText),
  stalled: whole,
  seed: z.number(),
  batches: whole,
});
