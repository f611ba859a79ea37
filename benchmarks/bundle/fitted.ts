import { fit, sgd } from 'adjoint';
import { loss, type Train } from './softmax.ts';

export const train: Train = async (batches) => {
  const data = { count: batches.length, at: (_epoch: number, index: number) => batches[index]! };
  const losses: number[] = [];
  for await (const event of fit({ loss, optimizer: sgd({ learningRate: 0.1 }), data, epochs: 1, precision: 'float32' }))
    if (event.type === 'step') losses.push(event.scores['loss']!);
  return losses;
};
