// What is measured: rows of cases, each a kind of work with its sizes and the recipe of its data. A recipe is plain data, so that
// every peer, in whatever language, makes the same numbers for itself.

const features = 3073; // an image of 32 x 32 x 3 and a one
const classes = 10;

/** Uniform numbers around 0, and uniform labels: element i depends on nothing but the seed and i. */
const numbers = (seed, shape, scale = 1) => ({ seed, shape, scale });
const labels = (seed, count) => ({ seed, shape: [count], below: classes });

const classification = (samples) => ({
  images: numbers(1, [samples, features]),
  labels: labels(2, samples),
  W: numbers(3, [features, classes], 0.01),
});

/** The same from pixels, a byte each. */
const ofPixels = (samples) => ({
  images: { seed: 1, shape: [samples, features], below: 256, isBytes: true },
  labels: labels(2, samples),
  W: numbers(3, [features, classes], 0.01 / 255),
});

const step = (title, loss, samples) => ({
  kind: 'step',
  title,
  loss,
  learningRate: 1e-3,
  data: classification(samples),
  work: samples,
});

const product = (m, k, n) => ({
  kind: 'products',
  title: `${m}x${k} by ${k}x${n}`,
  side: 'left',
  times: 1,
  data: { thin: numbers(1, [m, k], 0.1), square: numbers(2, [k, n], 0.1) },
  work: m * k * n,
});

/** The square times a thin matrix, or the reverse, again and again, so that what a call costs does not count. */
const thinProducts = (side, size) => ({
  kind: 'products',
  title: `256 and ${size}, thin one ${side}`,
  side,
  times: 16,
  data: {
    thin: numbers(1, side === 'left' ? [size, 256] : [256, size]),
    square: numbers(2, [256, 256], Math.sqrt(3 / 256)), // keeps the variance
  },
  work: 16 * size * 256 * 256,
});

/** 32 pictures and kernels of 3 by 3; with the derivatives of its sum with weights by some of them. */
const convolution = (side, channels, outputs, wrt = []) => ({
  kind: wrt.length > 0 ? 'convolutionSlopes' : 'convolution',
  title: [`${side}x${side}x${channels} to ${outputs}`, ...wrt].join(', by '),
  wrt,
  data: {
    pictures: numbers(1, [32, side, side, channels]),
    kernel: numbers(2, [3, 3, channels, outputs], 0.1),
    ...(wrt.length > 0 ? { cotangent: numbers(3, [32, side, side, outputs]) } : {}),
  },
  work: 32 * side * side * 9 * channels * outputs * (1 + wrt.length),
});

const elementwise = (operation) => ({
  kind: 'function',
  title: operation,
  operation,
  data: { x: numbers(1, [1_000_000], 3) },
});

const scored = (title, isBuiltIn) => ({
  kind: 'loss',
  title,
  isBuiltIn,
  data: { scores: numbers(1, [10_000, classes], 3), labels: labels(2, 10_000) },
});

/** What several threads are compared with. */
const alone = (threads) => (threads > 1 ? ['Adjoint, one thread'] : []);

/** The rows by name. `repetitions` count where a repetition takes long; `quick` makes row `batch` fit small machines. */
export const rowsOf = ({ quick, threads }) => ({
  step: {
    title: '256 samples, 3073 features, 10 classes: loss, gradient and SGD update',
    cases: [step('softmax', 'softmax', 256), step('SVM', 'hinge', 256)],
    also: ['Adjoint, float64', ...alone(threads)],
  },
  batch: {
    title: `${quick ? '5,000' : '50,000'} samples, 3073 features, 10 classes: loss and gradient`,
    cases: [
      { kind: 'gradient', title: 'softmax', data: classification(quick ? 5000 : 50_000) },
      { kind: 'pixels', title: 'the same from 8-bit pixels', data: ofPixels(quick ? 5000 : 50_000) },
    ],
    repetitions: quick ? 5 : 3,
    memory: true,
    also: alone(threads),
  },
  network: {
    title: '3072-512-10, rectified, batch of 256: loss, gradient and Adam update',
    cases: [
      {
        kind: 'network',
        title: 'two layers',
        learningRate: 1e-3,
        epsilon: 1e-4, // a smaller ε amplifies roundoff
        data: {
          images: numbers(1, [256, 3072]),
          labels: labels(2, 256),
          W1: numbers(3, [3072, 512], 0.04),
          b1: numbers(4, [512], 0.01),
          W2: numbers(5, [512, classes], 0.1),
          b2: numbers(6, [classes], 0.01),
        },
      },
    ],
    repetitions: 5,
    also: [...alone(threads), "Adjoint, 'fastest'"],
  },
  sample: {
    title: 'one sample, 4 features, 10 classes: loss and gradient',
    cases: [
      {
        kind: 'sample',
        title: 'softmax',
        data: { images: numbers(1, [1, 4]), labels: labels(2, 1), W: numbers(3, [4, classes]) },
      },
    ],
  },
  functions: {
    title: '1,000,000 numbers',
    cases: ['exp', 'tanh', 'logSumExp', 'sum'].map(elementwise),
  },
  products: {
    title: 'products of matrices',
    cases: [
      ...[255, 256, 257].map((size) => product(size, size, size)),
      ...['left', 'right'].flatMap((side) => [1, 3, 4, 7, 8, 10, 12].map((size) => thinProducts(side, size))),
    ],
    isPerWork: 'multiply-add',
    peers: ['Adjoint', 'TensorFlow.js, wasm', 'jax-js, wasm', 'PyTorch'],
  },
  sizes: {
    title: '3073 features, 10 classes: softmax loss, gradient and SGD update',
    cases: [31, 32, 33, 127, 128, 129].map((samples) => step(`${samples} samples`, 'softmax', samples)),
    isPerWork: 'sample',
    peers: ['Adjoint', 'TensorFlow.js, wasm', 'jax-js, wasm', 'PyTorch'],
  },
  convolution: {
    title: '32 pictures, 3x3 kernels, padding same: convolution; then its sum with weights, and derivatives',
    cases: [[], ['pictures'], ['pictures', 'kernel']].flatMap((wrt) => [
      convolution(32, 3, 32, wrt),
      convolution(16, 64, 64, wrt),
    ]),
    isPerWork: 'multiply-add',
    peers: ['Adjoint', 'TensorFlow.js, wasm', 'PyTorch'],
  },
  compile: {
    title: 'from a graph to a program that has run once',
    cases: [
      { kind: 'quickstart', title: 'softmax step, 64 to 10', data: {} },
      { kind: 'longGraph', title: 'chain of 10,000 nodes', length: 10_000, data: {} },
      { kind: 'longGraph', title: 'chain of 100,000 nodes', length: 100_000, data: {} },
    ],
    repetitions: 3,
    peers: ['Adjoint'],
  },
  ownLoss: {
    title: 'softmax cross-entropy of 10,000 samples by their scores: loss and gradient',
    cases: [scored('built in', true), scored('written by hand', false)],
    peers: ['Adjoint'],
  },
});

/** The rows that are large enough for several threads. */
export const inParallel = ['step', 'batch', 'network'];

/** The data of a case: arrays by name, with their shapes. */
export const dataOf = ({ data }) =>
  Object.fromEntries(Object.entries(data).map(([name, recipe]) => [name, { shape: recipe.shape, data: made(recipe) }]));

const made = ({ seed, shape, scale, below, isBytes }) => {
  const count = shape.reduce((product, size) => product * size, 1);
  const whole = isBytes ? Uint8Array : Int32Array;
  if (below !== undefined) return whole.from({ length: count }, (_, i) => Math.floor(uniform(seed, i) * below));
  const array = new Float32Array(count);
  for (let i = 0; i < count; i++) array[i] = (2 * uniform(seed, i) - 1) * scale;
  return array;
};

/** In [0, 1), 24 bits: the finalizer of Wellons' lowbias32 on a counter. */
const uniform = (seed, i) => {
  let x = (i + Math.imul(seed, 0x9e3779b9)) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return ((x ^ (x >>> 16)) >>> 8) / 2 ** 24;
};
