// An update rule of one's own, used like any other: a rule is a graph, so it needs no class and no registration.

import { input, parameter } from '@adjoint/graph';
import { add, div, matmul, mean, mul, norm, reshape, squaredError } from '@adjoint/ops';
import { chain, fit, forParameters, type Optimizer, perParameter, resultOf, weightDecay } from '@adjoint/optim';

/** Normalized descent with momentum: how far a parameter goes does not depend on how long its gradient is. */
const normalizedDescent =
  (learningRate: number, momentum: number): Optimizer =>
  (at) =>
    perParameter(at, ({ gradient, remember }) => {
      const velocity = remember('velocity');
      const direction = div(gradient, add(norm(gradient), 1e-12));
      const next = add(mul(momentum, velocity), direction);
      return { descent: mul(learningRate, next), updates: [{ leaf: velocity, next }] };
    });

// A plane through four points, z = 2x − y + 1. Small steps at last need a rate that falls, so two runs go on from one another.
const points = input('points', ['batch', 2]);
const heights = input('heights', ['batch']);
const slopes = parameter('slopes', [2, 1]);
const height = parameter('height', []);
const plane = add(reshape(matmul(points, slopes), ['batch']), height);
const loss = mean(squaredError(plane, heights));
const data = {
  points: [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ],
  heights: [1, 3, 0, 2],
};

const coarse = await resultOf(fit({ loss, optimizer: normalizedDescent(0.1, 0.5), data, epochs: 50 }));
const fine = normalizedDescent(0.001, 0.5);
const { parameters } = await resultOf(fit({ loss, optimizer: fine, data, epochs: 300, start: coarse.parameters }));
console.log('slopes', ...parameters['slopes']!.data, 'height', ...parameters['height']!.data);

// In a chain, beside the rules that are there already: the slopes lose a tenth of themselves at every step, the height nothing.
const decaying = chain(fine, forParameters([slopes], weightDecay(0.1)));
const shrunk = await resultOf(fit({ loss, optimizer: decaying, data, epochs: 300, start: parameters }));
console.log('slopes that decay', ...shrunk.parameters['slopes']!.data);
console.log('states', Object.keys(shrunk.states).join(', '));
