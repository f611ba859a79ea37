import { type Operation, testEdges } from '../test/edge.ts';
import { acosh, asin, asinh, atan2, atanh, hypot } from './index.ts';

const inf = Infinity;

testEdges([
  ['hypot at the origin', hypot as Operation, [0, 0], [0, 0, 0]],
  ['hypot without overflow', hypot as Operation, [3e200, 4e200], [5e200, 0.6, 0.8]],
  ['atan2 on the left', atan2 as Operation, [0, -2], [Math.PI, -0.5, -0]],
  ['asin at 1', (x) => asin(x), [1], [Math.PI / 2, inf]],
  ['acosh at 1', (x) => acosh(x), [1], [0, inf]],
  ['atanh at 1', (x) => atanh(x), [1], [inf, inf]],
  ['asinh of a huge number', (x) => asinh(x), [1e200], [461.2101657793691, 1e-200]],
]);
