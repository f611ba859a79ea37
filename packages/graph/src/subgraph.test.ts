import { describe, expect, test } from 'vitest';
import { broadcastTo, sumTo } from './broadcast.ts';
import { add, scale } from './derivative/cotangent.ts';
import { attempt } from './error.ts';
import { evaluate } from './evaluation/evaluate.ts';
import { fromJSON } from './json/from-json.ts';
import { toJSON } from './json/graph-json.ts';
import { gradient } from './derivative/gradient.ts';
import { constant, leavesOf, parameter, variable } from './leaf.ts';
import { toDot } from './dot.ts';
import { print } from './listing.ts';
import type { AnyTensor, Tensor } from './node.ts';
import { declarationOf, defineOp, outcome } from './op.ts';
import { pullbackOfAll } from './derivative/pullback.ts';
import { rewrite } from './rewriting/rewrite.ts';
import type { Shape } from './shape.ts';
import { simplify } from './rewriting/simplify.ts';
import { aSubgraph, bodiesOf, closureOf, everyNode, inlined, Subgraph, substituted } from './subgraph.ts';

/** An operation that applies a function of tensors: the least that has a graph as an attribute. */
const apply: (...operands: readonly [...AnyTensor[], { readonly body: Subgraph }]) => AnyTensor = defineOp(
  'apply',
  (...operands: readonly [...AnyTensor[], { readonly body: Subgraph }]) => {
    const { body } = operands.at(-1) as { readonly body: Subgraph };
    return outcome([...body.outputs[0]!.shape] as Shape, body.outputs[0]!.kind);
  },
  {
    kinds: ['any'],
    attributes: { body: aSubgraph },
    kernel: ({ inputs, outputs: [y], attributes: { body }, prepare }) => {
      const procedure = prepare(body);
      inputs.forEach(({ data }, index) => procedure.set(index, data));
      const error = procedure.run();
      if (error !== undefined) return error;
      y.data.set(procedure.get(0));
    },
    derivative: ({ inputs, attributes: { body }, cotangents: [g], isNeeded }) => {
      const found = pullbackOfAll(body.outputs, body.variables, [g!]);
      const given = new Map(body.variables.map((each, index) => [each, inputs[index]!]));
      return found.map((each, index) =>
        each === undefined || !isNeeded[index] ? null : substituted([each], given)[0]!,
      );
    },
  },
);

const applied = (f: (...x: readonly Tensor[]) => Tensor, ...operands: readonly AnyTensor[]): Tensor => {
  const variables = operands.map(({ shape, kind }, index) => variable(`v${index}`, shape, kind));
  const { body, captured } = closureOf('apply', variables, [
    f(...(variables as readonly AnyTensor[] as readonly Tensor[])),
  ]);
  return apply(...operands, ...captured, { body }) as Tensor;
};

const x = parameter('x', ['n']);
const w = parameter('w', []);
const cubes = applied((v) => scale(scale(v!, v!), scale(v!, add(w, 0))), x);
const at = { x: [1, 2], w: 3 };

test('JSON has a function before all that use it, however deep', () => {
  const v = variable('v', [], 'real') as Tensor;
  const inner = new Subgraph('inner', [v], [add(v, 1)]);
  const outer = new Subgraph('outer', [v], [scale(apply(v, { body: inner }) as Tensor, v)]);
  const both = {
    whole: apply(add(apply(w, { body: outer }) as Tensor, apply(w, { body: inner }) as Tensor), { body: outer }),
  };
  const again = fromJSON(JSON.stringify(toJSON(both)), { operations: { apply } });
  expect(evaluate(again, { w: 3 }).whole).toEqual(evaluate(both, { w: 3 }).whole);
});

test('what a function needs from outside becomes an input of the node that has it', () => {
  expect(leavesOf(cubes)).toEqual([x, w]);
  expect(cubes.node.inputs).toHaveLength(2);
  expect([...evaluate(cubes, at).data]).toEqual([3, 24]);
});

test('numbers stay inside', () => {
  expect(applied((v) => add(v!, 1), x).node.inputs).toEqual([x]);
});

test('one rule for all inputs gives every derivative, to any order', () => {
  const [total] = [applied((v) => scale(v!, scale(v!, v!)), w)];
  const [slope] = gradient(total, [w]);
  const [curvature] = gradient(slope, [w]);
  expect([slope, curvature].map((each) => evaluate(each, { w: 2 }).data[0])).toEqual([12, 12]);
});

describe('passes enter the graphs of attributes:', () => {
  test('JSON, both ways', () => {
    const again = fromJSON(JSON.stringify(toJSON(cubes)), { operations: { apply } });
    expect(evaluate(again['output']!, at)).toEqual(evaluate(cubes, at));
    expect(toJSON(again)).toEqual(toJSON(cubes));
  });

  test('rewriting, unless it is to stay outside', () => {
    const replace = ({ op, inputs }: AnyTensor['node']) => (op === declarationOf(scale) ? inputs[0] : undefined);
    expect([...evaluate(rewrite(cubes, replace), at).data]).toEqual([1, 2]);
    expect(rewrite(cubes, replace, { inside: false })).toBe(cubes);
  });

  test('simplifying', () => {
    const wordy = applied((v) => add(scale(constant(1), v!), scale(constant(1), v!)), w);
    const body = bodiesOf(simplify(wordy).node)[0]!;
    expect(body.size).toBeLessThan(bodiesOf(wordy.node)[0]!.size);
    expect([...evaluate(simplify(wordy), { w: 3 }).data]).toEqual([6]);
  });

  test('comparing: equal functions are one, others are not', () => {
    const make = (times: number): Tensor => applied((v) => scale(add(v!, v!), times), w);
    const { a, b, c } = simplify({ a: make(2), b: make(2), c: make(3) });
    expect([a === b, a === c]).toEqual([true, false]);
  });

  test('listings', () => {
    expect(print(cubes)).toContain('  (x0, x1) =>\n    x0: variable [n]');
    expect(toDot(cubes)).toContain('apply');
    expect(String(bodiesOf(cubes.node)[0])).toBe('(x0, x1) => scale(scale(x0, x0), scale(x0, x1)): [n]');
  });

  test('listings have the variables in their order, used or not', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => variable(name, [], 'real')) as unknown as readonly Tensor<[]>[];
    const body = new Subgraph('apply', [a!, b!, c!], [scale(c!, a!)]);
    expect(print(apply(w, w, w, { body }))).toContain(
      ['  (a, b, c) =>', '    a: variable []', '    b: variable []', '    c: variable []', '    %1 = scale(c, a)'].join(
        '\n',
      ),
    );
  });

  test('sizes of dimensions that are named nowhere else', () => {
    const inner = applied((v) => sumTo(broadcastTo(v!, ['m']), []) as AnyTensor as Tensor, w);
    expect(everyNode([inner])).toHaveLength(5);
    expect(attempt(() => evaluate(inner, { w: 2 }))).toMatchObject({ left: { _tag: 'InvalidBindings' } });
    expect([...evaluate(inner, { w: 2 }, { sizes: { m: 3 } }).data]).toEqual([6]);
  });
});

describe('a function is closed:', () => {
  const v = variable('v', [], 'real');
  test.each<readonly [string, () => unknown, string]>([
    [
      'it depends on its variables alone',
      () => new Subgraph('f', [v], [add(v as Tensor, w)]),
      'f: a function must depend on nothing but its variables, got ',
    ],
    ['they are variables', () => new Subgraph('f', [w], [w]), 'f: the variables of a function must be variables, got '],
    [
      'each has a name',
      () => new Subgraph('f', [v, variable('v', [], 'real')], [v]),
      'f: the variables of a function must have names of their own, got ',
    ],
  ])('%s', (_, build, message) => {
    expect(attempt(build)).toMatchObject({ left: { message: expect.stringContaining(message) } });
  });

  test('nested too deep it is refused', () => {
    const nest = (depth: number, of: Tensor): Tensor =>
      depth === 0 ? of : applied((inner) => nest(depth - 1, inner!), of);
    expect(attempt(() => nest(40, w as AnyTensor as Tensor))).toMatchObject({
      left: { message: 'apply: functions must be nested at most 32 deep, got 33' },
    });
  });

  test('in place of its variables it takes tensors', () => {
    const [made] = inlined(new Subgraph('f', [v], [scale(v as Tensor, v as Tensor)]), [w]);
    expect(evaluate(made!, { w: 3 }).data[0]).toBe(9);
  });
});

describe('a file with functions that are none is refused:', () => {
  const json = JSON.parse(JSON.stringify(toJSON(applied((v) => add(v!, 1), w)))) as {
    nodes: { op: string; attributes?: Record<string, unknown> }[];
  };
  const spoiled = (change: (body: { variables: unknown; outputs: unknown }) => void): unknown => {
    const copy = structuredClone(json);
    const { attributes } = copy.nodes.at(-1)!;
    change((attributes!['body'] as { $function: { variables: unknown; outputs: unknown } }).$function);
    return copy;
  };
  test.each<readonly [string, (body: { variables: unknown; outputs: unknown }) => void]>([
    ['no variables', (body) => (body.variables = [])],
    ['variables that are none', (body) => (body.variables = [2])],
    ['outputs that are none', (body) => (body.outputs = 'all')],
    ['outputs that are not there', (body) => (body.outputs = [99])],
    ['a leaf from outside', (body) => (body.outputs = [json.nodes.findIndex(({ op }) => op === 'parameter')])],
  ])('%s', (_, change) => {
    expect(attempt(() => fromJSON(spoiled(change), { operations: { apply } }))).toMatchObject({
      left: { _tag: 'InvalidGraph' },
    });
  });
});
