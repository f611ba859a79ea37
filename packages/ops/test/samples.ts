import type { Sample } from '@adjoint/gradcheck';
import { activation, arithmetic, choice, exponential, trigonometry } from './samples/elementwise.ts';
import { image } from './samples/image.ts';
import { indexing } from './samples/indexing.ts';
import { loop } from './samples/loop.ts';
import { classification, elementwiseLoss, regularizer } from './samples/loss.ts';
import { matrix } from './samples/matrix.ts';
import { parts, shape } from './samples/movement.ts';
import { ordering } from './samples/order.ts';
import { probability } from './samples/probability.ts';
import { product } from './samples/product.ts';
import { reduction } from './samples/reduction.ts';

/** What every operation of the library is checked on, by its name. */
export const samples: Readonly<Record<string, readonly Sample[]>> = {
  ...arithmetic,
  ...exponential,
  ...trigonometry,
  ...activation,
  ...choice,
  ...reduction,
  ...shape,
  ...parts,
  ...indexing,
  ...ordering,
  ...product,
  ...matrix,
  ...image,
  ...classification,
  ...elementwiseLoss,
  ...probability,
  ...regularizer,
  ...loop,
};
