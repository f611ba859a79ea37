// Adjoint: graphs compiled to WebAssembly. What changes from run to run is bound; what stays, and what is learned, is held.

import { gradient, input, parameter } from '@adjoint/graph';
import {
  add,
  conv2d,
  crossEntropy,
  exp,
  expandDims,
  hinge,
  initialize,
  l2,
  log,
  logSumExp,
  matmul,
  max,
  mean,
  mul,
  normal,
  relu,
  sub,
  sum,
  takeAlongAxis,
  tanh,
  zeros,
} from '@adjoint/ops';
import { adam, sgd, updatesOf } from '@adjoint/optim';
import { compile } from '@adjoint/runtime';

const lossOf = { softmax: crossEntropy, hinge };
const functions = { exp, tanh, logSumExp, sum };

/** At one of the two precisions, with products by a native library if `math` is `fastest`. */
export const peer = (precision, math = 'reproducible') => {
  const options = { precision, math, threads: Number(process.env.PEER_NUM_THREADS) };

  /** A step that returns the loss and updates what it holds. */
  const training = async ({ loss, wrt, optimizer, held, bindings }) => {
    const updates = updatesOf(optimizer, wrt, gradient(loss, wrt));
    const states = initialize(updates.map(({ next }) => next));
    const program = await compile({ loss }, { ...options, held: { ...states, ...held }, updates });
    let last;
    return {
      run: () => void (last = program.run(bindings).loss.data),
      result: () => [last, ...Object.keys(held).map((name) => program.held()[name].data)],
    };
  };

  /** Outputs again and again. */
  const computing = async (outputs, { held = {}, bindings = {} }) => {
    const program = await compile(outputs, { ...options, held });
    let last;
    return {
      run: () => void (last = program.run(bindings)),
      result: () => Object.values(last).map(({ data }) => data),
    };
  };

  const classifier = ({ data: { images, W } }, loss = crossEntropy) => {
    const weights = parameter('W', W.shape);
    const scores = matmul(input('images', ['batch', images.shape[1]]), weights);
    return { W: weights, loss: mean(loss(scores, input('labels', ['batch'], 'int'))) };
  };

  const convolutionOf = ({ pictures, kernel }) => ({
    pictures: input('pictures', ['batch', ...pictures.shape.slice(1)]),
    kernel: parameter('kernel', kernel.shape),
  });

  const preparations = {
    step: (task) => {
      const { W, loss } = classifier(task, lossOf[task.loss]);
      const { images, labels } = task.data;
      const optimizer = sgd({ learningRate: task.learningRate });
      return training({ loss, wrt: [W], optimizer, held: { W: task.data.W }, bindings: { images, labels } });
    },

    gradient: (task) => {
      const { W, loss } = classifier(task);
      const { images, labels } = task.data;
      const [dW] = gradient(loss, [W]);
      return computing({ loss, dW }, { held: { images, labels }, bindings: { W: task.data.W } });
    },

    pixels: (task) => preparations.gradient(task),

    sample: (task) => {
      const { W, loss } = classifier(task);
      const { images, labels } = task.data;
      const [dW] = gradient(loss, [W]);
      return computing({ loss, dW }, { held: { W: task.data.W }, bindings: { images, labels } });
    },

    network: ({ data: { images, labels, ...held }, learningRate, epsilon }) => {
      const wrt = Object.entries(held).map(([name, { shape }]) => parameter(name, shape));
      const [W1, b1, W2, b2] = wrt;
      const hidden = relu(add(matmul(input('images', ['batch', 3072]), W1), b1));
      const loss = mean(crossEntropy(add(matmul(hidden, W2), b2), input('labels', ['batch'], 'int')));
      return training({ loss, wrt, optimizer: adam({ learningRate, epsilon }), held, bindings: { images, labels } });
    },

    function: ({ operation, data }) => computing({ y: functions[operation](input('x', data.x.shape)) }, { held: data }),

    products: ({ side, times, data }) => {
      const square = input('square', data.square.shape);
      let product = input('thin', data.thin.shape);
      for (let i = 0; i < times; i++) product = side === 'left' ? matmul(product, square) : matmul(square, product);
      return computing({ product }, { held: data });
    },

    convolution: ({ data }) => {
      const { pictures, kernel } = convolutionOf(data);
      return computing({ y: conv2d(pictures, kernel, { padding: 'same' }) }, { held: data });
    },

    convolutionSlopes: ({ wrt, data }) => {
      const leaves = convolutionOf(data);
      const cotangent = input('cotangent', ['batch', ...data.cotangent.shape.slice(1)]);
      const loss = sum(mul(conv2d(leaves.pictures, leaves.kernel, { padding: 'same' }), cotangent));
      const variables = wrt.map((name) => leaves[name]);
      const slopes = gradient(loss, variables);
      const named = Object.fromEntries(wrt.map((name, index) => [name, slopes[index]]));
      return computing({ loss, ...named }, { held: data });
    },

    loss: ({ isBuiltIn, data }) => {
      const scores = input('scores', ['batch', 10]);
      const labels = input('labels', ['batch'], 'int');
      const loss = mean((isBuiltIn ? crossEntropy : byHand)(scores, labels));
      const [slope] = gradient(loss, [scores]);
      return computing({ loss, slope }, { held: data });
    },

    quickstart: () => {
      const images = { shape: [64, 64], data: new Float32Array(4096).fill(0.1) };
      const labels = { shape: [64], data: new Int32Array(64) };
      return preparing(() => quickstart({ images, labels }));
    },

    longGraph: ({ length }) => {
      const x = { shape: [4], data: Float32Array.of(0.1, 0.2, 0.3, 0.4) };
      return preparing(() => longGraph(length, x));
    },
  };

  const quickstart = async (bindings) => {
    const W = parameter('W', [64, 10], normal({ std: 1e-4 }));
    const b = parameter('b', [10], zeros());
    const scores = add(matmul(input('images', ['batch', 64]), W), b);
    const loss = add(mean(crossEntropy(scores, input('labels', ['batch'], 'int'))), mul(1e-3, l2(W)));
    const updates = updatesOf(sgd({ learningRate: 0.1 }), [W, b], gradient(loss, [W, b]));
    const held = initialize([loss, ...updates.map(({ next }) => next)]);
    const program = await compile({ loss }, { ...options, held, updates });
    return program.run(bindings).loss.data;
  };

  const longGraph = async (length, value) => {
    const x = parameter('x', [4]);
    let chain = x;
    for (let i = 0; i < length; i += 2) chain = tanh(mul(1.01, chain));
    const loss = sum(chain);
    const [slope] = gradient(loss, [x]);
    const program = await compile({ loss, slope }, options);
    return program.run({ x: value }).slope.data;
  };

  return {
    name: precision === 'float32' ? 'Adjoint' : `Adjoint, ${precision}`,
    prepare: (task) => preparations[task.kind](task),
  };
};

/** What is measured is making a program. */
const preparing = (make) => {
  let last;
  return { run: async () => void (last = await make()), result: () => [last] };
};

/** Softmax cross-entropy as a user would write it: log Σ exp(s − max s) + max s − s_y. */
const byHand = (scores, labels) => {
  const shifted = sub(scores, max(scores, { axis: 1, keepDims: true }));
  const right = sum(takeAlongAxis(shifted, expandDims(labels, 1), 1), 1);
  return sub(log(sum(exp(shifted), 1)), right);
};
