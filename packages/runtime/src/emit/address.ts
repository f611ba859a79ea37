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
  { buffers, position }: Pick<Surroundings, 'buffers' | 'position'>,
): Code => {
  const { address, type, isLocal } = buffers[buffer]!;
  const bytes = bytesOf(type);
  const moves: (readonly [counter: Local, elements: number])[] = [...counters].map(
    ([loop, counter]) => [counter, strides[loop]!] as const,
  );
  if (position !== undefined) moves.push([position.block, perBlock], [position.chunk, perChunk]);
  const first = i32.const(address + bytes * start);
  return moves
    .filter(([, elements]) => elements !== 0)
    .reduce(
      (sum, [counter, elements]) => i32.add(sum, i32.mul(get(counter), i32.const(bytes * elements))),
      isLocal && position !== undefined ? i32.add(first, get(position.offset)) : first,
    );
};
