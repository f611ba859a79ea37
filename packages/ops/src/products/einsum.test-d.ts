// Checked by `tsc -b` and never run: what is right keeps its exact shape, what is wrong does not compile.

import { type Dim, input, type Shape, type Tensor } from '@adjoint/graph';
import { dot, einsum, outer, trace } from './einsum.ts';

/** Compiles only where the value's type is exactly `Expected`, and not `any`. */
declare const is: <Expected>() => <T>(
  value: 0 extends 1 & T ? never : [T, Expected] extends [Expected, T] ? T : never,
) => void;

const a = input('a', [2, 3]);
const b = input('b', [3, 4]);
const v = input('v', [3]);
const images = input('images', ['batch', 3]);
const cube = input('cube', ['batch', 2, 3]);
const dynamic = input('dynamic', ['batch', 3] as Shape);
const labels = input('labels', [3], 'int');

// --- exact shapes ---

is<Tensor<[2, 4]>>()(einsum('ij,jk->ik', a, b));
is<Tensor<[4, 2]>>()(einsum(' i j , j k -> k i ', a, b));
is<Tensor<['batch', 4]>>()(einsum('batch in, in out -> batch out', images, b));
is<Tensor<['batch', 4]>>()(einsum('bi,io->bo', images, b));
is<Tensor<['batch', 2, 4]>>()(einsum('bij,jk->bik', cube, b));
is<Tensor<[]>>()(einsum('ij->', a));
is<Tensor<[3]>>()(einsum('ii->i', input('m', [3, 3])));
is<Tensor<['n']>>()(einsum('ii->i', input('m', ['n', 'n'])));
is<Tensor<[2, 'batch']>>()(einsum('ij,jk,bj->ib', a, b, images));
is<Tensor<[2, 3]>>()(einsum('ij,ij->ij', input('r', [2, 1]), input('c', [1, 3])));
is<Tensor<[3]>>()(einsum(',i->i', 2, v));
is<Tensor<[]>>()(einsum(',->', 2, 3));
is<Tensor<[3, 2]>>()(einsum('rows columns -> columns rows', a));
is<Tensor<[3, 4]>>()(einsum('user, item -> user item', v, input('w', [4])));
is<Tensor<[Dim]>>()(einsum('i,i->i', v, input('w', [3 as number])));

is<Tensor<[]>>()(dot(v, v));
is<Tensor<[2, 4]>>()(dot(a, b));
is<Tensor<['batch', 2]>>()(dot(cube, v));
is<Tensor<[2, 3]>>()(dot(2, a));
is<Tensor<[2, 3]>>()(dot(a, input('s', [])));
is<Tensor<[2, 5, 4]>>()(dot(a, input('c', [5, 3, 4])));
is<Tensor<[3, 4]>>()(outer(v, input('w', [4])));
is<Tensor<['batch', 3]>>()(outer(input('u', ['batch']), v));
is<Tensor<[Dim, 3]>>()(outer(a, v));
is<Tensor<[1, 3]>>()(outer(2, v));
is<Tensor<[]>>()(trace(a));
is<Tensor<[]>>()(trace(input('m', ['n', 'n']), { offset: 1 }));
is<Tensor<[3]>>()(trace(cube));
is<Tensor<['batch']>>()(trace(cube, { axes: [1, -1] }));

// --- shapes known at run time only ---

is<Tensor>()(einsum('ij,jk->ik', dynamic, b));
is<Tensor>()(einsum('ij,jk', a, b));
is<Tensor>()(einsum('...i->...', a));
is<Tensor>()(einsum('ij,jk->ik' as string, a, b));
is<Tensor>()(einsum('ij,j->i', ...([a, v] as unknown as Tensor[])));
is<Tensor>()(dot(dynamic, b));
is<Tensor<[Dim, 3]>>()(outer(dynamic, v));
is<Tensor>()(trace(dynamic));

// --- functions that are generic in their shapes ---

export const dense = <B extends Dim, I extends Dim, O extends Dim>(
  x: Tensor<[B, I]>,
  weights: Tensor<[I, O]>,
): Tensor<[B, O]> => einsum('batch in, in out -> batch out', x, weights);

export const inner = <N extends Dim>(x: Tensor<[N]>, y: Tensor<[N]>): Tensor<[]> => dot(x, y);

export const traceOf = <N extends Dim>(x: Tensor<[N, N]>): Tensor<[]> => trace(x);

// --- planted mistakes ---

// @ts-expect-error sizes 3 and 2 of one label
einsum('ij,jk->ik', a, a);
// @ts-expect-error another named dimension
einsum('b,b->b', input('p', ['batch']), input('q', ['samples']));
// @ts-expect-error a term of two labels for three axes
einsum('ij,jk->ik', cube, b);
// @ts-expect-error two terms and one operand
einsum('ij,jk->ik', a);
// @ts-expect-error a label of the output that no term has
einsum('ij,jk->il', a, b);
// @ts-expect-error integers
einsum('i->i', labels);
// @ts-expect-error no tensor
einsum('i->i', [1, 2, 3]);
// @ts-expect-error vectors of 3 and 4
dot(v, input('w', [4]));
// @ts-expect-error the last axis against the first
dot(a, a);
// @ts-expect-error integers
dot(v, labels);
// @ts-expect-error integers
outer(labels, v);
// @ts-expect-error an option that does not exist
trace(a, { axis: 0 });
// @ts-expect-error three axes
trace(cube, { axes: [0, 1, 2] });
// @ts-expect-error the product is [2, 4]
export const wrongOrder: Tensor<[4, 2]> = einsum('ij,jk->ik', a, b);
