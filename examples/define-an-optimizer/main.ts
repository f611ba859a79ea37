// An update rule of one's own, used like any other: a rule is a graph, so it needs no class and no registration.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { input, parameter } from '@adjoint/graph';
import { add, div, matmul, mean, mul, norm, reshape, squaredError } from '@adjoint/ops';
import {
  chain,
  exponentialDecay,
  fit,
  forParameters,
  type Optimizer,
  perParameter,
  type Rate,
  rateAt,
  resultOf,
  weightDecay,
} from '@adjoint/optim';

/** Normalized descent with momentum: how far a parameter goes does not depend on how long its gradient is. */
const normalizedDescent =
  (learningRate: Rate, momentum: number): Optimizer =>
  (at) =>
    perParameter(at, ({ gradient, remember }) => {
      const velocity = remember('velocity');
      const direction = div(gradient, add(norm(gradient), 1e-12));
      const next = add(mul(momentum, velocity), direction);
      return { descent: mul(rateAt(learningRate, at), next), updates: [{ leaf: velocity, next }] };
    });

// A plane through four points, z = 2x − y + 1. The steps keep their length, so the rate must fall: any schedule will do.
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
const optimizer = normalizedDescent(exponentialDecay({ learningRate: 0.1, factor: 0.5, every: 40 }), 0.5);

// Its velocities are states like those of any rule, so checkpoints hold them: 100 epochs, and from there on to 400.
const folder = await mkdtemp(join(tmpdir(), 'adjoint-'));
const checkpoint = { path: join(folder, 'run.safetensors'), every: { epochs: 50 } };
await resultOf(fit({ loss, optimizer, data, epochs: 100, checkpoint }));
const { parameters, steps } = await resultOf(fit({ loss, optimizer, data, epochs: 400, checkpoint }));
await rm(folder, { recursive: true });
console.log('slopes', ...parameters['slopes']!.data, 'height', ...parameters['height']!.data, `after ${steps} steps`);
const unbroken = await resultOf(fit({ loss, optimizer, data, epochs: 400 }));
console.log('the same as in one go:', JSON.stringify(unbroken.parameters) === JSON.stringify(parameters));

// In a chain, beside the rules that are there already: the slopes lose a tenth of themselves at every step, the height nothing.
const decaying = chain(optimizer, forParameters([slopes], weightDecay(0.1)));
const shrunk = await resultOf(fit({ loss, optimizer: decaying, data, epochs: 400, start: parameters }));
console.log('slopes that decay', ...shrunk.parameters['slopes']!.data);
console.log('states', Object.keys(shrunk.states).join(', '));
