import type { Kind, NumericArray, Scalar } from '@adjoint/graph';
import { branchIf, type Code, get, loop, set } from '../wasm/code.ts';
import { i32 } from '../wasm/instruction.ts';
import { encodeModule, functionOf } from '../wasm/module.ts';
import { FunctionTable } from './function-table.ts';
import type { LaneFamily } from './family.ts';
import { scalarCode } from './scalar-code.ts';
import { shared } from './sharing.ts';

/**
 * A scalar expression as a function of whole arrays, whose lengths are equal and multiples of the lanes' count.
 *
 * For example:
 *
 * elementwise(s.exp({ type: 'argument', index: 0 }), ['real'], 'real', sideBySide.float32)(Float32Array.of(0, 1, 2, 3))
 */
export const elementwise = (
  expression: Scalar,
  kinds: readonly Kind[],
  kind: Kind,
  lanes: LaneFamily,
): ((...inputs: readonly NumericArray[]) => NumericArray) => {
  const table = new FunctionTable(0);
  const parameters = [...kinds, kind, 'end'].map(() => 'i32' as const);
  const main = functionOf(
    parameters,
    [],
    (variable, ...at) => {
      const elements = kinds.map((kind, index) => ({ kind, code: lanes[kind].load(get(at[index]!)) }));
      const [output, end] = [at[kinds.length]!, at[kinds.length + 1]!];
      const step = (kind: Kind): Code => i32.const(lanes.count * bytesOf(lanes, kind));
      const result = scalarCode(expression, { lanes, elements, kind, table });
      return [
        loop(
          ...shared([lanes[kind].store(get(output), result)], variable),
          ...kinds.map((kind, index) => set(at[index]!, i32.add(get(at[index]!), step(kind)))),
          set(output, i32.add(get(output), step(kind))),
          branchIf(0, i32.lt_u(get(output), get(end))),
        ),
      ];
    },
    'main',
  );
  const pages = { pages: 1, most: 1024, isShared: false };
  const bytes = encodeModule({ functions: [...table.functions, main], memory: pages });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: pages.most });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return (...inputs) => {
    const { length } = inputs[0]!;
    const sizes = [...kinds, kind].map((kind) => Math.ceil((length * bytesOf(lanes, kind)) / 16) * 16);
    const starts = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
    const missing = starts.at(-1)! + sizes.at(-1)! - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    inputs.forEach((input, index) => arrayAt(memory, lanes, kinds[index]!, starts[index]!, length).set(input));
    const output = starts.at(-1)!;
    (exports['main'] as (...numbers: number[]) => void)(...starts, output + length * bytesOf(lanes, kind));
    return arrayAt(memory, lanes, kind, output, length).slice();
  };
};

const bytesOf = (lanes: LaneFamily, kind: Kind): number => (kind === 'bool' ? 1 : lanes[kind].bytes);

const arrayAt = (
  { buffer }: WebAssembly.Memory,
  { real }: LaneFamily,
  kind: Kind,
  start: number,
  length: number,
): NumericArray => {
  if (kind === 'bool') return new Uint8Array(buffer, start, length);
  if (kind === 'int') return new Int32Array(buffer, start, length);
  return real.precision === 'float32'
    ? new Float32Array(buffer, start, length)
    : new Float64Array(buffer, start, length);
};
