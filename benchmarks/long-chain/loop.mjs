// What compiled loops cost a step, with and without their gradient, beside the same steps one after the other in the graph.

import { gradient, input, parameter } from '@adjoint/graph';
import { add, matmul, mean, mul, reshape, scan, slice, sum, tanh } from '@adjoint/ops';
import { compile } from '@adjoint/runtime';

const start = parameter('start', [4]);
const decay = parameter('decay', [4]);
const W = parameter('W', [4, 4]);

const steps = [
  { name: 'tanh(decay · state + x)', weights: decay, step: (state, x) => tanh(add(mul(decay, state), x)) },
  { name: 'tanh(W state + x)', weights: W, step: (state, x) => tanh(add(matmul(W, state), x)) },
];

const looped = (step) => {
  const next = (state, x) => {
    const made = step(state, x);
    return [made, made];
  };
  const [, states] = scan(next, start, input('xs', ['time', 4]));
  return mean(states);
};

const unrolled = (step, time) => {
  const xs = input('xs', [time, 4]);
  let state = start;
  let total = 0;
  for (let i = 0; i < time; i++) {
    state = step(state, reshape(slice(xs, [{ start: i, end: i + 1 }]), [4]));
    total = add(total, sum(state));
  }
  return mul(total, 1 / (4 * time));
};

const numbers = (...shape) => ({
  shape,
  data: Float64Array.from({ length: shape.reduce((count, size) => count * size, 1) }, (_, i) => Math.sin(i)),
});

/** Microseconds of a run, the fastest of half a second. */
const costOf = async (outputs, at) => {
  const program = await compile(outputs, { threads: 1 });
  for (let run = 0; run < 20; run++) program.run(at); // lets the engine compile it
  let fastest = Infinity;
  const end = performance.now() + 500;
  while (performance.now() < end) {
    const before = performance.now();
    program.run(at);
    fastest = Math.min(fastest, performance.now() - before);
  }
  program.dispose();
  return 1000 * fastest;
};

const costsOf = async (loss, weights, time) => {
  const [byWeights, byStart] = gradient(loss, [weights, start]);
  const at = { W: numbers(4, 4), decay: numbers(4), start: numbers(4), xs: numbers(time, 4) };
  const costs = [await costOf({ loss }, at), await costOf({ loss, byWeights, byStart }, at)];
  return costs.map((cost) => `${cost.toFixed(0)} µs (${(cost / time).toFixed(2)} µs)`);
};

/** A row for each step and number of steps. */
export const loopRows = async () => {
  const rows = [];
  for (const { name, weights, step } of steps) {
    rows.push([name, '100, one after the other', ...(await costsOf(unrolled(step, 100), weights, 100))]);
    for (const time of [100, 10_000])
      rows.push([name, `${time.toLocaleString('en')} in a loop`, ...(await costsOf(looped(step), weights, time))]);
  }
  return rows;
};
