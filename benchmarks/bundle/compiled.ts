import { compile } from 'adjoint';
import { loss, start, type Train, updates } from './softmax.ts';

export const train: Train = async (batches) => {
  const program = await compile({ loss }, { held: start, updates, precision: 'float32' });
  return batches.map((batch) => program.run(batch).loss.data[0]!);
};
