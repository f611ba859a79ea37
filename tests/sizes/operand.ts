import {
  type AnyTensor,
  broadcastTo,
  deriveKey,
  type Dim,
  input,
  type Kind,
  type Shape,
  type Tensor,
  uniforms,
  type Value,
} from '@adjoint/graph';
import { flip, slice, transpose } from '@adjoint/ops';

/** How the elements of an operand lie in memory: as they are bound, or at steps of what is. */
export const layouts = ['plain', 'transposed', 'sliced', 'flipped', 'repeated'] as const;
export type Layout = (typeof layouts)[number];

/** What numbers are drawn between. */
export interface Between {
  readonly from?: number;
  readonly to?: number;
}

/** What is drawn: numbers, their magnitudes, or numbers where arithmetic has edges. */
export type Drawn = 'numbers' | 'magnitudes' | 'edges';

interface Leaf {
  readonly shape: readonly Dim[];
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
}

const edges = [0, -0, 1, -1, 0.5, -2, Infinity, -Infinity, Number.NaN, 1, 0.25];

/** Makes operands, views of what it will draw. */
export class Operands {
  readonly #layout: Layout;
  readonly #prefix: string;
  readonly #leaves: Leaf[] = [];
  /** What is bound for the real ones. */
  readonly reals: Tensor[] = [];

  constructor(layout: Layout, prefix = '') {
    this.#layout = layout;
    this.#prefix = prefix;
  }

  /** Between −1 and 1 if not told. */
  readonly real = (shape: readonly Dim[], { from = -1, to = 1 }: Between = {}): Tensor =>
    this.#made({ shape, kind: 'real', from, to }) as Tensor;

  /** From 0 to below a number. */
  readonly int = (shape: readonly Dim[], below: number): Tensor<Shape, 'int'> =>
    this.#made({ shape, kind: 'int', from: 0, to: below }) as Tensor<Shape, 'int'>;

  readonly bool = (shape: readonly Dim[]): Tensor<Shape, 'bool'> =>
    this.#made({ shape, kind: 'bool', from: 0, to: 2 }) as Tensor<Shape, 'bool'>;

  /** Values for everything made so far, where `batch` has a size. */
  bindings(drawn: Drawn, batch = 0): Readonly<Record<string, Value>> {
    return Object.fromEntries(
      this.#leaves.map(({ shape: dims, kind, from, to }, index) => {
        const shape = dims.map((dim) => (dim === 'batch' ? batch : Number(dim)));
        const count = shape.reduce((product, size) => product * size, 1);
        const numbers = uniforms(deriveKey(index, 'sizes'), count).map((u) => from + (0.02 + 0.96 * u) * (to - from));
        if (kind === 'bool') return [this.#name(index), { shape, data: Uint8Array.from(numbers) }];
        if (kind === 'int') return [this.#name(index), { shape, data: Int32Array.from(numbers) }];
        const data = numbers.map((x, i) =>
          drawn === 'edges' ? edges[(i + index) % edges.length]! : drawn === 'magnitudes' ? Math.abs(x) : x,
        );
        return [this.#name(index), { shape, data }];
      }),
    );
  }

  #name(index: number): string {
    return `${this.#prefix}x${index}`;
  }

  #made(wanted: Leaf): AnyTensor {
    const { shape } = wanted;
    const leaf = (dims: readonly Dim[]): AnyTensor => {
      const name = this.#name(this.#leaves.push({ ...wanted, shape: dims }) - 1);
      const made = input<Shape, Kind>(name, [...dims], wanted.kind) as AnyTensor;
      if (wanted.kind === 'real') this.reals.push(made as Tensor);
      return made;
    };
    if (shape.length === 0 || this.#layout === 'plain') return leaf(shape);
    if (this.#layout === 'transposed') return transpose(leaf(shape.toReversed()) as Tensor);
    if (this.#layout === 'flipped') return flip(leaf(shape) as Tensor);
    if (this.#layout === 'sliced') {
      const wider = shape.map((dim) => (typeof dim === 'number' ? 2 * dim + 1 : dim));
      const steps = shape.map((dim) => (typeof dim === 'number' ? { start: 1, step: 2, dim } : {}));
      return slice(leaf(wider) as Tensor, steps);
    }
    const one = shape.findLastIndex((dim) => typeof dim === 'number' && dim !== 1);
    return broadcastTo(leaf(one < 0 ? shape : shape.with(one, 1)) as Tensor, [...shape]) as AnyTensor;
  }
}
