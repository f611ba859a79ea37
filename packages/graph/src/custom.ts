import { invalidArgument, orThrow, refuse, shapeMismatch } from './error.ts';
import type { AnyTensor, Tensor } from './node.ts';
import { defineOp, outcome } from './op.ts';
import { sameShape, type Shape } from './shape.ts';

/** The same values, through which no derivative flows. */
export const stopGradient: <S extends Shape>(x: Tensor<S>) => Tensor<S> = defineOp(
  'stopGradient',
  <S extends Shape>(x: Tensor<S>) => outcome<S>(x.shape),
  { scalar: (x) => x, derivative: [() => null] },
);

/** What a replaced derivative gets: the cotangent of the output, the inputs it was declared for, and the output. */
export interface CustomDerivation {
  readonly g: Tensor;
  readonly x: readonly Tensor[];
  readonly y: Tensor;
}

/** The derivatives by every input, each of that input's shape and linear in `g`; `null` where there is none. */
export type CustomDerivative = (at: CustomDerivation) => readonly (AnyTensor | null)[];

/**
 * The value of `output` with a derivative of your own by `inputs`: the derivatives that its own graph has are replaced.
 * How `output` is made of the inputs is up to you; nothing flows back through it.
 *
 * @example
 * ```ts
 * import { customGradient, gradient, evaluate, parameter, scale, sumTo } from '@adjoint/graph';
 *
 * const x = parameter('x', [2]);
 * const doubled = customGradient(scale(x, x), [x], ({ g }) => [scale(g, 2)]); // squares that claim a slope of 2
 * const [slope] = gradient(sumTo(doubled, []), [x]);
 * evaluate(slope, { x: [3, 4] }).data; // Float64Array [2, 2]
 * ```
 */
export const customGradient = <S extends Shape>(
  output: Tensor<S>,
  inputs: readonly AnyTensor[],
  derivative: CustomDerivative,
): Tensor<S> =>
  replaced(...(inputs as readonly Tensor[]), output as AnyTensor as Tensor, { derivative }) as AnyTensor as Tensor<S>; // the shape of the output

/** The value of one tensor with the derivative of another of its shape: what is rounded or thresholded can be trained as if it were not. */
export const straightThrough = <S extends Shape>(value: Tensor<S>, derivative: Tensor<S>): Tensor<S> =>
  sameShape(value.shape, derivative.shape)
    ? customGradient(value, [derivative], ({ g }) => [g])
    : orThrow(refuse(shapeMismatch('straightThrough', 'shapes must be equal', value.shape, derivative.shape)));

type Replacement = Readonly<{ derivative: CustomDerivative }>;

const replaced: (...inputs: readonly [...Tensor[], Replacement]) => Tensor = defineOp(
  'customGradient',
  (...inputs: readonly [...Tensor[], Replacement]) => {
    const output = inputs.at(-2) as Tensor | undefined; // the attributes come last
    return output?.kind === 'real'
      ? outcome<Shape>([...output.shape])
      : refuse(invalidArgument('customGradient', 'there must be a real output', output?.kind ?? 'none'));
  },
  {
    kinds: ['any'],
    attributes: { derivative: { must: 'be a function', accepts: (value) => typeof value === 'function' } },
    kernel: ({ inputs, outputs: [y] }) => y!.data.set(inputs.at(-1)!.data),
    derivative: [
      ({ g, x, y, input, attributes }) => {
        if (input === x.length - 1) return null;
        const derivatives = attributes.derivative({ g, x: x.slice(0, -1), y });
        return derivatives.length === x.length - 1
          ? derivatives[input]!
          : orThrow(
              refuse(
                invalidArgument('customGradient', `there must be ${x.length - 1} derivatives`, derivatives.length),
              ),
            );
      },
    ],
    format: (inputs) => `customGradient(${inputs.at(-1)})`,
  },
);
