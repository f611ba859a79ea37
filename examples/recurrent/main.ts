// A recurrent cell reads handwritten digits row by row, in one loop: beside the same steps written out, with its gradient checked, with
// what it keeps for that gradient, and in the end beside softmax regression, which sees all rows at once.

import { batches, digits, splitData, standardization } from '@adjoint/datasets';
import { checkGradients } from '@adjoint/gradcheck';
import {
  type AnyTensor,
  evaluate,
  everyNode,
  gradient,
  nameOf,
  parameter,
  parametersOf,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { accuracy, add, argmax, crossEntropy, initialize, l2, matmul, mean, mul, zeros } from '@adjoint/ops';
import { adam, cosineDecay, fit, resultOf } from '@adjoint/optim';
import { compile } from '@adjoint/runtime';
import { images, labels, reader } from './reader.ts';

const seed = 1;
const { data } = await digits();
const { train, test } = splitData(data, { test: 0.2, seed, stratify: 'labels' });
const pixels = standardization(train.images);
const known = { images: pixels.apply(train.images), labels: train.labels };
const held = { images: pixels.apply(test.images), labels: test.labels };

/** A line of a table. */
const line = (first: string, ...others: readonly (string | number)[]): void =>
  console.log(first.padEnd(12) + others.map((each) => String(each).padStart(22)).join(''));

const gradientsOf = (loss: Tensor<[]>, wrt: readonly Tensor[]): Readonly<Record<string, Tensor>> =>
  Object.fromEntries(gradient(loss, wrt).map((slope, i) => [nameOf(wrt[i]!)!, slope]));

type Values = Readonly<Record<string, Value>>;

/** How far gradients are from others, for each parameter in units of its largest one. */
const distance = (found: Values, others: Values): number =>
  Math.max(
    ...Object.entries(others).map(([name, { data }]) => {
      const largest = Math.max(...Array.from(data, Math.abs));
      return Math.max(...Array.from(data, (entry, i) => Math.abs(entry - found[name]!.data[i]!))) / largest;
    }),
  );

/** How many states loops keep, those of a loop within a loop once. */
const keptFor = (outputs: readonly AnyTensor[]): number =>
  everyNode(outputs)
    .filter(({ attributes }) => attributes['history'] === true)
    .reduce((total, { attributes }) => total + Number(attributes['length']), 0);

console.log('── loops, and their steps written out ──');
line('', 'steps', 'nodes', 'written out', 'gradients differ by');
const few = batches(known, { size: 3, seed }).at(0, 0);
for (const [name, size] of [
  ['by rows', 8],
  ['by pixels', 1],
] as const) {
  // prettier-ignore
  const { steps, byLoops, byHand } = reader(size, 16);
  const { loss } = byLoops();
  const wrt = parametersOf(loss);
  const [loops, hand] = [gradientsOf(loss, wrt), gradientsOf(byHand().loss, wrt)];
  const at = { ...few, ...initialize(loss, { seed }) };
  const nodes = [loops, hand].map((gradients) => everyNode(Object.values(gradients)).length);
  line(name, steps, ...nodes, distance(evaluate(loops, at), evaluate(hand, at)).toExponential(1));
}

const small = reader(8, 16).byLoops().loss;
const report = checkGradients(small, { at: { ...few, ...initialize(small, { seed }) }, seed });
console.log(`\n${report.text}`);
if (!report.ok) throw new Error(`the gradient of the loops is ${report.verdict}`);

console.log('\n── what they keep, pixel by pixel ──');
line('checkpoint', 'states, for scores', 'for gradients', 'milliseconds', 'gradients differ by');
const many = batches(known, { size: 64, seed }).at(0, 0);
let first: Values | undefined;
for (const checkpoint of [1, 8, Infinity]) {
  const { scores, loss } = reader(1, 64).byLoops({ checkpoint });
  const gradients = gradientsOf(loss, parametersOf(loss));
  const program = await compile(gradients);
  const at = { ...many, ...initialize(loss, { seed }) };
  program.run(at); // the first run makes it for these sizes
  const started = performance.now();
  const found = program.run(at);
  const elapsed = performance.now() - started;
  program.dispose();
  first ??= found;
  const counts = [keptFor([scores]), keptFor(Object.values(gradients))];
  line(String(checkpoint), ...counts, elapsed.toFixed(0), distance(found, first).toExponential(1));
}

console.log('\n── what is learned ──');
const epochs = 20;
const dealt = batches(known, { size: 64, seed });
const trained = async (loss: Tensor<[]>, lambda: number) => {
  const weights = parametersOf(loss).filter(({ shape }) => shape.length === 2);
  const penalty = weights.map((each) => l2(each)).reduce((sum, each) => add(sum, each));
  const optimizer = adam({ learningRate: cosineDecay({ learningRate: 0.01, steps: epochs * dealt.count }) });
  const penalized = add(loss, mul(lambda, penalty));
  const run = fit({ loss: penalized, optimizer, data: dealt, epochs, seed, compile, precision: 'float32' });
  return (await resultOf(run)).parameters;
};

const linear = add(matmul(images, parameter('W', [64, 10], zeros())), parameter('b', [10], zeros()));
const { scores, loss } = reader(8, 64).byLoops();
const judged = [
  {
    name: 'softmax regression, all rows at once',
    scores: linear,
    parameters: await trained(mean(crossEntropy(linear, labels)), 1e-3),
  },
  { name: 'gated units, row by row', scores, parameters: await trained(loss, 3e-4) },
].map(({ name, scores, parameters }) => {
  const share = (set: typeof held): string =>
    evaluate(accuracy(scores, labels), { ...set, ...parameters }).data[0]!.toFixed(4);
  console.log(
    `${name}: accuracy ${share(known)} in training, ${share(held)} on ${held.labels.shape[0]} digits held out`,
  );
  return Array.from(
    evaluate(argmax(scores, 1), { ...held, ...parameters }).data,
    (digit, i) => digit === held.labels.data[i],
  );
});
const [flat, read] = judged as [boolean[], boolean[]];
const only = (one: readonly boolean[], other: readonly boolean[]): number =>
  one.filter((isRight, i) => isRight && !other[i]).length;
console.log(`${only(read, flat)} of them are right row by row alone, ${only(flat, read)} by softmax regression alone`);
