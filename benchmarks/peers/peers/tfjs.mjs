// TensorFlow.js on one of its two processors: its own losses, optimizers and gradients. Results are read back at every run.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { require as requireTranslated } from 'tsx/cjs/api';

const require = createRequire(import.meta.url); // its Node builds are CommonJS
const tf = require('@tensorflow/tfjs-core');
// the Node build comes without gradients, and the file that adds them is written for bundlers
requireTranslated(require.resolve('@tensorflow/tfjs-core/dist/register_all_gradients.js'), import.meta.url);

const lossOf = {
  softmax: (right, scores) => tf.losses.softmaxCrossEntropy(right, scores),
  hinge: (right, scores) => {
    const scoreOfRight = tf.sum(tf.mul(scores, right), 1, true);
    const margins = tf.relu(tf.add(tf.sub(scores, scoreOfRight), 1));
    return tf.mean(tf.sum(tf.mul(margins, tf.sub(1, right)), 1));
  },
};

const tensorOf = ({ shape, data }) => tf.tensor(data, shape, data instanceof Int32Array ? 'int32' : 'float32');
const oneHot = (labels) => tf.cast(tf.oneHot(tensorOf(labels), 10), 'float32');
const crossEntropy = lossOf.softmax;

const training = ({ optimizer, variables, lossAt }) => {
  let last;
  return {
    run: () =>
      void tf.tidy(() => {
        last = optimizer.minimize(lossAt, true, variables).dataSync();
      }),
    result: () => [last, ...variables.map((variable) => variable.dataSync())],
  };
};

const computing = (compute) => {
  let last;
  return {
    run: () =>
      void tf.tidy(() => {
        last = compute().map((tensor) => tensor.dataSync());
      }),
    result: () => last,
  };
};

const preparations = {
  step: ({ loss, learningRate, data: { images, labels, W } }) => {
    const weights = tf.variable(tensorOf(W));
    const lossAt = () => lossOf[loss](oneHot(labels), tf.matMul(tensorOf(images), weights));
    return training({ optimizer: tf.train.sgd(learningRate), variables: [weights], lossAt });
  },

  gradient: ({ data: { images, labels, W } }) => {
    const [samples, right] = [tensorOf(images), oneHot(labels)];
    const both = tf.valueAndGrad((weights) => crossEntropy(right, tf.matMul(samples, weights)));
    return computing(() => {
      const { value, grad } = both(tensorOf(W));
      return [value, grad];
    });
  },

  sample: ({ data: { images, labels, W } }) => {
    const weights = tensorOf(W);
    return computing(() => {
      const [sample, right] = [tensorOf(images), oneHot(labels)];
      const { value, grad } = tf.valueAndGrad((at) => crossEntropy(right, tf.matMul(sample, at)))(weights);
      return [value, grad];
    });
  },

  network: ({ learningRate, epsilon, data: { images, labels, ...start } }) => {
    const variables = Object.values(start).map((value) => tf.variable(tensorOf(value)));
    const [W1, b1, W2, b2] = variables;
    const lossAt = () => {
      const hidden = tf.relu(tf.add(tf.matMul(tensorOf(images), W1), b1));
      return crossEntropy(oneHot(labels), tf.add(tf.matMul(hidden, W2), b2));
    };
    return training({ optimizer: tf.train.adam(learningRate, 0.9, 0.999, epsilon), variables, lossAt });
  },

  function: ({ operation, data }) => {
    const x = tensorOf(data.x);
    return computing(() => [tf[operation](x)]);
  },

  convolution: ({ data }) => {
    const [pictures, kernel] = [tensorOf(data.pictures), tensorOf(data.kernel)];
    return computing(() => [tf.conv2d(pictures, kernel, 1, 'same')]);
  },

  convolutionSlopes: ({ wrt, data }) => {
    if (wrt.includes('kernel')) return undefined; // wasm has no Conv2DBackpropFilter
    const [pictures, kernel, cotangent] = [data.pictures, data.kernel, data.cotangent].map(tensorOf);
    const both = tf.valueAndGrad((x) => tf.sum(tf.mul(tf.conv2d(x, kernel, 1, 'same'), cotangent)));
    return computing(() => {
      const { value, grad } = both(pictures);
      return [value, grad];
    });
  },

  products: ({ side, times, data }) => {
    const [thin, square] = [tensorOf(data.thin), tensorOf(data.square)];
    return computing(() => {
      let product = thin;
      for (let i = 0; i < times; i++)
        product = side === 'left' ? tf.matMul(product, square) : tf.matMul(square, product);
      return [product];
    });
  },
};

/** On `wasm` or `cpu`. */
export const peer = async (backend) => {
  if (backend === 'cpu') require('@tensorflow/tfjs-backend-cpu');
  else {
    const wasm = require('@tensorflow/tfjs-backend-wasm');
    wasm.setThreadsCount(Number(process.env.PEER_NUM_THREADS)); // in browsers; one in Node
    wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'));
  }
  await tf.setBackend(backend);
  return { name: `TensorFlow.js, ${backend}`, prepare: (task) => preparations[task.kind]?.(task) };
};
