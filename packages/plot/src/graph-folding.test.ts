import { type AnyTensor, gradient, input, parameter, type Tensor } from '@adjoint/graph';
import { add, exp, matmul, mean, mul, relu, sin, square, sub, sum, tanh } from '@adjoint/ops';
import { describe, expect, test } from 'vitest';
import { type Folding, foldingOf } from './graph-folding.ts';
import { titlesOf } from './graph-title.ts';

const x = input('x', ['batch', 4]);
const y = input('y', ['batch']);

/** What stands in the boxes of a graph, in order. */
const titlesIn = (folding: Folding): readonly string[] => folding.groups.map((group) => titlesOf(folding).get(group)!);

const folded = (outputs: Readonly<Record<string, AnyTensor>>, most: number): Folding =>
  foldingOf(outputs, Object.keys(outputs), most);

/** A network of equal layers. */
const network = (layers: number): Tensor<['batch', 4]> => {
  let layer: Tensor<['batch', 4]> = x;
  for (let i = 1; i <= layers; i++)
    layer = relu(add(matmul(layer, parameter(`W${i}`, [4, 4])), parameter(`b${i}`, [4])));
  return layer;
};

/** Operations in no order, of those before them. */
const thicket = (count: number): Tensor<[3]> => {
  const all: Tensor<[3]>[] = [parameter('p', [3]), parameter('q', [3])];
  const kinds = [add, mul, sub] as const;
  let state = 1;
  const below = (end: number): number => (state = (state * 48_271) % 2_147_483_647) % end;
  for (let i = 0; i < count; i++) {
    const [a, b] = [all.at(-1 - below(Math.min(20, all.length)))!, all.at(-1 - below(Math.min(20, all.length)))!];
    all.push(i % 4 === 3 ? sin(a) : kinds[below(3)]!(a, b));
  }
  return all.reduce((sum, each) => add(sum, each));
};

describe('a folding', () => {
  test('of a small graph has a box a node', () => {
    const folding = folded({ loss: mean(square(sub(sum(x, 1), y))) }, 40);
    expect(folding).toMatchObject({ isFolded: false, leftOut: 0 });
    expect(titlesIn(folding)).toEqual(['x', 'sum', 'y', 'sub', 'square', 'sum', 'div size(batch)']);
  });
  test('of layers has one box for all that are equal, and for their parameters', () => {
    const folding = folded({ out: network(10) }, 40);
    expect(titlesIn(folding)).toEqual(['x', 'W1 … W10 ×10', 'b1 … b10 ×10', 'relu(add(matmul(·, Wᵢ), bᵢ)) ×10']);
    expect(folding).toMatchObject({ nodes: 51, leftOut: 0, isFolded: true });
  });
  test('has an expression a box: elementwise operations with the one product or reduction among them', () => {
    const scores = matmul(x, parameter('w', [4, 1]));
    const titles = titlesIn(folded({ loss: mean(square(sub(scores, input('y', ['batch', 1])))) }, 6));
    expect(titles).toEqual(['x', 'w', 'y', 'square(sub(matmul(x, w), y))', 'div(sum(·), size(batch))']);
  });
  test('gives what several boxes read a name: a letter that no leaf has, or that of the output', () => {
    const a = parameter('a', [4]);
    const shared = exp(mul(2, a));
    const total = sum(shared);
    const titles = titlesIn(folded({ total, other: add(sum(tanh(shared)), square(total)) }, 5));
    expect(titles).toEqual(['a', 'b = exp(mul(2, a))', 'total = sum(b)', 'add(sum(tanh(b)), square(total))']);
  });
  test('keeps what the loss needs apart from what only gradients need', () => {
    const loss = mean(square(network(10)));
    const all = { loss, slope: gradient(loss, [x])[0] };
    const folding = foldingOf(all, ['loss'], 40);
    for (const { parts, isBackward } of folding.groups)
      for (const part of parts) expect(part.isBackward).toBe(isBackward);
    expect(new Set(folding.groups.map(({ isBackward }) => isBackward))).toEqual(new Set([true, false]));
  });
  test('takes layers that differ in sizes as equal where nothing less will do', () => {
    let layer: Tensor = x as unknown as Tensor;
    for (let i = 0; i < 30; i++) layer = tanh(matmul(layer, parameter(`W${i}`, [4 + i, 5 + i]) as unknown as Tensor));
    expect(titlesIn(folded({ out: layer }, 61))).toHaveLength(61);
    expect(titlesIn(folded({ out: layer }, 60))).toEqual(['x', 'W0 … W29 ×30', 'tanh(matmul(·, Wᵢ)) ×30']);
  });
  test('has outputs of one box as one', () => {
    const each = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`y${i}`, exp(parameter(`p${i}`, [3]))]));
    const folding = folded(each, 40);
    expect(titlesIn(folding)).toEqual(['p0 … p49 ×50', 'exp(pᵢ) ×50']);
    expect(folding.outputs.map(({ names }) => names.length)).toEqual([50]);
  });
  test('counts applications of one operation to what it gives', () => {
    let chain: Tensor<[]> = sum(x);
    for (let i = 0; i < 200; i++) chain = tanh(chain);
    expect(titlesIn(folded({ chain }, 40))).toEqual(['x', 'tanh×200(sum(x))']);
    expect(titlesIn(folded({ out: exp(exp(sum(x))) }, 2))).toEqual(['x', 'exp(exp(sum(x)))']);
  });
  test('of what has no pattern is what is nearest to the outputs, and says how much is not', () => {
    const folding = folded({ out: thicket(3000) }, 40);
    expect(folding.groups).toHaveLength(40);
    const shown = folding.groups.flatMap(({ parts }) => parts.flatMap(({ nodes }) => nodes));
    expect(folding.leftOut).toBe(folding.nodes - shown.length);
    expect(folding.leftOut).toBeGreaterThan(1000);
    for (const node of shown) expect(folding.groupOf.has(node)).toBe(true);
    expect(folding.groupOf.size).toBe(shown.length);
  });
  test.each([40, 5, 1])('has every shown node in one box, at most %d of them', (most) => {
    for (const outputs of [{ out: network(12) }, { loss: mean(square(network(3))) }, { out: thicket(60) }]) {
      const { groups, nodes, leftOut } = folded(outputs, most);
      expect(groups.length).toBeLessThanOrEqual(most);
      const shown = groups.flatMap(({ parts }) => parts.flatMap(({ nodes }) => nodes));
      expect(new Set(shown).size).toBe(shown.length);
      expect(shown.length + leftOut).toBe(nodes);
    }
  });
});
