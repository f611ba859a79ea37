import * as graph from '@adjoint/graph';
import * as ops from '../../src/index.ts';
import { cyclic, date, map, sparse, symbol } from './oddities.ts';
import { bindings, ints, loss, vector, x } from './operands.ts';
import { exact, type Row, row } from './row.ts';
import {
  anyKind,
  aShape,
  asked,
  bad,
  initial,
  options,
  optionValues,
  real,
  real23,
  tensor,
  unused,
  type Wrong,
  wrt,
} from './wrong.ts';

/** A call of what makes a leaf, by its name and what else it takes. */
const leaf = (call: unknown, name: string, start: readonly [unknown, Wrong]): Row => ({
  ...row(
    call,
    [name, [3], start[0]],
    [undefined, ...bad.filter((one) => one !== 'words'), '', 1, x],
    aShape.filter((shape) => shape !== cyclic),
    start[1],
  ),
  also: /^(?:input|parameter|state) [a-z]+: /,
});

/** The same as `calls` for what builds, differentiates and evaluates graphs. */
export const graphCalls: Readonly<Record<string, Row>> = {
  add: exact(graph.add, [x, x], real23, real23),
  scale: exact(graph.scale, [x, x], real23, real23),
  broadcastTo: row(graph.broadcastTo, [x, [4, 2, 3]], anyKind, [...aShape, [3], [2, 4], ['batch', 3]]),
  sumTo: row(graph.sumTo, [x, [3]], real, [...aShape, [2], [1, 2, 3], [4]]),
  size: row(
    graph.size,
    [['batch', 2]],
    aShape.filter((shape) => !Object.is((shape as number[])?.[0], 2 ** 60)),
  ),
  label: row(graph.label, ['y', x], [undefined, ...bad.filter((one) => one !== 'words'), '', 1, x], tensor),
  shaped: row(graph.shaped, [x, [2, 3]], tensor, [...aShape, [3, 2], ['batch', 3]]),
  stopGradient: exact(graph.stopGradient, [x], real),
  customGradient: row(graph.customGradient, [x, [x], () => [x]], real, wrt, [
    undefined, null, symbol, date, 1, 'words', x, {}, [],
  ]), // prettier-ignore
  straightThrough: row(graph.straightThrough, [x, x], [...real, vector], [...real, vector]),
  gradient: row(graph.gradient, [loss, [x], { unused: 'zeros' }], [...tensor, x, ints], [...wrt, [ints]], unused),
  pullback: {
    ...row(
      graph.pullback,
      [x, [x], x, { unused: 'zeros' }],
      [...tensor, ints, vector],
      [...wrt, [ints]],
      [...tensor, ints, vector],
      unused,
    ),
    also: /^gradient: /,
  },
  pushforward: {
    ...row(
      graph.pushforward,
      [x, [x], [x], { unused: 'zeros' }],
      [...tensor, ints],
      [...wrt, [ints], [x, x]],
      [...wrt, [ints], [], [vector], [x, x]],
      unused,
    ),
    also: /^gradient: /,
  },
  hessianVectorProduct: {
    ...row(
      graph.hessianVectorProduct,
      [loss, [x], [x], { unused: 'zeros' }],
      [...tensor, ints, x],
      [...wrt, [ints], [x, x]],
      [...wrt, [ints], [], [vector], [x, x]],
      unused,
    ),
    also: /^gradient: /,
  },
  evaluate: row(
    graph.evaluate,
    [ops.sum(x), bindings, { precision: 'float32', sizes: {} }],
    asked,
    [
      null,
      ...bad,
      1,
      [],
      x,
      {},
      { x: null },
      { x: symbol },
      { x: [1] },
      { x: cyclic },
      { x: { shape: null, data: 1 } },
    ],
    [
      ...options,
      ...optionValues('precision', 'float16', null, 64, symbol),
      ...optionValues('sizes', null, 1, [], symbol, { batch: -1 }, { batch: NaN }, { batch: 'a' }, { batch: symbol }),
    ],
  ),
  constant: row(
    graph.constant,
    [[1, 2], 'real'],
    [
      undefined,
      ...bad.filter((one) => one !== true),
      [[1], [2, 3]],
      [null],
      sparse,
      { shape: [3], data: new Float64Array(2) },
      x,
    ],
    [null, symbol, date, map, 1, 'float', x],
  ),
  input: leaf(graph.input, 'i', ['int', [null, symbol, date, map, 1, 'float', x]]),
  parameter: leaf(graph.parameter, 'p', [graph.constant(0), initial]),
  state: leaf(graph.state, 's', [graph.constant(0), initial]),
  toTensor: {
    ...row(
      (...values: readonly unknown[]) => graph.toTensor('op', ...(values as [unknown, graph.Kind])),
      [1, 'int'],
      [...anyKind, 0.5],
    ),
    also: /^op: /,
  },
  simplify: row(graph.simplify, [x], asked),
  toJSON: row(graph.toJSON, [x], asked),
  print: row(graph.print, [x], asked),
  toDot: row(graph.toDot, [x], asked),
};
