// Three operations of our own in one loss: the 90 % quantile of noisy measurements, learned with radial features, where the
// worst samples count most.

import { checkGradients } from '@adjoint/gradcheck';
import { evaluate, gradient, input, parameter, print } from '@adjoint/graph';
import { exp, matmul, neg } from '@adjoint/ops';
import { logMeanExp, pinball, squaredDistances } from './operations.ts';

const points = input('points', ['batch', 2]);
const targets = input('targets', ['batch']);
const centres = parameter('centres', [3, 2]);
const weights = parameter('weights', [3]);

const nearness = exp(neg(squaredDistances(points, centres))); // Tensor<['batch', 3]>
const costs = pinball(matmul(nearness, weights), targets, { quantile: 0.9 }); // Tensor<['batch']>
const loss = logMeanExp(costs, { axis: 0 }); // Tensor<[]>

const at = {
  points: [[0.1, 0.4], [0.9, -0.3], [-0.7, 0.2], [0.3, 1.1]], // prettier-ignore
  targets: [0.8, -0.2, 0.5, 1.3],
  centres: [[0, 0], [1, 0.5], [-0.5, 1]], // prettier-ignore
  weights: [0.6, -0.3, 0.9],
};

console.log(`loss ${String(loss)} = ${evaluate(loss, at).data[0]!.toFixed(6)}\n`);
const [dWeights] = gradient(loss, [weights]);
console.log(`its derivative by the weights\n${print(dWeights)}\n`);
console.log(checkGradients(loss, { at }).text);
