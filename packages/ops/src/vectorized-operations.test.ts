import {
  type AnyTensor,
  type Bindings,
  constant,
  deriveKey,
  evaluate,
  gradient,
  input,
  type Node,
  type Shape,
  type Tensor,
  type Subgraph,
  uniforms,
  type Value,
  visit,
} from '@adjoint/graph';
import type { Operand, Sample } from '@adjoint/gradcheck';
import { describe, expect, test } from 'vitest';
import { samples } from '../test/samples.ts';
import * as ops from './index.ts';

const count = 3;

const sumOf = (tensors: readonly AnyTensor[]): Tensor<[]> =>
  tensors
    .filter((tensor) => tensor.kind === 'real')
    .map((tensor) => ops.sum(ops.sin(tensor as Tensor)))
    .reduce((sum, term) => ops.add(sum, term), constant(0));

/** What a sample builds, and the gradient of its sum by each real operand. */
const withSlopes = ({ build }: Sample, leaves: readonly AnyTensor[]): readonly AnyTensor[] => {
  const outputs = [build(leaves)].flat();
  const variables = leaves.filter((leaf): leaf is Tensor => leaf.kind === 'real');
  return [...outputs, ...gradient(sumOf(outputs), variables, { unused: 'zeros' })];
};

/** Elements that an operand may have, others for each number: integers and truth values in another order. */
const drawn = ({ shape, kind, elements, from, to }: Operand, index: number, number: number): Value => {
  if (elements !== undefined) {
    const all = Array.from(elements);
    const start = kind === 'real' ? 0 : number % Math.max(all.length, 1);
    return { shape: [...shape], data: Float64Array.from([...all.slice(start), ...all.slice(0, start)]) };
  }
  const [low, high] = [Math.max(from, -2), Math.min(to, from > -2 ? from + 2 : 2)];
  const size = shape.reduce((product, each) => product * each, 1);
  const data = uniforms(deriveKey(number, 'vectorize', index), size).map((u) => low + (0.02 + 0.96 * u) * (high - low));
  return { shape: [...shape], data };
};

const stacked = (values: readonly Value[]): Value => ({
  shape: [values.length, ...values[0]!.shape],
  data: Float64Array.from(values.flatMap(({ data }) => [...data])),
});

const typed = (value: Value, { kind }: Operand): Value => ({
  shape: value.shape,
  data: kind === 'real' ? value.data : Int32Array.from(value.data),
});

/** The names of all operations that tensors are made of, those in functions too. */
const operationsIn = (tensors: readonly AnyTensor[]): readonly string[] =>
  visit(tensors).nodes.flatMap(({ op, attributes }) => [
    op.name,
    ...op.bodies.flatMap((key) => operationsIn((attributes[key] as Subgraph).outputs)),
  ]);

const loopsIn = (tensors: readonly AnyTensor[]): number =>
  operationsIn(tensors).filter((name) => name === 'scan').length;

const isNear = (found: ArrayLike<number>, expected: ArrayLike<number>): void => {
  const scale = Math.max(1, ...Array.from(expected, Math.abs).filter(Number.isFinite));
  expect(found.length).toBe(expected.length);
  Array.from(expected).forEach((element, j) => {
    if (Number.isFinite(element)) expect(Math.abs(found[j]! - element)).toBeLessThanOrEqual(1e-12 * scale);
    else expect(found[j]).toBe(element);
  });
};

/**
 * Expects the values and slopes of a sample, some operands differing along a new axis, to be those of each by itself, and the slopes of all values
 * by each operand to be those of each, or their sum where it is the same for all. Gives whether a loop does what none did for one.
 */
const mapsLikeEach = (sample: Sample, isMapped: (index: number) => boolean): boolean => {
  const { operands, build } = sample;
  const leaves = operands.map(({ shape, kind }, i) => input<Shape, typeof kind>(`x${i}`, [...shape], kind));
  const wholes = operands.map(({ shape, kind }, i) =>
    isMapped(i) ? input<Shape, typeof kind>(`x${i}`, ['one', ...shape], kind) : leaves[i]!,
  );
  const mappedOver = (f: (leaves: readonly AnyTensor[]) => readonly AnyTensor[]): readonly AnyTensor[] => {
    const one = (...ones: readonly AnyTensor[]): readonly AnyTensor[] => {
      let next = 0;
      return f(wholes.map((whole, i) => (isMapped(i) ? ones[next++]! : whole)));
    };
    const mapped = ops.vectorize(one, 'one') as unknown as typeof one; // of any number of operands
    return mapped(...wholes.filter((_, i) => isMapped(i)));
  };
  const many = mappedOver((ones) => withSlopes(sample, ones));
  const variables = wholes.filter((leaf): leaf is Tensor => leaf.kind === 'real');
  const total = sumOf(mappedOver((ones) => [build(ones)].flat()));
  const slopes = gradient(total, variables, { unused: 'zeros' });
  const points = Array.from({ length: count }, (_, number) =>
    operands.map((operand, i) => drawn(operand, i, isMapped(i) ? number : 0)),
  );
  const bindings: Bindings = Object.fromEntries(
    operands.map((operand, i) => [
      `x${i}`,
      typed(isMapped(i) ? stacked(points.map((point) => point[i]!)) : points[0]![i]!, operand),
    ]),
  );
  const all = Object.values(
    evaluate(Object.fromEntries([...many, ...slopes].entries()), bindings, { sizes: { one: count } }),
  );
  const found = all.slice(0, many.length);
  const alone = withSlopes(sample, leaves);
  const each = points.map((point) => {
    const at = Object.fromEntries(operands.map((operand, i) => [`x${i}`, typed(point[i]!, operand)]));
    return Object.values(evaluate(Object.fromEntries(alone.entries()), at));
  });
  each.forEach((expected, number) =>
    expected.forEach(({ shape, data }, i) => {
      const whole = found[i]!;
      expect(whole.shape).toEqual([count, ...shape]);
      isNear(whole.data.slice(number * data.length, (number + 1) * data.length), data);
    }),
  );
  variables.forEach((variable, i) => {
    const own = each.map((outputs) => outputs[alone.length - variables.length + i]!);
    const expected = isMapped(wholes.indexOf(variable))
      ? own.flatMap(({ data }) => [...data])
      : Array.from(own[0]!.data, (_, j) => own.reduce((sum, { data }) => sum + data[j]!, 0));
    isNear(all[many.length + i]!.data, expected);
  });
  return loopsIn(alone) === 0 && loopsIn([...many, ...slopes]) > 0;
};

/** Operations of which a loop over the new dimension is made, by what differs along it, and why it cannot be otherwise. */
const needLoops: Readonly<Record<string, { readonly why: string; readonly by: (node: Node) => readonly AnyTensor[] }>> =
  {
    cond: {
      why: 'only the function that is chosen may be evaluated, and each may choose another',
      by: ({ inputs }) => inputs.slice(0, 1),
    },
    whileLoop: { why: 'each may take another number of steps', by: ({ inputs }) => inputs },
  };

/** Why a sample needs a loop where some operands differ along the new dimension, if it does. */
const reasonFor = ({ operands, build }: Sample, isMapped: (index: number) => boolean): string | undefined => {
  const leaves = operands.map(({ shape, kind }, i) => input<Shape, typeof kind>(`x${i}`, [...shape], kind));
  const differs = (tensor: AnyTensor): boolean =>
    visit([tensor]).nodes.some((node) => leaves.some((leaf, i) => isMapped(i) && leaf.node === node));
  const node = visit([build(leaves)].flat()).nodes.find((node) => needLoops[node.op.name]?.by(node).some(differs));
  return node && needLoops[node.op.name]!.why;
};

describe('mapped over a new dimension, values and gradients are those of each by itself, without a loop but where it is needed:', () => {
  test.each(Object.entries(samples))('%s', (_, samples) => {
    for (const sample of samples) {
      const { length } = sample.operands;
      const single = length > 1 ? sample.operands.map((_, i) => (index: number) => index === i) : [];
      for (const isMapped of length > 0 ? [() => true, ...single] : []) {
        const why = reasonFor(sample, isMapped);
        expect(mapsLikeEach(sample, isMapped), why ?? 'no loop over the new dimension').toBe(why !== undefined);
      }
    }
  });
});
