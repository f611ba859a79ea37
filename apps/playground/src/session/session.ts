import {
  type AnyTensor,
  type Bindings,
  gradient,
  input,
  nameOf,
  type Program,
  type ProgramOptions,
  type Tensor,
  toValue,
  type Value,
} from '@adjoint/graph';
import { initialize } from '@adjoint/ops';
import { updatesOf } from '@adjoint/optim';
import { either as E } from 'fp-ts';
import type { Experiment, Point } from '../experiment/experiment.ts';
import { shapesOf } from '../experiment/model.ts';
import { optimizerOf } from '../experiment/optimizer-rule.ts';
import type { Arrays } from './arrays.ts';
import { batchOf } from './batch.ts';
import { type Classifier, classifierOf } from './classifier.ts';
import type { ParseLoss, TextProblem } from './expression-loss.ts';
import { accuracyOf, type Measurement } from './measurement.ts';

/** The programs of an experiment. They take its numbers at every run, so only another model, loss or optimizer needs other programs. */
export interface Session {
  readonly classifier: Classifier;
  /** Whether these programs are those of an experiment. */
  readonly fits: (experiment: Experiment) => boolean;
  /** The experiment after one update; the same where there is nothing to learn from. */
  readonly update: (experiment: Experiment) => Experiment;
  readonly measure: (experiment: Experiment) => Measurement;
  /** The scores of any points `[x, y, x, y, ...]`, row by row. */
  readonly scoresAt: (experiment: Experiment, points: Float64Array) => Float64Array;
  /** The total loss and its gradient as functions of the parameters. */
  readonly total: (experiment: Experiment) => Sloped;
  /** λ·ΣW² and its gradient as functions of the parameters. */
  readonly regularization: (experiment: Experiment) => Sloped;
  /** Gives the memory of the programs back. */
  readonly dispose: () => void;
}

/** A number that depends on parameters, and its derivative by each. */
export interface Sloped {
  readonly value: (at: Arrays) => number;
  readonly gradient: (at: Arrays) => Arrays;
}

/** Makes a program of outputs: `compile` in the page; `interpret` where it shall be simple. */
export type MakeProgram = (
  outputs: Readonly<Record<string, AnyTensor>>,
  options?: ProgramOptions<'float64'>,
) => Promise<RunnableProgram> | RunnableProgram;

type RunnableProgram = Pick<Program<Readonly<Record<string, AnyTensor>>, 'float64'>, 'run'> & {
  readonly dispose?: () => void;
};

/** The programs of an experiment, or what is wrong with the text of its loss. */
export const openSession = async (
  experiment: Experiment,
  make: MakeProgram,
  parseLoss?: ParseLoss,
): Promise<E.Either<TextProblem, Session>> => {
  const declared = classifierOf(experiment, parseLoss);
  if (E.isLeft(declared)) return declared;
  const classifier = declared.right;
  const { parameters, scores, losses, dataLoss, regularization, total } = classifier;
  const updates = updatesOf(optimizerOf(experiment.optimizer, stepSize), parameters, slopesOf(total, parameters));
  const nexts = Object.fromEntries(updates.map(({ leaf, next }) => [nameOf(leaf)!, next]));
  const slopes = named(parameters, slopesOf(total, parameters));
  const programs = await Promise.all([
    make(nexts),
    make(losses === undefined ? { scores } : { scores, losses }),
    make({ dataLoss, regularization, total, ...slopes }),
    make({ scores }),
    make({ total }),
    make({ regularization, ...named(parameters, slopesOf(regularization, parameters)) }),
  ]);
  const [toUpdate, toScore, toMeasure, toPredict, toTotal, toRegularize] = programs;
  const freshStates = initialize(
    updates.map(({ leaf }) => leaf).filter((leaf) => !parameters.includes(leaf as Tensor)),
  );
  const movable =
    (program: RunnableProgram, name: string) =>
    (at: Experiment): Sloped => {
      const others = bindingsOf(at, trainingPointsOf(at.points));
      const shapes = shapesOf(at);
      const bind = (arrays: Arrays): Bindings => ({
        ...others,
        ...Object.fromEntries(Object.entries(arrays).map(([leaf, data]) => [leaf, { shape: shapes[leaf]!, data }])),
      });
      return {
        value: (arrays) => program.run(bind(arrays))[name]!.data[0]!,
        gradient: (arrays) => arraysOf((name === 'total' ? toMeasure : program).run(bind(arrays)), Object.keys(shapes)),
      };
    };
  return E.right({
    classifier,
    fits: ({ model, classes, loss, optimizer }) =>
      [model, classes, loss, optimizer].every(
        (part, index) =>
          JSON.stringify(part) ===
          JSON.stringify([experiment.model, experiment.classes, experiment.loss, experiment.optimizer][index]),
      ),
    update: (before) => {
      const batch = batchOf(before, trainingPointsOf(before.points));
      if (batch.length === 0) return before;
      const states = Object.entries(freshStates).map(([name, { shape, data }]) => {
        const remembered = before.states[name];
        const isFit = remembered?.length === data.length; // another rule's, or a stranger's, may have the name
        return [name, { shape, data: isFit ? new Float64Array(remembered) : data }] as const;
      });
      const next = toUpdate.run({
        ...bindingsOf(before, batch),
        ...Object.fromEntries(states),
        [stepSizeName]: toValue(before.stepSize),
      });
      const numbersOf = (names: readonly string[]) =>
        Object.fromEntries(names.map((name) => [name, Array.from(next[name]!.data as Float64Array)]));
      return {
        ...before,
        step: before.step + 1,
        parameters: numbersOf(Object.keys(shapesOf(before))),
        states: numbersOf(Object.keys(freshStates)),
      };
    },
    measure: (at) => {
      const all = toScore.run(bindingsOf(at, at.points));
      const measured = toMeasure.run(bindingsOf(at, trainingPointsOf(at.points)));
      const numberOf = (name: string): number => measured[name]!.data[0]!;
      const found = all['scores']!.data as Float64Array;
      const each = all['losses']?.data as Float64Array | undefined;
      const heldOut = each === undefined ? [] : [...each].filter((_, index) => at.points[index]!.isHeldOut);
      return {
        scores: found,
        losses: each,
        dataLoss: numberOf('dataLoss'),
        regularization: numberOf('regularization'),
        total: numberOf('total'),
        gradient: arraysOf(measured, Object.keys(slopes)),
        accuracy: accuracyOf(at, found, false),
        heldOutAccuracy: accuracyOf(at, found, true),
        heldOutLoss: heldOut.length === 0 ? undefined : heldOut.reduce((a, b) => a + b) / heldOut.length,
      };
    },
    scoresAt: (at, data) =>
      toPredict.run({ ...bindingsOf(at, []), points: { shape: [data.length / 2, 2], data } })['scores']!
        .data as Float64Array,
    total: movable(toTotal, 'total'),
    regularization: movable(toRegularize, 'regularization'),
    dispose: () => programs.forEach((program) => program.dispose?.()),
  });
};

/** The numbers of an experiment and some of its points, as the leaves of its graph take them. */
export const bindingsOf = (experiment: Experiment, points: readonly Point[]): Bindings => ({
  ...valuesOf(experiment.parameters, shapesOf(experiment)),
  ...columnsOf(points),
  lambda: toValue(experiment.lambda),
});

const stepSizeName = 'step size';
const stepSize = input(stepSizeName, []);

/** The points that updates see, the same array for the same points. */
export const trainingPointsOf = (points: readonly Point[]): readonly Point[] => {
  const known = training.get(points);
  if (known !== undefined) return known;
  const found = points.some(({ isHeldOut }) => isHeldOut) ? points.filter(({ isHeldOut }) => !isHeldOut) : points;
  training.set(points, found);
  return found;
};

/** Points as the inputs of a classifier. */
export const columnsOf = (points: readonly Point[]): { readonly points: Value; readonly labels: Value } => {
  const known = columns.get(points);
  if (known !== undefined) return known;
  const found = {
    points: { shape: [points.length, 2], data: Float64Array.from(points.flatMap(({ x, y }) => [x, y])) },
    labels: { shape: [points.length], data: Int32Array.from(points, ({ label }) => label) },
  };
  columns.set(points, found);
  return found;
};

// points never change, so what was made of them stays right
const training = new WeakMap<readonly Point[], readonly Point[]>();
const columns = new WeakMap<readonly Point[], { readonly points: Value; readonly labels: Value }>();

const slopesOf = (of: Tensor<[]>, parameters: readonly Tensor[]): readonly Tensor[] =>
  gradient(of, [...parameters], { unused: 'zeros' }) as readonly Tensor[];

const named = (leaves: readonly Tensor[], tensors: readonly Tensor[]): Readonly<Record<string, Tensor>> =>
  Object.fromEntries(leaves.map((leaf, index) => [nameOf(leaf)!, tensors[index]!]));

const valuesOf = (
  numbers: Experiment['parameters'],
  shapes: Readonly<Record<string, readonly number[]>>,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, { shape, data: new Float64Array(numbers[name] ?? []) }]),
  );

const arraysOf = (values: Readonly<Record<string, Value>>, names: readonly string[]): Arrays =>
  Object.fromEntries(names.map((name) => [name, values[name]!.data as Float64Array]));
