import { evaluate, input, type Tensor } from '@adjoint/graph';
import { expect, test } from 'vitest';
import { testEdges } from '../../test/edge.ts';
import { activation } from '../../test/edges.ts';
import { gelu, selu, silu } from '../index.ts';

testEdges(activation);

test('activations have the values of their definitions', () => {
  const x = input('x', [3]);
  const at = { x: [-1, 0.5, 2] };
  const values = (y: Tensor<[3]>) => [...evaluate(y, at).data].map((value) => Number(value.toFixed(12)));
  const of = (f: (x: number) => number) => at.x.map((x) => Number(f(x).toFixed(12)));
  expect(values(selu(x))).toEqual(of((x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x))));
  expect(values(silu(x))).toEqual(of((x) => x / (1 + Math.exp(-x))));
  // PyTorch's torch.nn.functional.gelu at -1, 0.5 and 2 agrees to its float32 precision
  expect(values(gelu(x))).toEqual([-0.158655253931, 0.345731230637, 1.954499736104]);
  const inner = (x: number) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
  expect(values(gelu(x, 'tanh'))).toEqual(of((x) => 0.5 * x * (1 + Math.tanh(inner(x)))));
});
