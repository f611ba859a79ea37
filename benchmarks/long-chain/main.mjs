// What long graphs cost: chains of 10,000 to 1,000,000 nodes are built, differentiated twice and evaluated.
// Prints seconds and bytes, each also per node, so that growth in proportion can be seen. Then what compiled loops cost.

import { evaluate, gradient, parameter } from '@adjoint/graph';
import { neg, square } from '@adjoint/ops';
import { loopRows } from './loop.mjs';

if (globalThis.gc === undefined) throw new Error('run with node --expose-gc, or with npm run benchmark');

const timed = (work) => {
  const start = performance.now();
  const result = work();
  return [result, (performance.now() - start) / 1000];
};

const heap = () => {
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

const chainOf = (x, length) => {
  let chain = x;
  for (let i = 0; i < length; i += 2) chain = neg(square(chain));
  return chain;
};

const measure = (length) => {
  const x = parameter('x', []);
  const before = heap();
  const [chain, build] = timed(() => chainOf(x, length));
  const [[first], firstSeconds] = timed(() => gradient(chain, [x]));
  const [[second], secondSeconds] = timed(() => gradient(first, [x]));
  const bytes = heap() - before;
  const [, evaluation] = timed(() => evaluate({ chain, first, second }, { x: 0.5 }));
  return {
    build,
    'first derivative': firstSeconds,
    'second derivative': secondSeconds,
    'evaluate all': evaluation,
    bytes,
  };
};

const format = (value, length, unit) => {
  const each = unit === 'bytes' ? `${Math.round(value / length)} B` : `${((value / length) * 1e6).toFixed(1)} µs`;
  return `${unit === 'bytes' ? `${Math.round(value / 1e6)} MB` : `${value.toFixed(2)} s`} (${each})`;
};

measure(10_000); // lets the engine compile what it runs
const lengths = [10_000, 100_000, 1_000_000];
const rows = lengths.map((length) => {
  const costs = measure(length);
  return [length.toLocaleString('en'), ...Object.entries(costs).map(([name, value]) => format(value, length, name))];
});
const heads = ['chain', 'build', 'first derivative', 'second derivative', 'evaluate all', 'memory of the graphs'];
const line = (cells) => `| ${cells.join(' | ')} |`;
console.log('costs in all, and in brackets for each node of the chain');
console.log([line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n'));

const loopHeads = ['a step of four numbers', 'steps', 'loss', 'loss and gradient'];
const loops = await loopRows();
console.log('\na compiled run, the fastest of half a second, and in brackets each step of it');
console.log([line(loopHeads), line(loopHeads.map(() => '---')), ...loops.map(line)].join('\n'));
