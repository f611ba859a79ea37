import type { Kind, Precision } from '@adjoint/graph';
import type { ElementType } from '../element.ts';
import type { FunctionTable } from '../lanes/function-table.ts';
import type { Code, Local, ValueType } from '../wasm/code.ts';

/** What the code of a step needs to know of the program around it. */
export interface Surroundings {
  readonly precision: Precision;
  /** What each buffer holds. */
  readonly buffers: readonly PlacedBuffer[];
  /** Where a buffer lies, in bytes. */
  readonly address: (buffer: number) => Code;
  /** The elementary functions of the program. */
  readonly table: FunctionTable;
  /** A new variable of the function. */
  readonly variable: (type: ValueType) => Local;
  /** Where in a sweep it runs. */
  readonly position?: Position | undefined;
}

/** Where a sweep is. */
export interface Position {
  readonly chunk: Local;
  readonly block: Local;
}

/** A buffer with a place in memory. */
export interface PlacedBuffer {
  readonly kind: Kind;
  readonly type: ElementType;
  readonly address: number;
  readonly count: number;
  /** Whether it holds no more than a block, for the one who works on that. */
  readonly isLocal: boolean;
}
