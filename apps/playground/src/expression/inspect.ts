import {
  type AnyTensor,
  attempt,
  type Bindings,
  evaluate,
  gradient,
  type GraphError,
  type Sizes,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { mean } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import type { Built, Step } from './build.ts';

/** What a step comes to. */
export interface Inspected {
  readonly value: Value;
  /** The gradient of the loss by it; `undefined` where there is none. */
  readonly gradient: Value | undefined;
}

/** What every step of a graph comes to, given values of its leaves. */
export type Inspect = (bindings: Bindings, sizes?: Sizes) => E.Either<GraphError, readonly Inspected[]>;

/**
 * Prepares to look at all steps of a graph: their values, and the gradient of the loss by each, of the mean loss where there is
 * one for each sample. Integers, truth values, numbers and what only they depend on have no gradient.
 */
export const inspectorOf = ({ steps, loss }: Built): Inspect => {
  const total = loss.shape.length === 0 ? loss : mean(loss);
  const tensors = steps.map(tensorOf);
  const varied = [...new Set(tensors.filter((tensor) => tensor?.kind === 'real' && !tensor.isConstant))] as Tensor[]; // as just seen
  const slopes = attempt(() => gradient(total, varied, { unused: 'zeros' }));
  const slopeOf = new Map(
    E.isRight(slopes) ? varied.map((tensor, index) => [tensor as AnyTensor, slopes.right[index]!]) : [],
  );
  const outputs = Object.fromEntries(
    tensors.flatMap((tensor, index) => {
      const slope = tensor && slopeOf.get(tensor);
      return [
        ...(tensor === undefined ? [] : [[`value ${index}`, tensor] as const]),
        ...(slope === undefined ? [] : [[`gradient ${index}`, slope] as const]),
      ];
    }),
  );
  return (bindings, sizes = {}) =>
    E.Functor.map(
      attempt(() => evaluate(outputs, bindings, { sizes }) as Readonly<Record<string, Value>>),
      (values) =>
        steps.map((step, index) => ({
          value: values[`value ${index}`] ?? { shape: [], data: new Float64Array([Number(step.name)]) },
          gradient: values[`gradient ${index}`],
        })),
    );
};

/** Numbers in a few words: one number, or the shape and where the elements lie. */
export const summaryOf = ({ shape, data }: Value): string => {
  if (shape.length === 0) return short(data[0]!);
  const of = `[${shape.join(', ')}]`;
  if (data.length === 0) return `${of}, empty`;
  if (data.length <= 4) return `[${Array.from(data, (element) => short(element, 3)).join(', ')}]`;
  let [least, greatest, total] = [Infinity, -Infinity, 0];
  for (const element of data) {
    least = Math.min(least, element); // NaN stays NaN
    greatest = Math.max(greatest, element);
    total += element;
  }
  return `${of} mean ${short(total / data.length, 3)}, ${short(least, 3)} to ${short(greatest, 3)}`;
};

const tensorOf = ({ tensor }: Step): AnyTensor | undefined => tensor;

const short = (value: number, digits = 4): string => {
  const [mantissa, exponent] = value.toPrecision(digits).split('e');
  const plain = mantissa!.includes('.') ? mantissa!.replace(/\.?0+$/, '') : mantissa!;
  return (exponent === undefined ? plain : `${plain}e${exponent.replace('+', '')}`).replace('-', '−');
};
