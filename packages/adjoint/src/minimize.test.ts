import { add, crossEntropy, input, interpret, iris, l2, lbfgs, matmul, mean, mul, newtonCg, parameter } from 'adjoint';
import { expect, test } from 'vitest';
import { minimize } from './minimize.ts';

test.each([lbfgs(), newtonCg()])('$name comes to the minimum that it comes to interpreted', async (method) => {
  const features = input('features', ['batch', 4]);
  const labels = input('labels', ['batch'], 'int');
  const W = parameter('W', [4, 3]);
  const loss = add(mean(crossEntropy(matmul(features, W), labels)), mul(0.01, l2(W)));
  const { data } = await iris();
  const options = { bindings: { features: data.features, labels: data.labels } };
  const compiled = await minimize(loss, method, options);
  const interpreted = await minimize(loss, method, { ...options, compile: interpret });
  expect(compiled.ok).toBe(true);
  expect(Math.abs(compiled.value - interpreted.value)).toBeLessThan(1e-12);
  compiled.parameters['W']!.data.forEach((weight, i) =>
    expect(Math.abs(weight - interpreted.parameters['W']!.data[i]!)).toBeLessThan(1e-6),
  );
});
