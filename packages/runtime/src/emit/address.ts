import { bytesOf } from '../element.ts';
import { type Code, get, type Local } from '../wasm/code.ts';
import { i32 } from '../wasm/instruction.ts';
import type { Access } from './expression.ts';
import type { Counters } from './loop.ts';
import type { Surroundings } from './surroundings.ts';

/** The address of an access where the counters and the sweep are. */
export const addressOf = (
  { buffer, start, strides, perBlock = 0, perChunk = 0 }: Access,
  counters: Counters,
  { buffers, address, position }: Pick<Surroundings, 'buffers' | 'address' | 'position'>,
): Code => {
  const bytes = bytesOf(buffers[buffer]!.type);
  const moves: (readonly [counter: Local, elements: number])[] = [];
  for (const [loop, counter] of counters) moves.push([counter, strides[loop]!]);
  if (position !== undefined) moves.push([position.block, perBlock], [position.chunk, perChunk]);
  const first = start === 0 ? address(buffer) : i32.add(address(buffer), i32.const(bytes * start));
  return moves
    .filter(([, elements]) => elements !== 0)
    .reduce((sum, [counter, elements]) => i32.add(sum, i32.mul(get(counter), i32.const(bytes * elements))), first);
};
