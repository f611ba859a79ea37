// Losses with correct gradients, for false alarms: smooth ones, and ones with kinks near the point or at it.

import {
  add,
  type AnyTensor,
  constant,
  countOf,
  deriveKey,
  type Key,
  nameOf,
  normals,
  parameter,
  type Tensor,
  uniforms,
} from '@adjoint/graph';
import {
  atan,
  crossEntropy,
  erf,
  gelu,
  hinge,
  l2,
  logSumExp,
  matmul,
  max,
  mean,
  mul,
  relu,
  sigmoid,
  silu,
  sin,
  softmax,
  softplus,
  square,
  sum,
  tanh,
} from '@adjoint/ops';
import { type Case, gradientOf, valueOf } from './case.ts';

const curves = [tanh, sin, sigmoid, softplus, silu, gelu, erf, atan, square, softmax] as readonly ((
  x: Tensor,
) => Tensor)[];

const heads = ['mean square', 'sum of squares', 'log-sum-exp', 'cross-entropy', 'scores'] as const;

/** Smooth losses of random layers, sizes, weights and scales. Where float64 sees no slope at all there is nothing to check: another is drawn. */
export const smoothCases = (count: number): readonly Case[] => {
  const cases: Case[] = [];
  for (let index = 0; cases.length < count; index++) {
    const drawn = smoothCase(`smooth ${index}`, deriveKey(101, index));
    if (isSloped(drawn)) cases.push(drawn);
  }
  return cases;
};

const isSloped = (drawn: Case): boolean => {
  const size = Math.abs(valueOf(drawn, {}));
  return Object.values(gradientOf(drawn)).every((slope) => slope.some((entry) => Math.abs(entry) > 1e-9 * size));
};

const smoothCase = (name: string, key: Key): Case => {
  const draws = uniforms(key, 20);
  const upTo = (position: number, most: number): number => Math.floor(draws[position]! * most);
  const depth = 1 + upTo(0, 3);
  const sizes = Array.from({ length: depth + 1 }, (_, layer) => 2 + upTo(1 + layer, 4));
  const batch = 1 + upTo(6, 6);
  const spread = 10 ** (3 * draws[7]! - 2); // weights from 0.01 to 10
  const scale = 10 ** (24 * draws[8]! - 12);
  const leaves: AnyTensor[] = [];
  let x: AnyTensor = constant({ shape: [batch, sizes[0]!], data: normals(deriveKey(key, 'x'), batch * sizes[0]!) });
  for (let layer = 0; layer < depth; layer++) {
    const W = parameter(`W${layer}`, [sizes[layer]!, sizes[layer + 1]!]);
    const b = parameter(`b${layer}`, [sizes[layer + 1]!]);
    leaves.push(W, b);
    x = curves[upTo(9 + layer, curves.length)]!(
      add(matmul(x as Tensor, W as AnyTensor as Tensor), b as AnyTensor as Tensor),
    ); // any sizes
  }
  const made = x as Tensor<[number, number]>;
  const labels = constant(
    { shape: [batch], data: Int32Array.from({ length: batch }, (_, i) => i % sizes[depth]!) },
    'int',
  );
  const loss = {
    'mean square': () => mean(square(made)),
    'sum of squares': () => sum(square(made)),
    'log-sum-exp': () => sum(logSumExp(made, 1)),
    'cross-entropy': () => mean(crossEntropy(made as never, labels as never)) as Tensor<[]>, // a label for each sample
    scores: () =>
      sum(
        mul(
          constant({ shape: [batch, sizes[depth]!], data: normals(deriveKey(key, 'c'), batch * sizes[depth]!) }),
          made,
        ),
      ),
  }[heads[upTo(15, heads.length)]!]();
  return { name, loss: mul(scale, loss) as AnyTensor as Tensor<[]>, wrt: leaves, at: pointFor(leaves, key, spread) };
};

/** Losses with kinks: networks of hundreds of rectified units and the hinge, at points that are drawn, that lie close to kinks, or at them. */
export const kinkedCases = (place: 'anywhere' | 'near' | 'at', count: number): readonly Case[] =>
  Array.from({ length: count }, (_, index) => kinkedCase(place, index, deriveKey(102, place, index)));

const kinkedCase = (place: 'anywhere' | 'near' | 'at', index: number, key: Key): Case => {
  const network = index % 3;
  const [batch, inputs, classes] = [8, 3, 4];
  const draws = uniforms(key, 2);
  const hidden = 100 + Math.floor(200 * draws[0]!);
  const images = constant({ shape: [batch, inputs], data: normals(deriveKey(key, 'x'), batch * inputs) });
  const labels = constant({ shape: [batch], data: Int32Array.from({ length: batch }, (_, i) => i % classes) }, 'int');
  const V = parameter('V', [inputs, hidden]);
  const U = parameter('U', [hidden, classes]);
  const W = parameter('W', [inputs, classes]);
  const units = relu(matmul(images, V));
  const [loss, leaves]: readonly [AnyTensor, readonly AnyTensor[]] = [
    [mean(square(matmul(units, U))), [V, U]] as const,
    [add(mean(hinge(matmul(units, U), labels)), mul(1e-3, l2(U))), [V, U]] as const,
    [add(mean(hinge(matmul(images, W), labels)), mean(max(matmul(images, W), 1))), [W]] as const,
  ][network]!;
  const at = pointFor(leaves, key, 0.1);
  // the weights of a third of the units, or of a class or two: 0 puts the units at their kinks and ties the scores
  const closeness = place === 'near' ? 10 ** (-9 + 6 * draws[1]!) : 0;
  const first = at[network === 2 ? 'W' : 'V']!;
  const columns = first.shape[1]!;
  const moved = first.data.map((weight, i) => (i % columns < columns / 3 ? closeness * weight : weight));
  const point = place === 'anywhere' ? at : { ...at, [network === 2 ? 'W' : 'V']: { shape: first.shape, data: moved } };
  return {
    name: `${['relu', 'relu and hinge', 'hinge and max'][network]} ${place} kinks, ${index}`,
    loss: loss as Tensor<[]>, // all are scalars
    wrt: leaves,
    at: point,
  };
};

const pointFor = (leaves: readonly AnyTensor[], key: Key, spread: number) =>
  Object.fromEntries(
    leaves.map((leaf, index) => {
      const shape = leaf.shape as readonly number[]; // sizes are known
      const data = normals(deriveKey(key, 'leaf', index), countOf(shape)).map((draw) => spread * draw);
      return [nameOf(leaf)!, { shape, data }];
    }),
  );
