import { fc, test as property } from '@fast-check/vitest';
import { either as E } from 'fp-ts';
import { describe, expect, test } from 'vitest';
import { aDim, aNumber, anAxis, listOf } from '../attribute.ts';
import { size, sumTo } from '../broadcast.ts';
import { add, scale } from '../derivative/cotangent.ts';
import { customGradient } from '../derivative/custom.ts';
import { attempt } from '../error.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { fromJSON, type FromJSONOptions } from './from-json.ts';
import { gradient } from '../derivative/gradient.ts';
import { type GraphJSON, toJSON } from './graph-json.ts';
import { initialOf } from '../initial.ts';
import { constant, input, parameter, parametersOf, state } from '../leaf.ts';
import { print } from '../listing.ts';
import type { AnyTensor, Tensor } from '../node.ts';
import { label } from '../application.ts';
import { defineOp, outcome } from '../op.ts';
import type { Outputs } from '../output.ts';
import { s } from '../scalar.ts';
import type { Shape } from '../shape.ts';
import { visit } from '../topology.ts';

const roll = defineOp(
  'roll',
  <S extends Shape>(x: Tensor<S>, _: { axis: number; by: readonly number[] }) => outcome<S>(x.shape),
  {
    attributes: { axis: anAxis, by: listOf(aNumber) },
    kernel: ({ inputs: [x], outputs: [y], attributes: { by } }) => y.data.set(x.data.map((e) => e + by[0]!)),
    derivative: [({ g }) => g],
  },
);
const twins = defineOp('twins', (x: Tensor) => E.right([outcomeOf(x), outcomeOf(x)] as const), {
  kernel: ({ inputs: [x], outputs: [a, b] }) => {
    a.data.set(x.data);
    b!.data.set(x!.data.map((element) => 2 * element));
  },
  derivative: [({ cotangents: [a, b] }) => add(a!, scale(b!, 2))],
});
const outcomeOf = (x: Tensor) => ({ shape: [...x.shape], kind: 'real' }) as const;
const draw = defineOp(
  'draw',
  (_: Tensor<[], 'int'>, { dim }: { readonly dim: string | number }) => outcome<Shape>([dim]),
  {
    kinds: ['int'],
    attributes: { dim: aDim },
    kernel: ({ inputs: [key], outputs: [y] }) => void y.data.fill(key.data[0]!),
    dims: ({ dim }) => [dim],
  },
);
const operations = { roll, twins, draw };

const x = input('x', ['batch', 2]);
const w = parameter('w', [2], (_, key) => draw(key, { dim: 2 }));
const [, second] = twins(add(x, w) as AnyTensor as Tensor);
const loss = label(
  'loss',
  sumTo(scale(second, roll(x as AnyTensor as Tensor, { axis: 1, by: [-0.5, Infinity, -0] })), []),
);

describe('a graph read again from JSON', () => {
  const graphs: readonly (readonly [string, Outputs])[] = [
    ['a loss', { loss }],
    ['a gradient', { loss, slope: gradient(loss, [w])[0] }],
    ['a single tensor', loss],
    [
      'leaves',
      { x, w, velocity: state('v', [3], constant(2)), labels: input('k', ['n'], 'int'), mask: input('m', [], 'bool') },
    ],
    ['constants', { a: constant(-0), b: constant([[1, Infinity], [Number.NaN, -0]]), c: constant(3, 'int'), d: constant([true, false], 'bool') }], // prettier-ignore
    ['a label', { a: label('two', constant(2)) }],
    ['a size', { count: size(['batch', 3]) }],
    ['nothing', {}],
  ];

  test.each(graphs)('of %s is the same graph', (_, outputs) => {
    const text = JSON.stringify(toJSON(outputs));
    const again = fromJSON(text, { operations });
    expect(print(again)).toBe(print('node' in outputs ? { output: outputs as AnyTensor } : outputs));
    expect(JSON.stringify(toJSON(again))).toBe(text);
  });

  test('has the same bits', () => {
    const outputs = { loss, slope: gradient(loss, [w])[0], c: constant([-0, Number.NaN, 1e-310]) };
    const bindings = { x: [[1, 2], [3, 4]], w: [0.5, -1] }; // prettier-ignore
    expect(evaluate(fromJSON(toJSON(outputs), { operations }), bindings)).toEqual(evaluate(outputs, bindings));
  });

  test('has its initial values', () => {
    const { loss: again } = fromJSON(toJSON({ loss }), { operations });
    const [parameter] = parametersOf(again!);
    expect([...evaluate(initialOf(parameter!)!, { key: 7 }).data]).toEqual([7, 7]);
  });

  test('can be differentiated', () => {
    const { loss: again } = fromJSON(toJSON({ loss }), { operations });
    const [slope] = gradient(again as Tensor, parametersOf(again!) as [Tensor]);
    expect(print(slope!)).toBe(print(gradient(loss, [w])[0]));
  });

  test('may be deep', () => {
    let deep: Tensor<[]> = constant(1);
    for (let i = 0; i < 20_000; i++) deep = add(deep, 1);
    const { output } = fromJSON(JSON.stringify(toJSON(deep)));
    expect(evaluate(output!).data[0]).toBe(20_001);
  });

  test('holds no function', () => {
    expect(attempt(() => toJSON(customGradient(x, [x], ({ g }) => [g])))).toMatchObject({
      left: { message: 'toJSON: the attributes of customGradient must be plain data, got a function' },
    });
  });
});

describe('what is wrong is an InvalidGraph that says where', () => {
  const plain = toJSON({ loss });
  const node = (...nodes: readonly unknown[]) => ({ format: 'adjoint-graph', version: 1, nodes, outputs: {} });
  const leaf = { op: 'input', attributes: { name: 'x' }, shape: [2] };

  test.each<readonly [string, unknown, FromJSONOptions?]>([
    ['the text must be JSON, got \'{"format":\'', '{"format":'],
    ['the graph must be an object, or the text of one, got null', null],
    ['the graph must be an object, or the text of one, got []', []],
    ["format must be 'adjoint-graph', got 'onnx'", { ...plain, format: 'onnx' }],
    ['version must be 1, the version this reads, got 2', { ...plain, version: 2 }],
    ['extra is no part of the format, got 1', { ...plain, extra: 1 }],
    ['nodes must be a list, got 3', { ...plain, nodes: 3 }],
    ['nodes must be at most 3, got', plain, { maxNodes: 3 }],
    ['nodes[0].op must be a text, got undefined', node({})],
    ['nodes[0].kind must be real, int or bool, got', node({ ...leaf, kind: 'float' })],
    ['nodes[0].shape[0] must be a size from 0 up or a name, got -1', node({ ...leaf, shape: [-1] })],
    ['nodes[0]: input: a leaf has no such part, got', node({ ...leaf, attributes: { name: 'x', color: 1 } })],
    ["nodes[0]: fromJSON: every operation must be among those given, got 'constructor'", node({ op: 'constructor' })],
    ["nodes[0]: fromJSON: every operation must be among those given, got 'eval'", node({ op: 'eval' })],
    ['nodes[1]: reference: must be the number of an earlier node, got 1', node(leaf, { op: 'add', inputs: [1, 0] })],
    [
      'nodes[1]: reference: must be the number of an earlier node, got [0, 1]',
      node(leaf, { op: 'add', inputs: [[0, 1], 0] }),
    ],
    ['nodes[1].inputs[0] must be the number of a node, got -1', node(leaf, { op: 'add', inputs: [-1, 0] })],
    ['nodes[1]: add: must have 2 operands, got 1', node(leaf, { op: 'add', inputs: [0] })],
    ['nodes[1]: add: has no attribute by, got 3', node(leaf, { op: 'add', inputs: [0, 0], attributes: { by: 3 } })],
    [
      'nodes[1]: broadcastTo: shape must be a list',
      node(leaf, { op: 'broadcastTo', inputs: [0], attributes: { shape: 5 } }),
    ],
    [
      'nodes[1]: sumTo: the shape must be one that',
      node(leaf, { op: 'sumTo', inputs: [0], attributes: { shape: [3] } }),
    ],
    [
      'nodes[1]: add: an operation gives its shape and kind itself',
      node(leaf, { op: 'add', inputs: [0, 0], shape: [2] }),
    ],
    [
      'nodes[1]: shape: must have at most 64 axes and 1000 elements',
      node(leaf, { op: 'broadcastTo', inputs: [0], attributes: { shape: [501, 2] } }),
      { maxElements: 1000 },
    ],
    [
      'nodes[2] must be at most 2 nodes deep, got 3',
      node(leaf, { op: 'add', inputs: [0, 0] }, { op: 'add', inputs: [1, 0] }),
      { maxDepth: 2 },
    ],
    [
      'nodes[0]: constant: data must have as many elements as shape [2]',
      node({ op: 'constant', attributes: { value: { shape: [2], data: [1] } } }),
    ],
    [
      'nodes[0]: constant: must be an integer of 32 bits',
      node({ op: 'constant', kind: 'int', attributes: { value: { shape: [1], data: [1.5] } } }),
    ],
    [
      'nodes[0]: parameter w: the initial value must be a real tensor',
      node({ op: 'parameter', attributes: { name: 'w', initial: 3 }, shape: [] }),
    ],
    [
      'nodes: graph: leaf names must be unique',
      { ...node(leaf, { ...leaf, shape: [2] }, { op: 'add', inputs: [0, 1] }), outputs: { y: 2 } },
    ],
    ['outputs.y: reference: must be the number of an earlier node, got 5', { ...node(leaf), outputs: { y: 5 } }],
    ["outputs.y: reference: must be the number of an earlier node, got 'x'", { ...node(leaf), outputs: { y: 'x' } }],
    [
      "nodes[1]: roll: axis must be an axis of the operand, got 'a'",
      node(leaf, { op: 'roll', inputs: [0], attributes: { axis: 'a', by: [] } }),
    ],
  ])('%s', (message, json, options) => {
    const read = attempt(() => fromJSON(json, { operations, ...(options as FromJSONOptions) }));
    expect(read).toMatchObject({ left: { _tag: 'InvalidGraph' } });
    expect(E.isLeft(read) && read.left.message).toContain(`fromJSON: ${message}`);
  });

  test('lists and texts that are too long, before anything is made of them', () => {
    const many = Array.from({ length: 300_000 }, () => 0);
    const sum = Array.from({ length: 20_000 }, (_, i) => `a${i}`)
      .toSorted()
      .join(' + ');
    const roll = { op: 'roll', inputs: [0] };
    for (const bad of [
      { op: 'add', inputs: many },
      { op: 'broadcastTo', inputs: [0], attributes: { shape: many } },
      { op: 'broadcastTo', inputs: [0], attributes: { shape: [sum] } },
      { op: 'size', attributes: { dims: many } },
      { ...roll, attributes: { axis: 0, by: many } },
    ])
      expect(attempt(() => fromJSON(node(leaf, bad), { operations }))).toMatchObject({
        left: { _tag: 'InvalidGraph' },
      });
    const long = toJSON(constant({ shape: [300_000], data: new Float64Array(300_000) }));
    expect(evaluate(fromJSON(long)['output']!).data).toHaveLength(300_000);
  });

  test('attributes nested without end, and text nested without end', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100; i++) deep = [deep];
    expect(attempt(() => fromJSON(node({ op: 'roll', attributes: { axis: deep } }), { operations }))).toMatchObject({
      left: { _tag: 'InvalidGraph' },
    });
    const text = `{"format":"adjoint-graph","version":1,"nodes":${'['.repeat(1e5)}`;
    expect(attempt(() => fromJSON(text))).toMatchObject({ left: { _tag: 'InvalidGraph' } });
  });

  test('names of the language are names like any other', () => {
    const text = JSON.stringify(toJSON({ a: add(input('__proto__', []), 1) })).replace('"a"', '"__proto__"');
    expect(Object.keys(fromJSON(text))).toEqual(['__proto__']);
  });

  test('two operations of one name', () => {
    const other = defineOp('add', (a: Tensor) => outcome<Shape>([...a.shape]), { scalar: s.neg });
    expect(() => fromJSON(plain, { operations: { other } })).toThrow(
      "fromJSON: no two operations may have one name, got 'add'",
    );
  });

  // damages a valid graph at one place
  const places = (value: unknown, path: readonly PropertyKey[] = []): readonly (readonly PropertyKey[])[] =>
    typeof value === 'object' && value !== null
      ? [path, ...Object.entries(value).flatMap(([key, part]) => places(part, [...path, key]))]
      : [path];
  const whole = toJSON({ loss, slope: gradient(loss, [w])[0], c: constant([1, Number.NaN]) }) as GraphJSON;
  const junk = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(
      0,
      1,
      2,
      -1,
      1e9,
      1e300,
      0.5,
      '',
      'x',
      'batch',
      'add',
      'roll',
      [],
      [[]],
      {},
      { $number: 'NaN' },
      { $tensor: 0 },
    ),
  );

  property.prop([fc.constantFrom(...places(whole)), fc.option(junk, { nil: undefined })], { numRuns: 3000 })(
    'a graph damaged anywhere is read as another, or refused',
    (path, damage) => {
      const copy: unknown = path.length === 0 ? damage : structuredClone(whole);
      let part = copy as Record<PropertyKey, unknown>;
      for (const key of path.slice(0, -1)) part = part[key] as Record<PropertyKey, unknown>;
      if (path.length > 0) part[path.at(-1)!] = damage;
      const read = attempt(() => fromJSON(copy, { operations, maxElements: 1e4 }));
      if (E.isLeft(read)) {
        expect(read.left._tag).toBe('InvalidGraph');
        return;
      }
      for (const tensor of Object.values(read.right)) expect(visit([tensor]).nodes.length).toBeGreaterThan(0);
      const value = attempt(() => evaluate(read.right, { x: [[1, 2]], w: [1, 2] })); // prettier-ignore
      expect(E.isLeft(value) ? value.left.message : 'evaluated').not.toBe('');
    },
  );
});
