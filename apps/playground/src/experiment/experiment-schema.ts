import { either as E } from 'fp-ts';
import * as z from 'zod/mini';
import { type Experiment, lossNames, reach } from './experiment.ts';
import { shapesOf } from './model.ts';
import { optimizerRules } from './optimizer-rule.ts';

/** An experiment of what came from outside, or why it is none. */
export const decodeExperiment = (given: unknown): E.Either<string, Experiment> => {
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return E.left(`${issue?.path.join('.') || 'the experiment'}: ${issue?.message ?? 'is not one'}`);
  }
  const experiment = parsed.data as Experiment;
  const stray = experiment.points.findIndex(({ label }) => label >= experiment.classes);
  if (stray >= 0) return E.left(`points.${stray}.label: must be a class from 0 to ${experiment.classes - 1}`);
  const shapes = Object.entries(shapesOf(experiment));
  const isFit = shapes.every(
    ([name, shape]) => experiment.parameters[name]?.length === shape.reduce((product, size) => product * size, 1),
  );
  if (!isFit || Object.keys(experiment.parameters).length !== shapes.length)
    return E.left('parameters: must be those of the model, each of its size');
  const rule = optimizerRules[experiment.optimizer.name]!;
  for (const [name, value] of Object.entries(experiment.optimizer.hyperparameters)) {
    const known = rule.hyperparameters.find((each) => each.name === name);
    const isRight =
      known !== undefined &&
      typeof value === typeof known.usual &&
      (!('least' in known) || (Number(value) >= known.least && Number(value) <= known.most));
    if (!isRight)
      return E.left(`optimizer.hyperparameters.${name}: is none of ${experiment.optimizer.name}, or out of range`);
  }
  const sizes = new Set(Object.values(experiment.parameters).map(({ length }) => length));
  const isRemembered = Object.values(experiment.states).every(({ length }) => length === 1 || sizes.has(length));
  return isRemembered ? E.right(experiment) : E.left('states: must have the sizes of parameters');
};

const whole = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));
const real = (least: number, most: number) => z.number().check(z.gte(least), z.lte(most));
const finite = z.number();
const numbers = (count: number) =>
  z
    .record(z.string().check(z.maxLength(60)), z.array(finite).check(z.maxLength(1000)))
    .check(z.refine((record) => Object.keys(record).length <= count, `must be at most ${count}`));

const schema = z.strictObject({
  points: z
    .array(
      z.strictObject({
        x: real(-reach, reach),
        y: real(-reach, reach),
        label: whole(0, 5),
        isHeldOut: z.boolean(),
      }),
    )
    .check(z.maxLength(1000)),
  classes: whole(2, 6),
  model: z.strictObject({ degree: whole(1, 5), hidden: z.array(whole(1, 16)).check(z.maxLength(2)) }),
  loss: z.union([
    z.strictObject({ kind: z.literal('named'), name: z.enum(lossNames) }),
    z.strictObject({ kind: z.literal('expression'), text: z.string().check(z.maxLength(4000)) }),
  ]),
  lambda: real(0, 1e6),
  optimizer: z.strictObject({
    name: z.string().check(z.refine((name) => Object.hasOwn(optimizerRules, name), 'must be an update rule')),
    hyperparameters: z.record(z.string(), z.union([finite, z.boolean()])),
  }),
  stepSize: real(1e-12, 1e6),
  batchSize: whole(0, 1000),
  seed: whole(0, 2 ** 31 - 1),
  step: whole(0, 1e9),
  parameters: numbers(6),
  states: numbers(30),
});
