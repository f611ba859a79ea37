// 1. Scores. A linear classifier gives an image one number a class, and takes it for the class with the highest.

import { add, constant, evaluate, input, matmul, mul, parameter, sub, type Value, withBias } from 'adjoint';
import { drawGraph, drawLines } from '@adjoint/plot';
import { hang } from './gallery.ts';

const classes = ['cat', 'dog', 'ship'];
const show = (name: string, { data }: Value): void =>
  console.log(`${name}: ${classes.map((k, i) => `${k} ${Number(data[i]!.toFixed(2))}`).join(', ')}`);

// An image of four pixels; W has a row a class and a column a pixel.
const W = constant([
  [0.2, -0.5, 0.1, 2],
  [1.5, 1.3, 2.1, 0],
  [0, 0.25, 0.2, -0.3],
]);
const b = constant([1.1, 3.2, -1.2]);
const x = constant([56, 231, 24, 2]);

const scores = add(matmul(W, x), b);
show('Wx + b', evaluate(scores));

// A slip to know of: the slides print 61.95 for the ship, which is what comes out before its bias of −1.2 is added.
show('Wx alone', evaluate(matmul(W, x)));

// The bias trick: a pixel that is always 1 makes the bias one more weight. From here on samples are rows, as data files have them,
// so the product is XW, with a column of W for each class. `withBias` appends the 1.
const image = withBias({ shape: [1, 4], data: Float64Array.of(56, 231, 24, 2) });
const extended = constant([[0.2, 1.5, 0], [-0.5, 1.3, 0.25], [0.1, 2.1, 0.2], [2, 0, -0.3], [1.1, 3.2, -1.2]]); // prettier-ignore
show('one product with the bias inside', evaluate(matmul(constant(image), extended)));

// Nothing above had been computed before `evaluate`: an expression is a graph, which can be looked at. Named dimensions stand for sizes
// that only data settle.
const images = input('images', ['batch', 4]);
const graph = add(matmul(images, parameter('W', [4, 3])), parameter('b', [3]));
console.log(`as a graph: ${String(graph)}`);
await hang('01-scores-graph', await drawGraph({ scores: graph }));

// As one pixel changes, every score moves along a straight line, as steep as that pixel's weight: up by 1.3 a level for the dog, down by 0.5
// for the cat. Nothing a linear classifier does with a pixel depends on the other pixels.
const brightness = Array.from({ length: 52 }, (_, i) => 5 * i);
const pixel = input('pixel', []);
const moved = add(scores, mul(sub(pixel, 231), constant([-0.5, 1.3, 0.25]))); // the second column of W
const rows = brightness.map((level) => evaluate(moved, { pixel: level }).data);
const lines = classes.map((name, k) => ({
  name,
  points: brightness.map((at, i) => [at, rows[i]![k]!] as const),
}));
await hang(
  '01-scores-lines',
  drawLines(lines, {
    title: 'Three scores as the second pixel brightens',
    x: { label: 'second pixel' },
    y: { label: 'score' },
  }),
);
