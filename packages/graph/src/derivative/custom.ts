import { invalidArgument, orThrow, refuse, shapeMismatch } from '../error.ts';
import { variable } from '../leaf.ts';
import type { AnyTensor, Tensor } from '../node.ts';
import { isTensor } from '../application.ts';
import { defineOp, outcome, toReals } from '../op.ts';
import { tensorsOf } from './operand.ts';
import { sameShape, type Shape } from '../shape.ts';
import type { Vectorization } from '../declaration.ts';

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
): Tensor<S> => {
  const of = tensorsOf('customGradient', 'the inputs', inputs) as readonly Tensor[];
  return replaced(...of, output as AnyTensor as Tensor, { derivative }) as AnyTensor as Tensor<S>; // the shape of the output
};

/** The value of one tensor with the derivative of another of its shape: what is rounded or thresholded can be trained as if it were not. */
export const straightThrough = <S extends Shape>(value: Tensor<S>, derivative: Tensor<S>): Tensor<S> => {
  const y = toReals('straightThrough', value);
  const x = toReals('straightThrough', derivative);
  return sameShape(y.shape, x.shape)
    ? (customGradient(y, [x], ({ g }) => [g]) as AnyTensor as Tensor<S>) // the shape of both
    : orThrow(refuse(shapeMismatch('straightThrough', 'shapes must be equal', y.shape, x.shape)));
};

type Replacement = Readonly<{ derivative: CustomDerivative }>;

const replaced: (...inputs: readonly [...Tensor[], Replacement]) => Tensor = defineOp(
  'customGradient',
  (...inputs: readonly [...Tensor[], Replacement]) => {
    const output = inputs.at(-2) as Tensor | undefined; // the attributes come last
    return output?.kind === 'real'
      ? outcome<Shape>(output.shape)
      : refuse(invalidArgument('customGradient', 'there must be a real output', output?.kind ?? 'none'));
  },
  {
    kinds: ['any'],
    attributes: { derivative: { must: 'be a function', accepts: (value) => typeof value === 'function' } },
    kernel: ({ inputs, outputs: [y] }) => y.data.set(inputs.at(-1)!.data),
    derivative: [
      ({ g, x, y, input, attributes }) =>
        input === x.length - 1 ? null : derivativesOf(attributes, { g, x: x.slice(0, -1), y })[input]!,
    ],
    vectorized: (at) => at.again({ derivative: alongAxis(at) }),
    format: (inputs) => `customGradient(${inputs.at(-1)})`,
  },
);

const derivativesOf = ({ derivative }: Replacement, at: CustomDerivation): readonly (AnyTensor | null)[] => {
  const refused = (rule: string, got: unknown): never => orThrow(refuse(invalidArgument('customGradient', rule, got)));
  const derivatives: unknown = derivative(at);
  if (!Array.isArray(derivatives)) return refused('the derivatives must be a list', derivatives);
  if (derivatives.length !== at.x.length)
    return refused(`there must be ${at.x.length} derivatives`, derivatives.length);
  const odd = derivatives.findIndex((by) => by !== null && !isTensor(by));
  return odd < 0 ? derivatives : refused('a derivative must be a tensor or null', derivatives[odd]);
};

/** The same derivatives for each along a new leading axis, by what they are for one. */
const alongAxis =
  ({ attributes, inside }: Vectorization<Replacement>): CustomDerivative =>
  ({ g, x, y }) => {
    const wide = [g, ...x, y];
    const ones = wide.map(({ shape, kind }, index) => variable(`one${index}`, shape.slice(1), kind) as Tensor);
    const derivatives = derivativesOf(attributes, { g: ones[0]!, x: ones.slice(1, -1), y: ones.at(-1)! });
    const present = derivatives.filter((by) => by !== null);
    const mapped = inside(present, new Map(ones.map((one, index) => [one, wide[index]!])));
    return derivatives.map((by) => (by === null ? null : mapped[present.indexOf(by)]!));
  };
