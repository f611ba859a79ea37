// A training run to be killed: `training.ts <checkpoint> <epochs>` says every step it made and, at the end, the bits it ended with.

import { createHash } from 'node:crypto';
import { batches, standardization, iris } from '@adjoint/datasets';
import { input, parameter } from '@adjoint/graph';
import { add, crossEntropy, l2, matmul, mean, mul, normal, tanh } from '@adjoint/ops';
import { adamw, averageWeights, chain, clipByGlobalNorm, cosineRestarts, fit } from '@adjoint/optim';

const [path, epochs] = [process.argv[2]!, Number(process.argv[3])];

const { data } = await iris();
const flowers = { features: standardization(data.features).apply(data.features), labels: data.labels };
const features = input('features', ['batch', 4]);
const labels = input('labels', ['batch'], 'int');
const V = parameter('V', [4, 16], normal({ std: 0.5 }));
const W = parameter('W', [16, 3], normal({ std: 0.25 }));
const b = parameter('b', [3]);
const scores = add(matmul(tanh(matmul(features, V)), W), b);
const loss = add(mean(crossEntropy(scores, labels)), mul(1e-3, add(l2(V), l2(W))));
const learningRate = cosineRestarts({ learningRate: 0.01, period: 70 });

for await (const event of fit({
  loss,
  optimizer: chain(clipByGlobalNorm(1), adamw({ learningRate }), averageWeights({ decay: 0.99 })),
  data: batches(flowers, { size: 16, seed: 3 }),
  epochs,
  seed: 4,
  validation: flowers,
  patience: { epochs },
  plateau: { epochs: 3, factor: 0.9 },
  checkpoint: { path, every: { steps: 1 } },
})) {
  if (event.type === 'step') process.stdout.write(`step ${event.step}\n`);
  if (event.type === 'stopped') {
    const { parameters, states, best, steps } = event.result;
    const hash = createHash('sha256');
    for (const values of [parameters, states, best?.parameters ?? {}])
      for (const [name, { shape, data }] of Object.entries(values))
        hash.update(`${name} ${shape.join()} `).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    process.stdout.write(`ended after ${steps} steps with ${hash.digest('hex')}\n`);
  }
}
