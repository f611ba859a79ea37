import type { Precision } from '@adjoint/graph';
import { nestCode } from './emit/nest-code.ts';
import type { Product } from './emit/nest.ts';
import type { PlacedBuffer } from './emit/surroundings.ts';
import { foreignImports } from './lanes/elementary.ts';
import { FunctionTable } from './lanes/function-table.ts';
import type { Step } from './schedule.ts';
import { call } from './wasm/code.ts';
import { encodeModule, type Function, functionOf } from './wasm/module.ts';

/** A compiled schedule: what to call and which kernels to run, in order. */
export interface Assembly {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly parts: readonly Part[];
}

/** Steps in a row that the module does in one call, or one that a kernel does. */
export type Part =
  | Readonly<{ type: 'call'; name: string }>
  | Readonly<{ type: 'kernel'; step: Extract<Step, { type: 'kernel' }> }>;

/** Assembles the module of a schedule. */
export const assemble = (steps: readonly Step[], buffers: readonly PlacedBuffer[], precision: Precision): Assembly => {
  const first = foreignImports.length;
  const table = new FunctionTable({ firstForeign: 0, firstFunction: first });
  const compiled = steps.map((step) =>
    step.type === 'kernel' ? undefined : functionFor(step, buffers, precision, table),
  );
  let next = first + table.functions.length;
  const functions: Function[] = [...table.functions];
  const parts: Part[] = [];
  let calls: number[] = [];
  const starters: Function[] = [];
  const finish = (): void => {
    if (calls.length === 0) return;
    const name = `part${parts.length}`;
    const indices = calls;
    starters.push(functionOf([], [], () => indices.map((index) => call('void', index)), name));
    parts.push({ type: 'call', name });
    calls = [];
  };
  for (const [index, step] of steps.entries()) {
    const compiledStep = compiled[index];
    if (compiledStep !== undefined) {
      functions.push(compiledStep);
      calls.push(next++);
    } else if (step.type === 'kernel') {
      finish();
      parts.push({ type: 'kernel', step });
    }
  }
  finish();
  const memory = { pages: 1, most: 65_536, isShared: false };
  return { bytes: encodeModule({ imports: foreignImports, functions: [...functions, ...starters], memory }), parts };
};

const functionFor = (
  step: Exclude<Step, { type: 'kernel' }>,
  buffers: readonly PlacedBuffer[],
  precision: Precision,
  table: FunctionTable,
): Function =>
  functionOf([], [], (variable) =>
    nestCode(step.type === 'product' ? nestOf(step) : step, { precision, buffers, table, variable }),
  );

/** A product as a sum over a loop of its own. */
const nestOf = ({ extents, m, n, k, a, b, c }: Product) => {
  const depth = extents.length;
  const over = (strides: readonly number[], places: readonly (number | undefined)[]): readonly number[] => [
    ...strides.slice(0, depth),
    ...places.map((place) => (place === undefined ? 0 : strides[depth + place]!)),
  ];
  const argument = (index: number) => ({ type: 'argument', index }) as const;
  return {
    extents: [...extents, m, n, k],
    stores: [
      {
        access: { ...c, strides: over(c.strides, [0, 1, undefined]) },
        monoid: 'add' as const,
        value: {
          type: 'apply' as const,
          kind: 'real' as const,
          scalar: { type: 'apply' as const, instruction: 'mul' as const, operands: [argument(0), argument(1)] },
          operands: [
            {
              type: 'read' as const,
              kind: 'real' as const,
              access: { ...a, strides: over(a.strides, [0, undefined, 1]) },
            },
            {
              type: 'read' as const,
              kind: 'real' as const,
              access: { ...b, strides: over(b.strides, [undefined, 1, 0]) },
            },
          ],
        },
      },
    ],
  };
};
