// A gradient written by hand has a slip. The check finds where it is, and what is left to do is to read the report.

import { checkFunction } from '@adjoint/gradcheck';
import { type Batch, gradientCorrected, gradientWithSlip, type Model, softmaxLoss } from './softmax-loss.ts';

const batch: Batch = {
  features: [[0.2, -1.1], [1.4, 0.3], [-0.6, 0.9], [0.8, 0.5]], // prettier-ignore
  labels: [0, 2, 1, 2],
};
const point: Model = { W: Float64Array.of(0.3, -0.2, 0.5, 0.1, 0.7, -0.4), b: Float64Array.of(0.1, -0.3, 0.2) };

for (const [title, gradient] of Object.entries({ 'as it was': gradientWithSlip, corrected: gradientCorrected })) {
  const functions = {
    value: (model: Model) => softmaxLoss(batch, model),
    gradient: (model: Model) => gradient(batch, model),
  };
  console.log(`${title}\n${checkFunction(functions, point).text}\n`);
}
