import {
  type AnyTensor,
  type Bindings,
  constant,
  evaluate,
  gradient,
  input,
  type Precision,
  type Shape,
  type Tensor,
  uniforms,
  deriveKey,
} from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { compile } from '@adjoint/runtime';
import { describe, expect, test } from 'vitest';
import { samples } from '../packages/ops/test/samples.ts';

// What is compiled agrees with `evaluate`, operation by operation: values, gradients and curvatures, at both precisions.

const sumOf = (tensors: readonly AnyTensor[]): Tensor<[]> =>
  tensors
    .filter((tensor) => tensor.kind === 'real')
    .map((tensor) => ops.sum(ops.sin(tensor as Tensor)))
    .reduce((sum, term) => ops.add(sum, term), constant(0));

const tolerance: Readonly<Record<Precision, number>> = { float64: 1e-12, float32: 1e-4 };

const agree = async (outputs: Readonly<Record<string, AnyTensor>>, bindings: Bindings): Promise<void> => {
  for (const precision of ['float64', 'float32'] as const) {
    const expected = evaluate(outputs, bindings, { precision });
    const program = await compile(outputs, { precision });
    const found = program.run(bindings);
    expect(program.reproducible).toBe(true);
    for (const [name, { shape, data }] of Object.entries(expected)) {
      const { [name]: value } = found;
      expect(value!.shape).toEqual(shape);
      expect(value!.data.constructor).toBe(data.constructor);
      const scale = Math.max(1, ...Array.from(data, Math.abs).filter(Number.isFinite));
      data.forEach((element, i) => {
        const other = value!.data[i]!;
        if (Number.isFinite(element) && Number.isFinite(other))
          expect(Math.abs(other - element), `${precision} ${name}[${i}]`).toBeLessThanOrEqual(
            tolerance[precision] * scale,
          );
        else expect(other, `${precision} ${name}[${i}]`).toBe(element);
      });
    }
  }
};

describe('compiled operations agree with evaluate:', () => {
  test.each(Object.entries(samples))('%s', async (_, samples) => {
    for (const [number, { operands, build }] of samples.entries()) {
      const leaves = operands.map(({ shape, kind }, index) => input<Shape, typeof kind>(`x${index}`, [...shape], kind));
      const outputs = [build(leaves)].flat();
      const variables = leaves.filter((leaf): leaf is Tensor => leaf.kind === 'real');
      const slopes = gradient(sumOf(outputs), variables, { unused: 'zeros' });
      const curvatures = gradient(sumOf(slopes), variables, { unused: 'zeros' });
      const bindings = Object.fromEntries(
        operands.map(({ shape, kind, elements, from, to }, index) => {
          const count = shape.reduce((product, size) => product * size, 1);
          const [low, high] = [Math.max(from, -2), Math.min(to, from > -2 ? from + 2 : 2)];
          const drawn = uniforms(deriveKey(number, 'compiled', index), count).map(
            (u) => low + (0.02 + 0.96 * u) * (high - low),
          );
          const data = elements === undefined ? drawn : Float64Array.from(elements);
          return [`x${index}`, { shape, data: kind === 'real' ? data : Int32Array.from(data) }];
        }),
      );
      await agree(Object.fromEntries([...outputs, ...slopes, ...curvatures].entries()), bindings);
    }
  });
});
