// jax-js on WebAssembly, everything under `jit`. An array is freed once it has been used; `ref` keeps it for another use.

import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';

const crossEntropy = (scores, right) => np.mean(np.sum(nn.logSoftmax(scores, 1).mul(right), 1)).neg();

const hinge = (scores, right) => {
  const margins = nn.relu(scores.ref.sub(np.sum(scores.mul(right.ref), 1, { keepdims: true })).add(1));
  return np.mean(np.sum(margins.mul(np.array(1).sub(right)), 1));
};

const lossOf = { softmax: crossEntropy, hinge };

const arrayOf = ({ shape, data }) =>
  np.array(data, { shape, dtype: data instanceof Int32Array ? np.int32 : np.float32 });
const oneHot = (labels) => nn.oneHot(labels, 10).astype(np.float32);

const classifier = (loss) => (W, images, labels) => loss(np.matmul(images, W), oneHot(labels));

/** `step` turns learned arrays and data into the loss and the next arrays. */
const training = (step, start, data) => {
  let learned = start.map(arrayOf);
  let loss;
  return {
    run: () => {
      const [value, ...next] = step(...learned, ...data.map(arrayOf));
      learned = next;
      loss = value.dataSync();
    },
    result: () => [loss, ...learned.map((array) => array.ref.dataSync())],
  };
};

const computing = (compute) => {
  let last;
  return { run: () => void (last = compute().map((array) => array.dataSync())), result: () => last };
};

const functions = { exp: np.exp, tanh: np.tanh, sum: (x) => np.sum(x), logSumExp: (x) => nn.logsumexp(x) };

const preparations = {
  step: ({ loss, learningRate, data: { images, labels, W } }) => {
    const both = valueAndGrad(classifier(lossOf[loss]));
    const step = jit((weights, samples, right) => {
      const [value, slope] = both(weights.ref, samples, right);
      return [value, weights.sub(slope.mul(learningRate))];
    });
    return training(step, [W], [images, labels]);
  },

  gradient: ({ data }) => {
    const both = jit(valueAndGrad(classifier(crossEntropy)));
    const [images, labels] = [arrayOf(data.images), arrayOf(data.labels)];
    return computing(() => both(arrayOf(data.W), images.ref, labels.ref));
  },

  sample: ({ data }) => {
    const both = jit(valueAndGrad(classifier(crossEntropy)));
    const W = arrayOf(data.W);
    return computing(() => both(W.ref, arrayOf(data.images), arrayOf(data.labels)));
  },

  network: ({ learningRate, epsilon, data: { images, labels, ...start } }) => {
    const lossAt = (W1, b1, W2, b2, samples, right) => {
      const hidden = nn.relu(np.matmul(samples, W1).add(b1));
      return crossEntropy(np.matmul(hidden, W2).add(b2), oneHot(right));
    };
    const both = valueAndGrad(lossAt, { argnums: [0, 1, 2, 3] });
    const parameters = Object.values(start);
    const count = parameters.length;
    const step = jit((...all) => {
      const [wrt, means, squares] = [0, 1, 2].map((part) => all.slice(part * count, (part + 1) * count));
      const [made, samples, right] = all.slice(3 * count);
      const steps = made.add(1);
      const [loss, slopes] = both(...wrt.map((array) => array.ref), samples, right);
      const nextMeans = means.map((mean, i) => mean.mul(0.9).add(slopes[i].ref.mul(0.1)));
      const nextSquares = squares.map((square, i) => square.mul(0.999).add(np.square(slopes[i]).mul(0.001)));
      const [first, second] = [0.9, 0.999].map((beta) => np.array(1).sub(np.power(np.array(beta), steps.ref)));
      const next = wrt.map((array, i) => {
        const divisor = np.sqrt(nextSquares[i].ref.div(second.ref)).add(epsilon);
        return array.sub(nextMeans[i].ref.div(first.ref).div(divisor).mul(learningRate));
      });
      return [loss, ...next, ...nextMeans, ...nextSquares, steps];
    });
    const nothing = parameters.map(({ shape, data }) => ({ shape, data: new Float32Array(data.length) }));
    const none = { shape: [], data: new Float32Array(1) };
    const { run, result } = training(step, [...parameters, ...nothing, ...nothing, none], [images, labels]);
    return { run, result: () => result().slice(0, 1 + count) };
  },

  function: ({ operation, data }) => {
    const x = arrayOf(data.x);
    const compute = jit(functions[operation]);
    return computing(() => [compute(x.ref)]);
  },

  products: ({ side, times, data }) => {
    const [thin, square] = [arrayOf(data.thin), arrayOf(data.square)];
    const compute = jit((a, b) => {
      let product = a;
      for (let i = 0; i < times; i++) product = side === 'left' ? np.matmul(product, b.ref) : np.matmul(b.ref, product);
      return product;
    });
    return computing(() => [compute(thin.ref, square.ref)]);
  },
};

/** On `wasm`, which uses one thread in Node. */
export const peer = async (device) => {
  await init(device);
  defaultDevice(device);
  return { name: `jax-js, ${device}`, prepare: (task) => preparations[task.kind]?.(task) };
};
