import { deflateRawSync } from 'node:zlib';
import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import { fromHash, toHash } from './address.ts';
import { decodeExperiment } from './experiment-schema.ts';
import { type Experiment, original } from './experiment.ts';
import { setModel, setOptimizer } from './restart.ts';

const hashOf = (text: string): string => deflateRawSync(text).toString('base64url');
const read = async (given: unknown) => fromHash(hashOf(JSON.stringify(given)));

test('an experiment comes back from its address as it was', async () => {
  const network = setOptimizer(setModel(original, { degree: 5, hidden: [16, 16] }), 'adam');
  for (const experiment of [original, network, { ...original, points: [] }])
    expect(await fromHash(await toHash(experiment))).toEqual(E.right(experiment));
  expect((await toHash(original)).length).toBeLessThan(700);
});

test.for([
  ['nothing', ''],
  ['what is no letter of an address', '%%%'],
  ['what was never compressed', btoa('hello')],
  ['what is no JSON', hashOf('{"points":')],
  ['a million and more', hashOf('[' + '0,'.repeat(2e6) + '0]')],
  ['endless letters', 'A'.repeat(300_000)],
] as const)('an address of %s is none', async ([, hash]) => {
  expect(E.isLeft(await fromHash(hash))).toBe(true);
});

const changed = (change: Record<string, unknown>): unknown => ({ ...original, ...change });

test.for<readonly [string, unknown]>([
  ['another type', 7],
  ['a field too many', changed({ extra: 1 })],
  ['seven classes', changed({ classes: 7 })],
  ['a label of no class', changed({ classes: 2, parameters: { W: [1, 2, 3, 4], b: [0, 0] } })],
  ['a point outside', changed({ points: [{ x: 9, y: 0, label: 0, isHeldOut: false }] })],
  ['parameters of another size', changed({ parameters: { W: [1, 2, 3], b: [0, 0, 0] } })],
  ['parameters of another name', changed({ parameters: { V: [1, 2, 3, 4, 5, 6], b: [0, 0, 0] } })],
  ['a parameter that is no number', changed({ parameters: { W: [1, 2, 3, 4, 5, null], b: [0, 0, 0] } })],
  ['a rule from the prototype', changed({ optimizer: { name: 'constructor', hyperparameters: {} } })],
  ['a hyperparameter of another rule', changed({ optimizer: { name: 'sgd', hyperparameters: { beta1: 0.5 } } })],
  ['a hyperparameter out of range', changed({ optimizer: { name: 'momentum', hyperparameters: { momentum: 2 } } })],
  ['a step size of nothing', changed({ stepSize: 0 })],
  ['a wide network', changed({ model: { degree: 1, hidden: [4096] } })],
])('an experiment with %s is none', async ([, given]) => {
  expect(E.isLeft(await read(given))).toBe(true);
});

test('a prototype that is smuggled in changes nothing', () => {
  const given = JSON.parse(`{"__proto__": {"classes": 6}, ${JSON.stringify(original).slice(1)}`) as unknown;
  const decoded = decodeExperiment(given);
  if (E.isRight(decoded)) expect((decoded.right as Experiment).classes).toBe(3);
  expect(({} as { classes?: number }).classes).toBeUndefined();
});
