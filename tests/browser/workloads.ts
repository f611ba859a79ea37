import {
  type AnyTensor,
  type Bindings,
  deriveKey,
  gradient,
  input,
  type NumericArray,
  parameter,
  type Precision,
  type Tensor,
  uniforms,
  type Value,
} from '@adjoint/graph';
import * as ops from '@adjoint/ops';
import { adam, updatesOf } from '@adjoint/optim';
import { compile, type CompileOptions } from '@adjoint/runtime';

/** How a workload is run. */
export interface Conditions {
  readonly precision: Precision;
  readonly threads?: number;
}

/** Runs a program several times, and gives all that it computed. */
export type Workload = (conditions: Conditions) => Promise<readonly NumericArray[]>;

/** Numbers from -1 to 1. */
const reals = (name: string, ...shape: number[]): Value => ({
  shape,
  data: uniforms(
    deriveKey(1, name),
    shape.reduce((product, size) => product * size, 1),
  ).map((u) => 2 * u - 1),
});

const integers = (name: string, count: number, below: number): Value => ({
  shape: [count],
  data: Int32Array.from(uniforms(deriveKey(2, name), count), (u) => Math.floor(below * u)),
});

/** Runs with each of some bindings, and lets other tasks have the thread in every other run, so that workers can come. */
const running =
  (
    outputs: Readonly<Record<string, AnyTensor>>,
    bindings: readonly Bindings[],
    options: CompileOptions = {},
  ): Workload =>
  async (conditions) => {
    const program = await compile(outputs, { ...options, ...conditions, blockBytes: 4096 }); // so that there are many chunks
    const found: NumericArray[] = [];
    for (const [run, each] of bindings.entries()) {
      const results = run % 2 === 0 ? await program.runAsync(each) : program.run(each);
      found.push(...Object.values(results).map(({ data }) => data));
    }
    found.push(...Object.values(program.held()).map(({ data }) => data));
    program.dispose();
    return found;
  };

const times = <A>(count: number, each: A): readonly A[] => Array.from({ length: count }, () => each);

// a classifier of five kinds, and a network that is one
const x = input('x', ['batch', 30]);
const labels = input('labels', ['batch'], 'int');
const V = parameter('V', [30, 16], ops.normal({ std: 0.3 }));
const W = parameter('W', [16, 5], ops.normal({ std: 0.3 }));
const U = parameter('U', [30, 5]);
const weights = { V: reals('V', 30, 16), W: reals('W', 16, 5), U: reals('U', 30, 5) };
const samples = (count: number, name = 'x') => ({
  x: reals(name, count, 30),
  labels: integers(name, count, 5),
});

const withGradient = (loss: Tensor<[]>, parameters: readonly AnyTensor[]) => {
  const slopes = gradient(loss, parameters as readonly Tensor[]);
  return { loss, ...Object.fromEntries(slopes.map((slope, index) => [`slope${index}`, slope])) };
};

const linear = ops.matmul(x, U);
const softmax = ops.add(ops.mean(ops.crossEntropy(linear, labels)), ops.mul(1e-3, ops.l2(U)));
const hinge = ops.add(ops.mean(ops.hinge(linear, labels)), ops.mul(1e-3, ops.l1(U)));
const network = ops.mean(ops.crossEntropy(ops.matmul(ops.relu(ops.matmul(x, V)), W), labels));

const features = ops.matmul(x, V);
const centred = ops.sub(features, ops.mean(features, 0));
const normalized = ops.div(centred, ops.sqrt(ops.add(1e-5, ops.mean(ops.square(centred), 0))));
const batchNormalized = ops.mean(ops.crossEntropy(ops.matmul(ops.relu(normalized), W), labels));

const table = parameter('table', [50, 16]);
const gathered = ops.matmul(ops.gather(table, input('words', ['batch'], 'int'), 0), W);
const embedding = ops.mean(ops.crossEntropy(gathered, labels));

const trained = [V, W] as readonly AnyTensor[] as readonly Tensor[];
const moves = updatesOf(adam({ learningRate: 0.01 }), trained, gradient(network, trained));
const start = ops.initialize(
  moves.map(({ next }) => next),
  { seed: 1 },
);

// elementary functions, of numbers all over their domains and of those at the edges; none gives NaN
const edges = [0, 1, 0.5, 1e-3, 2, 3, 10, 0.1, 88.7, 709.7, 745, 1e5, 1e20, 2 ** -126, 2 ** -149, 5e-324, 2 ** -1022];
const all = (numbers: readonly number[]): Value => {
  const spread = [...reals('spread', 3000).data].map((u, i) => u * 2 ** ((i % 40) - 20));
  const data = Float64Array.from([...numbers, ...numbers.map((number) => -number), ...spread]);
  return { shape: [data.length], data };
};
const magnitudes = (value: Value): Value => ({ ...value, data: Float64Array.from(value.data, Math.abs) });
const finite = all([...edges, 3e38, 1e30]);
const extended = all([...edges, 1.7e308, Number.POSITIVE_INFINITY]);

const number = input('number', ['count']); // finite
const any = input('any', ['count']); // or infinite
const positive = input('positive', ['count']);
const small = ops.tanh(number);
const elementary = {
  exp: ops.exp(any),
  expm1: ops.expm1(any),
  log: ops.log(positive),
  log1p: ops.log1p(positive),
  tanh: ops.tanh(any),
  sigmoid: ops.sigmoid(any),
  softplus: ops.softplus(any),
  erf: ops.erf(any),
  gelu: ops.gelu(number),
  atan: ops.atan(any),
  sin: ops.sin(number),
  cos: ops.cos(number),
  tan: ops.tan(number),
  asin: ops.asin(small),
  pow: ops.pow(positive, number),
  root: ops.sqrt(positive),
};
const numbers = { any: extended, number: finite, positive: magnitudes(finite) };
const mixed = ops.mean(ops.mul(ops.add(ops.sin(small), ops.erf(small)), ops.pow(ops.exp(small), 1.5)));

/** What must give the same bits everywhere, by name. */
export const workloads: Readonly<Record<string, Workload>> = {
  'softmax loss': running(withGradient(softmax, [U]), times(4, { ...samples(700), ...weights })),
  'hinge loss': running(withGradient(hinge, [U]), times(4, { ...samples(701), ...weights })),
  'a network trained by adam': running(
    { loss: network },
    Array.from({ length: 10 }, (_, step) => samples(step % 3 === 2 ? 333 : 600, `batch ${step}`)),
    { held: start, updates: moves },
  ),
  'batch normalization': running(withGradient(batchNormalized, [V, W]), times(4, { ...samples(900), ...weights })),
  'gathered rows': running(
    withGradient(embedding, [table, W]),
    times(4, {
      words: integers('words', 1200, 50),
      labels: integers('kinds', 1200, 5),
      table: reals('table', 50, 16),
      ...weights,
    }),
  ),
  'elementary functions': running(elementary, times(2, numbers)),
  'derivatives of elementary functions': running(withGradient(mixed, [number]), times(2, numbers)),
};

/** A program that takes a while, and lets others have the thread meanwhile. */
export const large = running(withGradient(network, [V, W]), [{ ...samples(20_000), ...weights }]);
