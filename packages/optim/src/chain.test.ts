import { evaluate, gradient, nameOf, parameter, type Tensor, toValue } from '@adjoint/graph';
import { add, initialize, l2, mul, normal, square, sum } from '@adjoint/ops';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { accumulateGradients } from './accumulation.ts';
import { adadelta } from './adadelta.ts';
import { adagrad } from './adagrad.ts';
import { adam, adamax, adamw, amsgrad } from './adam.ts';
import { averageWeights } from './averaging.ts';
import { chain, forParameters, frozen } from './chain.ts';
import { clipByGlobalNorm, clipByValue } from './clipping.ts';
import { proximalL1, weightDecay } from './decay.ts';
import { fit, type FitResult, resultOf } from './fit.ts';
import { lion } from './lion.ts';
import { nadam } from './nadam.ts';
import { type Optimizer, updatesOf } from './optimizer.ts';
import { radam } from './radam.ts';
import { cosineDecay, exponentialDecay } from './schedule.ts';
import { rmsprop } from './rmsprop.ts';
import { momentum, nesterov, sgd } from './sgd.ts';

const W = parameter('W', [3, 2], normal());
const b = parameter('b', [2], normal());
const loss = add(l2(W), sum(square(square(b))));

const after = (optimizer: Optimizer, epochs = 7, options = {}): Promise<FitResult> =>
  resultOf(fit({ loss, optimizer, data: {}, epochs, seed: 3, ...options }));

const learningRate = 0.05;
const rules: Readonly<Record<string, Optimizer>> = {
  sgd: sgd({ learningRate: exponentialDecay({ learningRate, factor: 0.9 }) }),
  momentum: momentum({ learningRate, dampening: 0.1 }),
  nesterov: nesterov({ learningRate }),
  adagrad: adagrad(),
  adadelta: adadelta(),
  rmsprop: rmsprop({ centered: true, momentum: 0.5 }),
  adam: adam({ learningRate: cosineDecay({ learningRate, steps: 10 }) }),
  amsgrad: amsgrad(),
  adamw: adamw(),
  adamax: adamax(),
  nadam: nadam(),
  radam: radam({ learningRate: 0.001 }),
  lion: lion(),
  clipByValue: clipByValue(0.1),
  clipByGlobalNorm: clipByGlobalNorm(0.1),
  weightDecay: weightDecay(0.1),
  proximalL1: proximalL1(0.01),
  accumulateGradients: accumulateGradients(2, adam()),
  averageWeights: averageWeights({ decay: 0.5 }),
  frozen,
  forParameters: forParameters([W], momentum({ learningRate })),
};

const names = Object.keys(rules).filter((name) => name !== 'averageWeights'); // its states are named alike wherever it stands
const aRule = fc.constantFrom(...names).map((name) => rules[name]!);

describe('a chain', () => {
  property.prop([aRule, aRule, aRule], { numRuns: 30 })('is associative', async (first, second, third) => {
    const start = {
      W: toValue([
        [1, -2],
        [0.5, 0.25],
        [0, 3],
      ]),
      b: toValue([0.5, -0.25]),
    };
    const small = sgd({ learningRate: 0.01 });
    const all = [
      chain(small, first, second, third),
      chain(small, chain(first, second), third),
      chain(chain(small, first), chain(second, third)),
    ];
    const [one, two, three] = await Promise.all(all.map((optimizer) => after(optimizer, 4, { start })));
    expect(two!.parameters).toEqual(one!.parameters);
    expect(three!.parameters).toEqual(one!.parameters);
  });
  test('of one rule is that rule', async () => {
    expect((await after(chain(adam()))).parameters).toEqual((await after(adam())).parameters);
  });
  test('of no rules takes the gradients as they are', async () => {
    expect((await after(chain())).parameters).toEqual((await after(sgd({ learningRate: 1 }))).parameters);
  });
  test('runs its rules in order', async () => {
    const clipped = await after(chain(clipByValue(1e-3), sgd({ learningRate: 10 })), 1);
    const bounded = await after(chain(sgd({ learningRate: 10 }), clipByValue(1e-3)), 1);
    const before = await after(frozen, 1);
    const moved = ({ parameters }: FitResult) => before.parameters['b']!.data[0]! - parameters['b']!.data[0]!;
    expect(Math.abs(moved(clipped))).toBeCloseTo(1e-2, 12);
    expect(Math.abs(moved(bounded))).toBeCloseTo(1e-3, 12);
  });
  test.each(names)('names the states of two of a kind apart: %s', async (name) => {
    const rule = rules[name]!;
    const { states } = await after(chain(rule, chain(rule, rule), accumulateGradients(1, rule)), 1);
    const found = Object.keys(states).filter((state) => state.endsWith(' of W'));
    expect(found).toHaveLength(4 * countOf(rule) + 1); // and the sum of gradients
  });
});

/** How many states of W a rule has. */
const countOf = (rule: Optimizer): number =>
  updatesOf(rule, [W as unknown as Tensor], [W as unknown as Tensor]).filter(({ leaf }) =>
    nameOf(leaf)!.endsWith(' of W'),
  ).length;

const isBias = ({ shape }: Tensor): boolean => shape.length === 1;

describe('rules for some parameters', () => {
  test('leave what the others go down by as it is', async () => {
    const { parameters } = await after(chain(adam(), forParameters(isBias, clipByValue(1e-9))));
    expect(parameters['W']).toEqual((await after(adam())).parameters['W']);
    expect(parameters['b']).not.toEqual((await after(adam())).parameters['b']);
  });
  test('give groups rates of their own', async () => {
    const [slow, fast] = [sgd({ learningRate: 0.001 }), sgd({ learningRate: 0.1 })];
    const { parameters } = await after(chain(forParameters([W], slow), forParameters(isBias, fast)));
    expect(parameters['W']).toEqual((await after(slow)).parameters['W']);
    expect(parameters['b']).toEqual((await after(fast)).parameters['b']);
  });
  test('spare biases from decay', async () => {
    const decay = weightDecay(0.1);
    const weights = forParameters((leaf) => !isBias(leaf), decay);
    const { parameters } = await after(chain(adam(), weights));
    expect(parameters['W']).toEqual((await after(chain(adam(), decay))).parameters['W']);
    expect(parameters['b']).toEqual((await after(adam())).parameters['b']);
  });
  test('keep states for those alone', async () => {
    const { states } = await after(forParameters([b], momentum({ learningRate })));
    expect(Object.keys(states).toSorted()).toEqual(['steps made', 'velocity of b']);
  });
  test('may be for none', async () => {
    expect((await after(chain(adam(), forParameters([], frozen)))).parameters).toEqual(
      (await after(adam())).parameters,
    );
  });
});

test.each(Object.entries(rules))('a frozen parameter does not move, whatever came before: %s', async (_, rule) => {
  const { parameters } = await after(chain(rule, forParameters([b], frozen)));
  expect(parameters['b']).toEqual(initialize(loss, { seed: 3 })['b']);
});

test.each(Object.entries(rules))('a step in float32 is that in float64, but for rounding: %s', (_, rule) => {
  const parameters = [W, b] as readonly unknown[] as readonly Tensor[]; // of any shape
  const updates = updatesOf(rule, parameters, gradient(mul(0.1, loss), parameters));
  const next = Object.fromEntries(updates.map(({ leaf, next }) => [nameOf(leaf)!, next]));
  const at = initialize([...updates.flatMap(({ leaf, next }) => [leaf, next]), loss], { seed: 3 });
  const wide = evaluate(next, at);
  const narrow = evaluate(next, at, { precision: 'float32' });
  for (const [name, { data }] of Object.entries(narrow)) {
    expect(data).toBeInstanceOf(Float32Array);
    data.forEach((element, i) => expect(element).toBeCloseTo(wide[name]!.data[i]!, 5));
  }
});
