import { evaluate, gradient, interpret, type Program, type Tensor } from '@adjoint/graph';
import { compile } from '@adjoint/runtime';
import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import { type Experiment, holdOutPoint, type Loss, lossNames, original } from '../experiment/experiment.ts';
import { drawParameters, shapesOf } from '../experiment/model.ts';
import { optimizerRules } from '../experiment/optimizer-rule.ts';
import { arraysOfNumbers } from './arrays.ts';
import { checkGradient, checkGradientPatiently } from './gradient-check.ts';
import { columnsOf, type MakeProgram, openSession, type Session } from './session.ts';

const compiling = ((outputs) => compile(outputs, { threads: 1 })) as MakeProgram;
const interpreting: MakeProgram = (outputs) => interpret(outputs) as Program<typeof outputs, 'float64'>;

const sessionOf = async (experiment: Experiment, make = compiling): Promise<Session> => {
  const session = await openSession(experiment, make);
  if (E.isLeft(session)) throw new Error(session.left.message);
  return session.right;
};
const named = (name: (typeof lossNames)[number]): Loss => ({ kind: 'named', name });
const network: Experiment = (() => {
  const shape = { ...original, model: { degree: 3, hidden: [6, 4] } };
  return { ...shape, parameters: drawParameters(shape, 1) };
})();

test.for(lossNames)('gradient descent with %s goes where evaluate goes', async (name) => {
  const start: Experiment = { ...original, loss: named(name) };
  const session = await sessionOf(start);
  const { total, parameters } = session.classifier;
  const slopes = gradient(total, [...parameters]) as readonly Tensor[];
  const shapes = shapesOf(start);
  let weights = start.parameters;
  let at = start;
  for (let step = 0; step < 30; step++) {
    const values = Object.fromEntries(Object.entries(weights).map(([leaf, data]) => [leaf, { shape: shapes[leaf]!, data: Float64Array.from(data) }])); // prettier-ignore
    const found = evaluate({ total, dW: slopes[0]!, db: slopes[1]! }, { ...columnsOf(start.points), ...values, lambda: start.lambda }); // prettier-ignore
    expect(session.measure(at).total).toBeCloseTo(found.total.data[0]!, 12);
    const moved = (leaf: 'W' | 'b', slope: ArrayLike<number>) =>
      weights[leaf]!.map((w, index) => w - start.stepSize * slope[index]!);
    weights = { W: moved('W', found.dW.data), b: moved('b', found.db.data) };
    at = session.update(at);
  }
  expect(at.step).toBe(30);
  expect(session.measure(at).total).toBeLessThan(session.measure(start).total);
});

test.for(lossNames)('the gradient of %s is right in all nine cells, and in a network', async (name) => {
  for (const start of [original, network]) {
    const experiment = { ...start, loss: named(name) };
    const session = await sessionOf(experiment);
    const check = checkGradient(session.total(experiment), arraysOfNumbers(experiment.parameters));
    expect(check.reason).toBeUndefined();
    expect(check.isOk).toBe(true);
    for (const [leaf, numbers] of Object.entries(experiment.parameters))
      expect(check.entries[leaf]).toHaveLength(numbers.length);
  }
});

test('a patient check finds what the other one does, unless it is not wanted any more', async () => {
  const session = await sessionOf(network);
  const [total, at] = [session.total(network), arraysOfNumbers(network.parameters)];
  expect(await checkGradientPatiently(total, at, { isWanted: () => true, sliceMilliseconds: 1 })).toEqual(
    checkGradient(total, at),
  );
  expect(await checkGradientPatiently(total, at, { isWanted: () => false, sliceMilliseconds: 1 })).toBeUndefined();
});

test('a derivative that is wrong in one cell is found there', async () => {
  const session = await sessionOf(original);
  const total = session.total(original);
  const wrong = {
    ...total,
    gradient: (at: Parameters<typeof total.gradient>[0]) => {
      const { W, b } = total.gradient(at);
      return { W: W!.map((slope, index) => (index === 2 ? slope * 1.01 : slope)), b: b! };
    },
  };
  const check = checkGradient(wrong, arraysOfNumbers(original.parameters));
  expect(check.isOk).toBe(false);
  expect(check.entries['W']!.map(({ verdict }) => verdict === 'wrong')).toEqual([false, false, true, false, false, false]); // prettier-ignore
});

test('the regularization’s gradient is 2λW, and 0 for biases', async () => {
  const session = await sessionOf(original);
  const { W, b } = session.regularization(original).gradient(arraysOfNumbers(original.parameters));
  expect([...W!]).toEqual(original.parameters['W']!.map((w) => 2 * original.lambda * w));
  expect([...b!]).toEqual([0, 0, 0]);
});

test.for(Object.keys(optimizerRules))('%s makes the loss smaller', async (name) => {
  const start: Experiment = {
    ...original,
    loss: named('crossEntropy'),
    optimizer: { name, hyperparameters: {} },
    stepSize: optimizerRules[name]!.stepSize,
  };
  const session = await sessionOf(start);
  let at = start;
  for (let step = 0; step < 40; step++) at = session.update(at);
  expect(session.measure(at).total).toBeLessThan(0.8 * session.measure(start).total);
});

test.for(Object.keys(optimizerRules))('every hyperparameter of %s can be set', async (name) => {
  const { hyperparameters } = optimizerRules[name]!;
  const choice = (value: (usual: number | boolean) => number | boolean) => ({
    name,
    hyperparameters: Object.fromEntries(hyperparameters.map((known) => [known.name, value(known.usual)])),
  });
  const usual = { ...original, optimizer: choice((value) => value) };
  const others = { ...original, optimizer: choice((value) => (typeof value === 'number' ? value / 2 : value)) };
  const [session, plain] = [await sessionOf(usual), await sessionOf({ ...original, optimizer: { name, hyperparameters: {} } })]; // prettier-ignore
  await sessionOf(others); // refuses an option that the rule does not know
  expect(session.update(usual).parameters).toEqual(plain.update(usual).parameters);
});

test('an optimizer goes on from what it remembers', async () => {
  const start = { ...network, optimizer: { name: 'adam', hyperparameters: {} }, batchSize: 4 };
  const [compiled, simple] = [await sessionOf(start), await sessionOf(start, interpreting)];
  let [a, b]: [Experiment, Experiment] = [start, start];
  for (let step = 0; step < 12; step++) {
    a = compiled.update(a);
    b = simple.update(JSON.parse(JSON.stringify(b)) as Experiment); // whatever is kept of it, goes through a file
  }
  for (const [leaf, numbers] of Object.entries(a.parameters))
    numbers.forEach((number, index) => expect(number).toBeCloseTo(b.parameters[leaf]![index]!, 9));
  expect(a.states['steps made']).toEqual([12]);
});

test('points that are held out are measured, and not learned from', async () => {
  const start = holdOutPoint(original, 0, true);
  const session = await sessionOf(start);
  const measured = session.measure(start);
  expect(measured.losses).toHaveLength(9);
  expect(measured.heldOutLoss).toBeCloseTo(measured.losses![0]!, 12);
  const rest = measured.losses!.slice(1).reduce((a, b) => a + b) / 8;
  expect(measured.dataLoss).toBeCloseTo(rest, 12);
  const without = { ...start, points: start.points.slice(1) };
  expect(session.update(start).parameters).toEqual(session.update(without).parameters);
});

test('without points there is nothing to learn, and nothing breaks', async () => {
  const start = { ...original, points: [] };
  const session = await sessionOf(start);
  expect(session.update(start)).toBe(start);
  expect(session.measure(start)).toMatchObject({ dataLoss: NaN, accuracy: undefined });
});
