import type { NativeProduct } from '../blas/native-product.ts';
import type { Nest, Product } from '../emit/nest.ts';
import type { Blocks } from './blocks.ts';

/** Steps on whole arrays, or on blocks. */
export type Stage = Readonly<{ type: 'whole'; steps: readonly Step[] }> | Sweep;

/** Steps for every block of a dimension, in chunks that do not depend on one another. */
export interface Sweep {
  readonly type: 'sweep';
  readonly blocks: Blocks;
  /** What comes before the first block of a chunk. */
  readonly start: readonly Step[];
  readonly block: readonly Step[];
  /** The same for the smaller block at the end, if there is one. */
  readonly rest: readonly Step[];
}

/** One thing after another: loops, products, products by a native library, or the kernel of the node that a slot is the first of. */
export type Step =
  | (Nest & Readonly<{ type: 'nest' }>)
  | (Product & Readonly<{ type: 'product' }>)
  | Readonly<{ type: 'native'; product: Product; how: NativeProduct }>
  | Readonly<{ type: 'kernel'; slot: number; inputs: readonly number[]; outputs: readonly number[] }>;
