import {
  type AnyTensor,
  type Bindings,
  countOf,
  gradient,
  hessianVectorProduct,
  interpret,
  nameOf,
  orThrow,
  parameter,
  parametersOf,
  type Shape,
  type Sizes,
  type Tensor,
  type Value,
} from '@adjoint/graph';
import { initialize } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import { invalidOption, nothingToTrain } from './error.ts';
import type { Method, Objective } from './method.ts';
import { type Compile, dividedBindings } from './program.ts';

/** What a loss is minimized by, and from where. */
export interface ObjectiveOptions {
  /** The data: values of the leaves that stay as they are. */
  readonly bindings?: Bindings;
  /** The parameters to minimize by: all that the loss depends on if not given. The others stay as they start. */
  readonly parameters?: readonly AnyTensor[];
  /** Values to start from, by name; what is not named starts from its declared initial value. */
  readonly start?: Readonly<Record<string, Value>>;
  /** What initial values are drawn from; 0 if not given. */
  readonly seed?: number;
  /** Sizes of named dimensions that no binding settles. */
  readonly sizes?: Sizes;
  /** What executes loss and derivatives: `interpret` if not given; the `minimize` of the package `adjoint` compiles. */
  readonly compile?: Compile;
}

interface Prepared {
  readonly objective: Objective;
  readonly start: Float64Array;
  /** The parameters at a point, by name. */
  readonly named: (point: Float64Array) => Record<string, Value<Float64Array>>;
}

/** A loss as a plain function of all its parameters, one behind the other, and where they start. */
export const objectiveOf = async (
  loss: Tensor<[]> | Tensor,
  { name, usesGradient = true, usesHessian = false }: Method,
  { bindings = {}, start = {}, seed = 0, sizes = {}, compile = interpret, ...options }: ObjectiveOptions,
): Promise<Prepared> => {
  const parameters = (options.parameters ?? parametersOf(loss)) as readonly Tensor[]; // gradient refuses what is not real
  if (parameters.length === 0) orThrow(E.left(nothingToTrain(String(loss), 'minimize')));
  const slopes = gradient(loss, parameters); // refuses what cannot be minimized, even where nobody looks at it
  const declared = initialize(loss, { seed, sizes });
  const names = parameters.map((leaf) => nameOf(leaf)!);
  const refuse = (option: string, rule: string, got: unknown): never =>
    orThrow(E.left(invalidOption('minimize', option, rule, got)));
  const unknown = Object.keys(start).find((key) => !Object.hasOwn(declared, key));
  if (unknown !== undefined) refuse('start', `must name parameters (${Object.keys(declared).join(', ')})`, unknown);
  const bound = names.find((key) => Object.hasOwn(bindings, key));
  if (bound !== undefined) refuse('bindings', 'must not bind what is minimized by (give it in start)', bound);

  const values = { ...declared, ...start };
  const fixed = Object.entries(values).filter(([key]) => !names.includes(key) && !Object.hasOwn(bindings, key));
  const { values: data, others } = dividedBindings(bindings);
  const held = { ...Object.fromEntries(fixed), ...data };
  const shapes = names.map((key) => values[key]!.shape);
  const starts = names.map((key) => Float64Array.from(values[key]!.data));
  const parts = (point: Float64Array, keys: readonly string[]): Record<string, Value<Float64Array>> => {
    let offset = 0;
    return Object.fromEntries(
      keys.map((key, index) => {
        const shape = shapes[index]!;
        const from = offset;
        offset += countOf(shape);
        return [key, { shape, data: point.slice(from, offset) }];
      }),
    );
  };

  const slopeNames = names.map((_, index) => `slope ${index}`);
  const wanted = usesGradient ? slopeNames : [];
  const outputs = Object.fromEntries(wanted.map((key, index) => [key, slopes[index]!]));
  const program = await compile({ loss, ...outputs }, { held, sizes });
  // a leaf for each parameter's part of the direction, of a name that no leaf of the graph has
  const vectorNames = names.map((key) => `direction of ${key}`);
  const vectors = parameters.map(({ shape }, index) => parameter<Shape>(vectorNames[index]!, shape));
  const products = usesHessian ? hessianVectorProduct(loss, parameters, vectors, { unused: 'zeros' }) : [];
  const productOutputs = Object.fromEntries(products.map((product, index) => [slopeNames[index]!, product]));
  const curvature = usesHessian ? await compile(productOutputs, { held, sizes }) : undefined;
  return {
    objective: {
      at: (point) => {
        const found = program.run({ ...others, ...parts(point, names) });
        return { point, value: found['loss']!.data[0]!, gradient: joined(wanted.map((key) => found[key]!.data)) };
      },
      hessianVector: (point, direction) => {
        if (curvature === undefined) return refuse('method', 'must say usesHessian to multiply by the Hessian', name);
        const found = curvature.run({ ...others, ...parts(point, names), ...parts(direction, vectorNames) });
        return joined(slopeNames.map((key) => found[key]!.data));
      },
    },
    start: joined(starts),
    named: (point) => parts(point, names),
  };
};

const joined = (parts: readonly Value['data'][]): Float64Array => {
  const all = new Float64Array(parts.reduce((count, { length }) => count + length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
};
