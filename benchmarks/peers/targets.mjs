// What Adjoint is to reach, row by row: [claim, what it came to, the most that it may come to, how to write it].

import { median, ratio } from './measure.mjs';
import { duration, megabytes, times } from './table.mjs';

/** The targets of a row by its name, given a way to find the cells of a case. Those that nothing was measured for are left out. */
export const targetsOf = (name, cases, cells, threads) => {
  const cell = (id, label) => cells.find((found) => found.id === id && found.label === label);
  const against = (id, label, other = 'Adjoint') => {
    const [one, two] = [cell(id, other), cell(id, label)];
    return [one, two].some((each) => each === undefined || each.problem !== undefined) ? NaN : ratio(one, two);
  };
  const inJavaScript = ['TensorFlow.js, wasm', 'TensorFlow.js, cpu', 'jax-js, wasm'];
  const againstFaster = (id) => Math.max(...inJavaScript.map((label) => against(id, label)).filter(Number.isFinite));
  const target = (claim, value, most, text = times) => ({ claim, value, most, text });
  const seconds = (id) => (cell(id, 'Adjoint').problem === undefined ? median(cell(id, 'Adjoint').seconds) : NaN);
  const perWork = (id, other) =>
    (ratio(cell(id, 'Adjoint'), cell(other, 'Adjoint')) * cases[other].work) / cases[id].work;
  const neighbours = (claim, pairs, most) =>
    pairs.map(([one, other]) =>
      target(`${cases[one].title}: ${claim} against ${cases[other].title}`, perWork(one, other), most),
    );
  const each = (make) => cases.flatMap(({ title }, id) => make(id, title));

  const alone = (id, title) => target(`${title}: of one thread`, against(id, 'Adjoint, one thread'), 1 / 1.6);
  const memoryOf = (id, title) =>
    target(`${title}: memory beyond the data`, cell(id, 'Adjoint').bytes, 64e6, megabytes);
  const bytesOfNumbers = (most) =>
    target('8-bit pixels, of float32', ratio(cell(1, 'Adjoint'), cell(0, 'Adjoint')), most);

  const inParallel = {
    step: () =>
      each((id, title) => [
        target(`${title}: of the faster of TensorFlow.js and jax-js`, againstFaster(id), 1 / 8),
        target(`${title}: of PyTorch`, against(id, 'PyTorch'), 1 / 1.5),
        alone(id, title),
      ]),
    batch: () => [
      target('of PyTorch', against(0, 'PyTorch'), 1 / 1.8),
      bytesOfNumbers(1),
      ...each((id, title) => [memoryOf(id, title), alone(id, title)]),
    ],
    network: () => [
      target("'fastest', of PyTorch", against(0, 'PyTorch', "Adjoint, 'fastest'"), 1),
      target('of the faster of TensorFlow.js and jax-js', againstFaster(0), 1 / 1.7),
      alone(0, 'two layers'),
    ],
  };

  const onOne = {
    step: () =>
      each((id, title) => [
        target(`${title}: of the faster of TensorFlow.js and jax-js`, againstFaster(id), 1 / 5),
        target(`${title}: of PyTorch`, against(id, 'PyTorch'), 1),
        target(`${title}: float64 of float32`, against(id, 'Adjoint', 'Adjoint, float64'), 2.2),
      ]),
    batch: () => [
      target('of PyTorch', against(0, 'PyTorch'), 1),
      bytesOfNumbers(1),
      ...each((id, title) => [memoryOf(id, title)]),
    ],
    network: () => [target('of the faster of TensorFlow.js and jax-js', againstFaster(0), 1)],
    sample: () => [target('a call', seconds(0), 3e-6, duration), target('of PyTorch', against(0, 'PyTorch'), 1 / 8)],
    functions: () => each((id, title) => [target(`${title}: of PyTorch`, against(id, 'PyTorch'), 1.5)]),
    products: () => {
      const thin = [3, 10].flatMap((first) =>
        [
          [0, 2],
          [1, 2],
          [3, 4],
          [5, 6],
        ].map((pair) => pair.map((id) => id + first)),
      );
      return neighbours('a multiply-add', [[0, 1], [2, 1], ...thin], 1.3);
    },
    convolution: () =>
      each((id, title) => [target(`${title}: of TensorFlow.js, wasm`, against(id, 'TensorFlow.js, wasm'), 1)]),
    sizes: () =>
      neighbours(
        'a sample',
        [
          [0, 1],
          [2, 1],
          [3, 4],
          [5, 4],
        ],
        1.2,
      ),
    compile: () => [
      target('softmax step', seconds(0), 0.02, duration),
      target('softmax step, the first in a process', cell(0, 'Adjoint').first ?? NaN, 0.02, duration),
      target('100,000 nodes', seconds(2), 3, duration),
      target('a node of 100,000 against one of 10,000', seconds(2) / seconds(1) / 10, 1.5),
    ],
    ownLoss: () => [target('by hand, of the built-in', ratio(cell(1, 'Adjoint'), cell(0, 'Adjoint')), 1 / 0.8)],
  };
  return (threads > 1 ? inParallel : onOne)[name]().filter(({ value }) => Number.isFinite(value));
};
