import { elementwise } from './elementwise.ts';
import { image } from './image.ts';
import { loop } from './loop.ts';
import { loss } from './loss.ts';
import { matrix } from './matrix.ts';
import { movement } from './movement.ts';
import { order } from './order.ts';
import { reduction } from './reduction.ts';
import type { Rows } from './row.ts';

/** Every operation, by its name. */
export const rows: Rows = {
  ...elementwise,
  ...reduction,
  ...matrix,
  ...movement,
  ...image,
  ...order,
  ...loop,
  ...loss,
};
