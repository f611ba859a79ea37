import { attempt, constant, type GraphError, input, type Shape } from '@adjoint/graph';
import { expect, test } from 'vitest';
import {
  absoluteError,
  binaryCrossEntropy,
  binaryHinge,
  cosineSimilarity,
  dropout,
  elasticNet,
  elu,
  entropy,
  gelu,
  hinge,
  huber,
  klDivergence,
  l1,
  l2,
  leakyRelu,
  oneVsAll,
  randomNormal,
  randomUniform,
  selu,
  silu,
  squaredError,
  structuredHinge,
  xlogy,
} from '../index.ts';

const x = constant([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
const labels = constant([0, 1], 'int');
const ints = constant([1, 2, 3], 'int');
const named = input('W', ['in', 'out'] as Shape);
const scalar = input('s', [] as Shape);

type Call = (...values: unknown[]) => unknown;

/** What JavaScript may call: the function, its arguments, and what it must be told. */
const malformed: readonly (readonly [operation: string, call: unknown, values: readonly unknown[], text: string])[] = [
  ['hinge', hinge, [x, labels, { delta: NaN }], 'delta must be a number, got NaN'],
  ['hinge', hinge, [x, labels, { delta: null }], 'delta must be a number, got null'],
  ['hinge', hinge, [x, labels, { squared: 1 }], 'squared must be true or false, got 1'],
  ['hinge', hinge, [x, labels, 2], 'options must be an object, got 2'],
  ['hinge', hinge, [x, labels, { margin: 2 }], "options must be among delta, squared, got 'margin'"],
  ['structuredHinge', structuredHinge, [x, labels, { delta: '1' }], "delta must be a number, got '1'"],
  ['structuredHinge', structuredHinge, [x, labels, null], 'options must be an object, got null'],
  ['oneVsAll', oneVsAll, [x, labels, { squared: 'yes' }], "squared must be true or false, got 'yes'"],
  ['oneVsAll', oneVsAll, [x, labels, true], 'options must be an object, got true'],
  ['binaryHinge', binaryHinge, [x, x, { C: '2' }], "C must be a number, got '2'"],
  ['binaryHinge', binaryHinge, [x, x, 2], 'options must be an object, got 2'],
  ['binaryHinge', binaryHinge, [x, labels], 'operands must be real, got real and int'],
  ['binaryHinge', binaryHinge, [x, undefined], 'operands must be tensors or numbers, got undefined'],
  ['binaryHinge', binaryHinge, [x, constant([1, 2])], 'shapes must be equal or broadcast, got [2, 3] and [2]'],
  ['binaryCrossEntropy', binaryCrossEntropy, [ints, ints], 'operands must be real, got int and int'],
  ['squaredError', squaredError, [ints, 2], 'operands must be real, got int and int'],
  ['absoluteError', absoluteError, ['1', x], "operands must be tensors or numbers, got '1'"],
  ['huber', huber, [x, x, { delta: 0 }], 'delta must be a number above 0, got 0'],
  ['huber', huber, [x, x, { delta: NaN }], 'delta must be a number above 0, got NaN'],
  ['huber', huber, [x, null], 'operands must be tensors or numbers, got null'],
  ['huber', huber, [x, ints], 'operands must be real, got real and int'],
  ['leakyRelu', leakyRelu, [x, '0.1'], "slope must be a number, got '0.1'"],
  ['leakyRelu', leakyRelu, [ints], 'operands must be real, got int'],
  ['elu', elu, [x, null], 'alpha must be a number, got null'],
  ['elu', elu, [null], 'operands must be tensors or numbers, got null'],
  ['selu', selu, [ints], 'operands must be real, got int'],
  ['silu', silu, [undefined], 'operands must be tensors or numbers, got undefined'],
  ['gelu', gelu, [x, 'erf'], "the form must be 'exact' or 'tanh', got 'erf'"],
  ['gelu', gelu, [x, null], "the form must be 'exact' or 'tanh', got null"],
  ['gelu', gelu, [ints], 'operands must be real, got int'],
  ['elasticNet', elasticNet, [x, { beta: NaN }], 'beta must be a number, got NaN'],
  ['elasticNet', elasticNet, [x, 0.5], 'options must be an object, got 0.5'],
  ['elasticNet', elasticNet, [ints], 'operands must be real, got int'],
  ['l2', l2, [3n], 'operands must be tensors or numbers, got 3'],
  ['l1', l1, [labels], 'operands must be real, got int'],
  ['l1', l1, [x, { bias: 0 }], 'bias must be an object, got 0'],
  ['l2', l2, [x, { bias: {} }], 'axis must be an integer from -2 to 1 for shape [2, 3], got undefined'],
  ['l2', l2, [x, { bias: { axis: 2 } }], 'axis must be an integer from -2 to 1 for shape [2, 3], got 2'],
  ['l2', l2, [x, { bias: { axis: 1, index: 3 } }], 'bias.index must be an integer from -3 to 2, got 3'],
  ['l2', l2, [x, { bias: { axis: 1, index: -4 } }], 'bias.index must be an integer from -3 to 2, got -4'],
  [
    'l1',
    l1,
    [named, { bias: { axis: 1, index: 0.5 } }],
    'bias.index must be an integer from -2147483648 to 2147483647, got 0.5',
  ],
  ['l1', l1, [constant([]), { bias: { axis: 0 } }], 'bias.index must name a slice, and there are none, got -1'],
  ['l2', l2, [x, { bias: { axis: 1, row: 3 } }], "bias must be among axis, index, got 'row'"],
  ['xlogy', xlogy, [ints, ints], 'operands must be real, real, got int and int'],
  ['entropy', entropy, [ints], 'operands must be real, got int'],
  ['entropy', entropy, [scalar], 'a scalar has no axes, got axis -1'],
  ['entropy', entropy, [x, 'row'], 'axis must be an integer from -2 to 1 for shape [2, 3], got row'],
  ['klDivergence', klDivergence, [x, ints], 'operands must be real, got real and int'],
  ['klDivergence', klDivergence, [x, x, 2], 'axis must be an integer from -2 to 1 for shape [2, 3], got 2'],
  ['klDivergence', klDivergence, [x, constant([1, 2])], 'shapes must be equal or broadcast, got [2, 3] and [2]'],
  ['cosineSimilarity', cosineSimilarity, [ints, x], 'operands must be real, got int and real'],
  ['cosineSimilarity', cosineSimilarity, [scalar, scalar], 'a scalar has no axes, got axis -1'],
  ['randomUniform', randomUniform, [1.5, [2]], 'the key must be an integer of 32 bits or an int scalar, got 1.5'],
  [
    'randomUniform',
    randomUniform,
    [2 ** 31, [2]],
    'the key must be an integer of 32 bits or an int scalar, got 2147483648',
  ],
  ['randomNormal', randomNormal, [scalar, [2]], 'the key must be int, got real'],
  ['randomNormal', randomNormal, [ints, [2]], 'the key must be a scalar, got [3]'],
  ['randomNormal', randomNormal, [1, 2], 'dimensions must be sizes from 0 up or names, got 2'],
  ['randomUniform', randomUniform, [1, [-1]], 'dimensions must be sizes from 0 up or names, got [-1]'],
  ['dropout', dropout, [x], 'rate must be a number from 0 up to but not including 1, got undefined'],
  ['dropout', dropout, [x, { rate: 1, key: 1 }], 'rate must be a number from 0 up to but not including 1, got 1'],
  ['dropout', dropout, [x, { rate: 0 }], 'the key must be an integer of 32 bits or an int scalar, got undefined'],
  ['dropout', dropout, [x, 0.5], 'options must be an object, got 0.5'],
  ['dropout', dropout, [ints, { rate: 0.5, key: 1 }], 'operands must be real, got int'],
];

test.each(malformed)('%s refuses a malformed call in its own name (%#)', (operation, call, values, text) => {
  const { left } = attempt(() => (call as Call)(...values)) as { readonly left: GraphError }; // toMatchObject fails where there is none
  expect(left).toMatchObject({ message: `${operation}: ${text}` });
});
