import { type Operation, testEdges } from '../test/edge.ts';
import { logAddExp, logSigmoid, pow, sigmoid, softplus } from './index.ts';

const inf = Infinity;
const nan = Number.NaN;

testEdges([
  ['x ** 0 at 0', (x) => pow(x, 0), [0], [1, 0]],
  ['0 ** b by b, for b > 0', pow as Operation, [0, 2], [0, 0, 0]],
  ['0 ** 0', pow as Operation, [0, 0], [1, 0, 0]],
  ['0 ** b by b, for b < 0', pow as Operation, [0, -1], [inf, -inf, -inf]],
  ['a negative base and a whole exponent', (x) => pow(x, 3), [-2], [-8, 12]],
  ['logAddExp of −∞ and −∞', logAddExp as Operation, [-inf, -inf], [-inf, 0, 0]],
  ['logAddExp of −∞ and 1', logAddExp as Operation, [-inf, 1], [1, 0, 1]],
  ['logAddExp of +∞ and 1', logAddExp as Operation, [inf, 1], [inf, 1, 0]],
  ['logAddExp of +∞ and +∞', logAddExp as Operation, [inf, inf], [inf, 0.5, 0.5]],
  ['logAddExp of NaN', logAddExp as Operation, [nan, 1], [nan, nan, nan]],
  ['sigmoid far left', (x) => sigmoid(x), [-800], [0, 0]],
  ['sigmoid far right keeps its slope', (x) => sigmoid(x), [40], [1, 4.248354255291589e-18]],
  ['softplus far right', (x) => softplus(x), [800], [800, 1]],
  ['logSigmoid far left', (x) => logSigmoid(x), [-800], [-800, 1]],
]);
