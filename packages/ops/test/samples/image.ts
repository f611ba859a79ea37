import { reals, type Sample, sample } from '@adjoint/gradcheck';
import * as ops from '../../src/index.ts';

type Samples = Readonly<Record<string, readonly Sample[]>>;

/** One entry for each axis of pictures. */
type Pair = readonly [number, number];

type Pictures = readonly (readonly (readonly (readonly number[])[])[])[];

interface Layout {
  readonly stride?: Pair;
  readonly dilation?: Pair;
  readonly before?: Pair;
  readonly after?: Pair;
  readonly groups?: number;
}

const ones: Pair = [1, 1];
const noughts: Pair = [0, 0];

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);
const total = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0);

/** What `make` gives for each window: it gets the elements of a channel of a picture that are in it, `undefined` where padding is. */
const eachWindow = <T>(
  x: Pictures,
  [height, width]: Pair,
  { stride = ones, dilation = ones, before = noughts, after = noughts }: Layout,
  make: (at: (row: number, column: number, channel: number) => number | undefined, batch: number) => T,
): readonly (readonly (readonly T[])[])[] => {
  const count = (axis: 0 | 1, size: number, all: number): number =>
    Math.floor((all + before[axis] + after[axis] - dilation[axis] * (size - 1) - 1) / stride[axis]) + 1;
  return x.map((picture, batch) =>
    range(count(0, height, picture.length)).map((p) =>
      range(count(1, width, picture[0]!.length)).map((q) =>
        make((i, j, channel) => {
          const row = p * stride[0] + i * dilation[0] - before[0];
          return picture[row]?.[q * stride[1] + j * dilation[1] - before[1]]?.[channel];
        }, batch),
      ),
    ),
  );
};

const convolved = (x: Pictures, kernel: Pictures, layout: Layout = {}): Pictures => {
  const [height, width] = [kernel.length, kernel[0]!.length];
  const [inputs, outputs] = [kernel[0]![0]!.length, kernel[0]![0]![0]!.length];
  const each = outputs / (layout.groups ?? 1);
  return eachWindow(x, [height, width], layout, (at) =>
    range(outputs).map((output) =>
      total(
        range(height).flatMap((i) =>
          range(width).flatMap((j) =>
            range(inputs).map(
              (input) => (at(i, j, Math.floor(output / each) * inputs + input) ?? 0) * kernel[i]![j]![input]![output]!,
            ),
          ),
        ),
      ),
    ),
  );
};

/** The elements of a window, padding left out. */
const pooled = (
  x: Pictures,
  [height, width]: Pair,
  layout: Layout,
  join: (elements: readonly number[]) => number,
): Pictures =>
  eachWindow(x, [height, width], layout, (at) =>
    x[0]![0]![0]!.map((_, channel) =>
      join(
        range(height)
          .flatMap((i) => range(width).map((j) => at(i, j, channel)))
          .filter((element) => element !== undefined),
      ),
    ),
  );

/** Signals as pictures of one row, and back. */
const rows = (x: readonly (readonly (readonly number[])[])[]): Pictures => x.map((signal) => [signal]);
const signals = (x: Pictures): readonly (readonly (readonly number[])[])[] => x.map(([row]) => row!);

/** The transpose, by what each window of the result was made of. */
const spreadOut = (y: Pictures, kernel: Pictures, [height, width]: Pair, layout: Layout = {}): Pictures => {
  const { groups = 1 } = layout;
  const channels = groups * kernel[0]![0]!.length;
  const one = (batch: number, row: number, column: number, channel: number): Pictures => [
    range(height).map((i) =>
      range(width).map((j) => range(channels).map((c) => Number(i === row && j === column && c === channel))),
    ),
  ];
  return y.map((picture, batch) =>
    range(height).map((i) =>
      range(width).map((j) =>
        range(channels).map((channel) => {
          const [responses] = convolved(one(batch, i, j, channel), kernel, layout);
          return total(
            responses!.flatMap((row, p) =>
              row.flatMap((column, q) => column.map((value, n) => value * picture[p]![q]![n]!)),
            ),
          );
        }),
      ),
    ),
  );
};

const squared = (x: Pictures): Pictures => x.map((a) => a.map((b) => b.map((c) => c.map((element) => element ** 2))));

export const image: Samples = {
  windows: [
    sample([reals([7])], (x) => ops.windows(x, [3], { stride: 2 }), {
      value: (x) => [x.slice(0, 3), x.slice(2, 5), x.slice(4, 7)],
    }),
    sample([reals([2, 6, 2])], (x) => ops.square(ops.windows(x, [3], { axis: 1, dilation: 2 })), {
      value: (x) => x.map((part) => [0, 1].map((p) => [0, 2, 4].map((o) => part[p + o]!.map((e) => e ** 2)))),
    }),
    sample([reals([5, 4])], (x) => ops.square(ops.windows(x, [2, 3], { axis: -2, stride: [3, 1] })), {
      value: (x) =>
        [0, 3].map((p) => [0, 1].map((q) => [0, 1].map((i) => [0, 1, 2].map((j) => x[p + i]![q + j]! ** 2)))),
    }),
  ],
  overlapAdd: [
    sample([reals([3, 3])], (x) => ops.square(ops.overlapAdd(x, [8], { stride: 2 })), {
      value: ([a, b, c]) =>
        [a![0]!, a![1]!, a![2]! + b![0]!, b![1]!, b![2]! + c![0]!, c![1]!, c![2]!, 0].map((element) => element ** 2),
    }),
    sample([reals([2, 2, 2, 1])], (x) => ops.square(ops.overlapAdd(x, [4], { axis: 1, dilation: 2 })), {
      value: (x) => x.map(([a, b]) => [a![0]!, b![0]!, a![1]!, b![1]!].map(([element]) => [element! ** 2])),
    }),
  ],
  conv1d: [
    sample([reals([2, 5, 2]), reals([3, 2, 3])], (x, k) => ops.conv1d(x, k), {
      value: (x, k) => signals(convolved(rows(x), [k])),
    }),
    sample(
      [reals([2, 7, 2]), reals([3, 1, 4])],
      (x, k) => ops.square(ops.conv1d(x, k, { groups: 2, padding: 1, stride: 2, dilation: 2 })),
      {
        value: (x, k) =>
          signals(
            squared(
              convolved(rows(x), [k], { groups: 2, before: [0, 1], after: [0, 1], stride: [1, 2], dilation: [1, 2] }),
            ),
          ),
      },
    ),
  ],
  conv2d: [
    sample([reals([2, 4, 5, 2]), reals([2, 3, 2, 3])], (x, k) => ops.conv2d(x, k), {
      value: (x, k) => convolved(x, k),
    }),
    sample([reals([2, 4, 5, 1]), reals([3, 2, 1, 2])], (x, k) => ops.conv2d(x, k, { padding: 'same' }), {
      value: (x, k) => convolved(x, k, { before: [1, 0], after: [1, 1] }),
      shape: [2, 4, 5, 2],
    }),
    sample(
      [reals([1, 6, 5, 1]), reals([3, 3, 1, 2])],
      (x, k) => ops.square(ops.conv2d(x, k, { padding: 'same', stride: [2, 3] })),
      {
        value: (x, k) => squared(convolved(x, k, { before: [0, 0], after: [1, 1], stride: [2, 3] })),
      },
    ),
    sample(
      [reals([1, 4, 4, 4]), reals([2, 2, 2, 4])],
      (x, k) => ops.conv2d(x, k, { groups: 2, dilation: [2, 1], padding: [[1, 0], 1] }),
      {
        value: (x, k) => convolved(x, k, { groups: 2, dilation: [2, 1], before: [1, 1], after: [0, 1] }),
      },
    ),
    sample([reals([1, 3, 4, 2]), reals([2, 2, 1, 4])], (x, k) => ops.square(ops.conv2d(x, k, { groups: 2 })), {
      value: (x, k) => squared(convolved(x, k, { groups: 2 })),
    }),
    sample([reals([2, 2, 3, 2]), reals([1, 1, 2, 3])], (x, k) => ops.square(ops.conv2d(x, k)), {
      value: (x, k) => squared(convolved(x, k)),
    }),
  ],
  conv1dTranspose: [
    sample([reals([2, 3, 3]), reals([3, 2, 3])], (y, k) => ops.square(ops.conv1dTranspose(y, k, { stride: 2 })), {
      value: (y, k) => signals(squared(spreadOut(rows(y), [k], [1, 7], { stride: [1, 2] }))),
    }),
  ],
  conv2dTranspose: [
    sample([reals([1, 2, 3, 3]), reals([3, 2, 2, 3])], (y, k) => ops.conv2dTranspose(y, k), {
      value: (y, k) => spreadOut(y, k, [4, 4]),
    }),
    sample(
      [reals([1, 2, 2, 2]), reals([3, 3, 1, 2])],
      (y, k) => ops.square(ops.conv2dTranspose(y, k, { padding: 'same', stride: 2, size: [3, 4] })),
      {
        value: (y, k) => squared(spreadOut(y, k, [3, 4], { before: [1, 0], after: [1, 1], stride: [2, 2] })),
      },
    ),
    sample(
      [reals([1, 2, 2, 4]), reals([2, 2, 1, 4])],
      (y, k) => ops.square(ops.conv2dTranspose(y, k, { groups: 2, padding: 1, dilation: 2 })),
      {
        value: (y, k) => squared(spreadOut(y, k, [2, 2], { groups: 2, dilation: [2, 2], before: ones, after: ones })),
      },
    ),
    sample([reals([1, 2, 2, 4]), reals([2, 2, 2, 4])], (y, k) => ops.square(ops.conv2dTranspose(y, k, { groups: 2 })), {
      value: (y, k) => squared(spreadOut(y, k, [3, 3], { groups: 2 })),
    }),
  ],
  maxPool2d: [
    sample([reals([2, 4, 5, 2])], (x) => ops.maxPool2d(x, 2), {
      value: (x) => pooled(x, [2, 2], { stride: [2, 2] }, (elements) => Math.max(...elements)),
    }),
    sample([reals([1, 4, 5, 2])], (x) => ops.square(ops.maxPool2d(x, [2, 3], { stride: 1, padding: 'same' })), {
      value: (x) => squared(pooled(x, [2, 3], { before: [0, 1], after: [1, 1] }, (elements) => Math.max(...elements))),
    }),
  ],
  averagePool2d: [
    sample([reals([2, 4, 5, 2])], (x) => ops.averagePool2d(x, 2), {
      value: (x) => pooled(x, [2, 2], { stride: [2, 2] }, (elements) => total(elements) / elements.length),
    }),
    sample([reals([1, 4, 5, 2])], (x) => ops.square(ops.averagePool2d(x, [3, 2], { stride: [1, 2], padding: 1 })), {
      value: (x) =>
        squared(
          pooled(
            x,
            [3, 2],
            { stride: [1, 2], before: ones, after: ones },
            (elements) => total(elements) / elements.length,
          ),
        ),
    }),
    sample([reals([1, 3, 3, 1])], (x) => ops.averagePool2d(x, 2, { padding: 1, countsPadding: true }), {
      value: (x) => pooled(x, [2, 2], { stride: [2, 2], before: ones, after: ones }, (elements) => total(elements) / 4),
    }),
  ],
  resize: [
    sample([reals([2, 3, 2, 1])], (x) => ops.square(ops.resize(x, [2, 4], { method: 'nearest' })), {
      value: (x) =>
        squared(x.map((picture) => [0, 2].map((row) => [0, 0, 1, 1].map((column) => picture[row]![column]!)))),
      shape: [2, 2, 4, 1],
    }),
    sample([reals([1, 2, 2, 2])], (x) => ops.square(ops.resize(x, [3, 2], { align: 'corners' })), {
      value: (x) =>
        squared(
          x.map(([top, bottom]) => [
            top!,
            top!.map((column, q) => column.map((element, c) => (element + bottom![q]![c]!) / 2)),
            bottom!,
          ]),
        ),
      shape: [1, 3, 2, 2],
    }),
    sample([reals([1, 2, 1, 1])], (x) => ops.resize(x, [4, 1]), {
      value: (x) => {
        const [[a], [b]] = x[0]!.map(([column]) => column!) as [readonly number[], readonly number[]];
        return [[[[a!]], [[0.75 * a! + 0.25 * b!]], [[0.25 * a! + 0.75 * b!]], [[b!]]]];
      },
      shape: [1, 4, 1, 1],
    }),
  ],
};
