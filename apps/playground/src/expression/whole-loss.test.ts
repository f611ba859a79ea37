import { shaped } from '@adjoint/graph';
import { add, mean, sum } from '@adjoint/ops';
import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import { labels, W, X } from './sample.ts';
import { wholeLossOf } from './whole-loss.ts';

const statedBy = (text: string) =>
  wholeLossOf(text, (lossWith) =>
    E.Functor.map(lossWith(text, { features: X, labels, W }), (loss) => ({
      total: loss.shape.length === 0 ? shaped(loss, []) : add(mean(loss), sum(W)),
    })),
  );

test('what is trained is what the page makes of the loss, whose nodes are those of the text', () => {
  const loss = statedBy('crossEntropy(X @ W, y)');
  if (E.isLeft(loss)) throw new Error(loss.left[0]!.message);
  const { total, built, text } = loss.right;
  expect(text).toBe('crossEntropy(X @ W, y)');
  expect(total.node.inputs[0]!.node.op.name).toBe('div');
  expect(built.loss.shape).toEqual(['batch']);
  const one = statedBy('2 * l2(W)');
  expect(E.isRight(one) && one.right.total).toBe(E.isRight(one) && one.right.built.loss);
});

test('all mistakes in a text are told, and what the page does not take is one', () => {
  const loss = statedBy('a = mean(V)\nhing(features, labels)');
  expect(E.isLeft(loss) && loss.left.map(({ from }) => from)).toEqual([9, 12]);
  const refused = { message: 'not here', from: 0, to: 5 };
  expect(wholeLossOf('l2(W)', (lossWith) => E.Chain.chain(lossWith('', { W }), () => E.left(refused)))).toEqual(
    E.left([refused]),
  );
});
