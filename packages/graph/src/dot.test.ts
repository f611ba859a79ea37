import { describe, expect, test } from 'vitest';
import { broadcastTo, sumTo } from './broadcast.ts';
import { add, scale } from './derivative/cotangent.ts';
import { toDot } from './dot.ts';
import { input, parameter, variable } from './leaf.ts';
import type { AnyTensor, Tensor } from './node.ts';
import { defineOp, outcome } from './op.ts';
import { aSubgraph, Subgraph } from './subgraph.ts';

const x = input('x', ['batch', 2]);
const w = parameter('w', [2]);

test('a drawing has a node for each node, an edge for each use, and escapes names', () => {
  const product = scale(x, w);
  const loss = sumTo(add(product, product), []);
  const dot = toDot({ 'a "loss"': loss, wide: broadcastTo(w, ['batch', 2]) });
  expect(dot.match(/shape=oval/g)).toHaveLength(5);
  expect(dot.match(/->/g)).toHaveLength(1 + 2 + 2 + 1 + 1 + 2);
  expect(dot).toContain(String.raw`label="a \"loss\""`);
  expect(dot).toContain('label="w", shape=box, style=filled');
});

test('a graph without functions is drawn as ever', () => {
  expect(toDot(scale(w, 2)).split('\n')).toEqual([
    'digraph {',
    '  rankdir=TB;',
    '  n0 [label="w", shape=box, style=filled, fillcolor=lightblue];',
    '  n1 [label="2", shape=plaintext];',
    '  n2 [label="broadcastTo", shape=oval];',
    '  n3 [label="scale", shape=oval];',
    '  n1 -> n2 [label="[]"];',
    '  n0 -> n3 [label="[2]"];',
    '  n2 -> n3 [label="[2]"];',
    '  out0 [label="output", shape=plaintext];',
    '  n3 -> out0 [label="[2]"];',
    '}',
  ]);
});

describe('a function of an operation stands in a frame', () => {
  type Operands = readonly [AnyTensor, AnyTensor, { readonly whenTrue: Subgraph }];
  const applied = (feeds: number | undefined): ((...operands: Operands) => AnyTensor) =>
    defineOp('apply', (_: AnyTensor, __: AnyTensor, ___: Operands[2]) => outcome<[2]>([2]), {
      attributes: { whenTrue: aSubgraph },
      kernel: () => {},
      ...(feeds === undefined ? {} : { feeds }),
    });
  const a = variable('a', [2], 'real') as Tensor<[2]>;
  const unused = variable('unused', [2], 'real');
  const square = new Subgraph('apply', [a], [scale(a, a)]);

  test('named for what it is for, and what flows in goes to its variables', () => {
    expect(
      toDot(applied(1)(x, w, { whenTrue: square }))
        .split('\n')
        .slice(2),
    ).toEqual([
      '  n0 [label="x", shape=box];',
      '  n1 [label="w", shape=box, style=filled, fillcolor=lightblue];',
      '  n2 [label="apply", shape=oval];',
      '  subgraph cluster_n2_0 {',
      '    label="when true"; style=rounded;',
      '    n2_0_0 [label="a", shape=box, style=dashed];',
      '    n2_0_1 [label="scale", shape=oval];',
      '    n2_0_0 -> n2_0_1 [label="[2]"];',
      '    n2_0_0 -> n2_0_1 [label="[2]"];',
      '  }',
      '  n0 -> n2 [label="[batch, 2]"];',
      '  n1 -> n2_0_0 [label="[2]", style=dashed];',
      '  n2_0_1 -> n2 [label="[2]", style=dashed];',
      '  out0 [label="output", shape=plaintext];',
      '  n2 -> out0 [label="[2]"];',
      '}',
    ]);
  });

  test('or to the operation, where that does not say what its variables stand for', () => {
    const dot = toDot(applied(undefined)(x, w, { whenTrue: square }));
    expect(dot).toContain('n1 -> n2 [label="[2]"];');
    expect(dot).not.toContain('-> n2_0_0 ');
  });

  test('or that has no use for one', () => {
    const dot = toDot(applied(0)(w, w, { whenTrue: new Subgraph('apply', [unused, a], [scale(a, a)]) }));
    expect(dot.match(/n0 -> n1 /g)).toHaveLength(1);
    expect(dot.match(/n0 -> n1_0_0 /g)).toHaveLength(1);
  });

  test('in another one', () => {
    const outer = new Subgraph('apply', [a], [applied(1)(a, a, { whenTrue: square })]);
    const dot = toDot(applied(1)(w, w, { whenTrue: outer }));
    expect(dot).toContain('  subgraph cluster_n1_0 {');
    expect(dot).toContain('    subgraph cluster_n1_0_1_0 {');
    expect(dot).toContain('  n1_0_0 -> n1_0_1_0_0 [label="[2]", style=dashed];');
  });
});
