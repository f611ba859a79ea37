// Plain loops over typed arrays, as one would write them by hand: sums in doubles, everything stored in floats. Others are compared
// with what these come to.

/** Losses of one row of scores; replaces the scores by the slopes. */
const rows = {
  softmax: (scores, start, classes, label) => {
    let most = -Infinity;
    for (let c = 0; c < classes; c++) most = Math.max(most, scores[start + c]);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += Math.exp(scores[start + c] - most);
    const loss = Math.log(sum) + most - scores[start + label];
    for (let c = 0; c < classes; c++) scores[start + c] = Math.exp(scores[start + c] - most) / sum;
    scores[start + label] -= 1;
    return loss;
  },
  hinge: (scores, start, classes, label) => {
    const right = scores[start + label];
    let loss = 0;
    let violations = 0;
    for (let c = 0; c < classes; c++) {
      const margin = scores[start + c] - right + 1;
      const isViolated = c !== label && margin > 0;
      scores[start + c] = isViolated ? 1 : 0;
      if (!isViolated) continue;
      loss += margin;
      violations++;
    }
    scores[start + label] = -violations;
    return loss;
  },
};

/** The mean loss; replaces the scores by its slopes. */
const meanLoss = (scores, labels, row) => {
  const classes = scores.length / labels.length;
  let total = 0;
  for (let i = 0; i < labels.length; i++) total += row(scores, i * classes, classes, labels[i]);
  for (let i = 0; i < scores.length; i++) scores[i] /= labels.length;
  return total / labels.length;
};

/** c = a b for a [m, k] and b [k, n]. */
const multiply = (a, b, c, m, k, n) => {
  const sums = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    sums.fill(0);
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p];
      for (let j = 0; j < n; j++) sums[j] += factor * b[p * n + j];
    }
    c.set(sums, i * n);
  }
};

/** c = aᵀ b for a [m, k] and b [m, n]. */
const multiplyTransposed = (a, b, c, m, k, n) => {
  c.fill(0);
  for (let i = 0; i < m; i++)
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p];
      for (let j = 0; j < n; j++) c[p * n + j] += factor * b[i * n + j];
    }
};

const classifier = ({ data: { images, labels, W } }, row) => {
  const [samples, features] = images.shape;
  const [, classes] = W.shape;
  const scores = new Float32Array(samples * classes);
  const slope = new Float32Array(W.data.length);
  return (weights) => {
    multiply(images.data, weights, scores, samples, features, classes);
    const loss = meanLoss(scores, labels.data, row);
    multiplyTransposed(images.data, scores, slope, samples, features, classes);
    return [loss, slope];
  };
};

const computing = (compute) => {
  let last;
  const asArray = (part) => (typeof part === 'number' ? Float64Array.of(part) : part);
  return { run: () => void (last = compute()), result: () => last.map(asArray) };
};

const lossAndGradient = (task) => {
  const both = classifier(task, rows.softmax);
  return computing(() => both(task.data.W.data));
};

const map = (f) => (x) => {
  const y = new Float32Array(x.length);
  for (let i = 0; i < x.length; i++) y[i] = f(x[i]);
  return y;
};

const functions = {
  exp: map(Math.exp),
  tanh: map(Math.tanh),
  sum: (x) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i];
    return Float64Array.of(sum);
  },
  logSumExp: (x) => {
    let most = -Infinity;
    for (let i = 0; i < x.length; i++) if (x[i] > most) most = x[i];
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += Math.exp(x[i] - most);
    return Float64Array.of(Math.log(sum) + most);
  },
};

const preparations = {
  step: (task) => {
    const both = classifier(task, rows[task.loss]);
    const weights = task.data.W.data.slice();
    return computing(() => {
      const [loss, slope] = both(weights);
      for (let i = 0; i < weights.length; i++) weights[i] -= task.learningRate * slope[i];
      return [loss, weights];
    });
  },

  gradient: lossAndGradient,

  pixels: lossAndGradient,

  sample: lossAndGradient,

  network: ({ learningRate, epsilon, data: { images, labels, ...start } }) => {
    const [samples, features] = images.shape;
    const [width] = start.b1.shape;
    const learned = Object.values(start).map(({ data }) => data.slice());
    const [W1, b1, W2, b2] = learned;
    const slopes = learned.map((array) => new Float32Array(array.length));
    const [dW1, db1, dW2, db2] = slopes;
    const hidden = new Float32Array(samples * width);
    const hiddenSlope = new Float32Array(samples * width);
    const classes = b2.length;
    const scores = new Float32Array(samples * classes);
    const updates = learned.map((array, i) => adamOf(array, slopes[i], learningRate, epsilon));
    return computing(() => {
      multiply(images.data, W1, hidden, samples, features, width);
      for (let i = 0; i < hidden.length; i++) hidden[i] = Math.max(0, hidden[i] + b1[i % width]);
      multiply(hidden, W2, scores, samples, width, classes);
      for (let i = 0; i < scores.length; i++) scores[i] += b2[i % classes];
      const loss = meanLoss(scores, labels.data, rows.softmax);
      multiplyTransposed(hidden, scores, dW2, samples, width, classes);
      sumRows(scores, db2);
      for (let i = 0; i < samples; i++)
        for (let h = 0; h < width; h++) {
          let sum = 0;
          for (let c = 0; c < classes; c++) sum += scores[i * classes + c] * W2[h * classes + c];
          hiddenSlope[i * width + h] = hidden[i * width + h] > 0 ? sum : 0;
        }
      multiplyTransposed(images.data, hiddenSlope, dW1, samples, features, width);
      sumRows(hiddenSlope, db1);
      for (const update of updates) update();
      return [loss, ...learned];
    });
  },

  function: ({ operation, data: { x } }) => computing(() => [functions[operation](x.data)]),

  products: ({ side, times, data: { thin, square } }) => {
    const [m, k, n] = side === 'left' ? [...thin.shape, square.shape[1]] : [...square.shape, thin.shape[1]];
    return computing(() => {
      let product = thin.data;
      for (let i = 0; i < times; i++) {
        const next = new Float32Array(m * n);
        const [a, b] = side === 'left' ? [product, square.data] : [square.data, product];
        multiply(a, b, next, m, k, n);
        product = next;
      }
      return [product];
    });
  },

  loss: ({ data: { scores, labels } }) =>
    computing(() => {
      const slope = scores.data.slice();
      return [meanLoss(slope, labels.data, rows.softmax), slope];
    }),
};

const sumRows = (matrix, sums) => {
  sums.fill(0);
  for (let i = 0; i < matrix.length; i++) sums[i % sums.length] += matrix[i];
};

const adamOf = (array, slope, learningRate, epsilon) => {
  const [mean, square] = [array, array].map(({ length }) => new Float32Array(length));
  let step = 0;
  return () => {
    step++;
    const [first, second] = [0.9, 0.999].map((beta) => 1 - beta ** step);
    for (let i = 0; i < array.length; i++) {
      mean[i] = 0.9 * mean[i] + 0.1 * slope[i];
      square[i] = 0.999 * square[i] + 0.001 * slope[i] ** 2;
      array[i] -= (learningRate * (mean[i] / first)) / (Math.sqrt(square[i] / second) + epsilon);
    }
  };
};

export const peer = () => ({ name: 'loops', prepare: (task) => preparations[task.kind]?.(task) });
