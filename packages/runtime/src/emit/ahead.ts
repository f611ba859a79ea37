import { bytesOf } from '../element.ts';
import { type Code, get, unsigned } from '../wasm/code.ts';
import { type Access, isFixedAlong } from './expression.ts';
import type { Surroundings } from './surroundings.ts';

/** Whether all accesses move forward by steps along a loop, if at all, so that several turns of it can be done from where the first one is. */
export const canLookAhead = (accesses: readonly Access[], loop: number): boolean =>
  accesses.every(
    ({ strides, chosen = [] }) => (strides[loop] ?? 0) >= 0 && chosen.every(({ index }) => isFixedAlong(index, loop)),
  );

/** A load or a store of an access at a pointer, as it is so many elements along a loop later: the pointer stays and the instruction adds. */
export const ahead = (
  code: Code,
  { buffer, strides }: Access,
  loop: number,
  elements: number,
  { buffers }: Surroundings,
): Code => {
  const bytes = elements * (strides[loop] ?? 0) * bytesOf(buffers[buffer]!.type);
  const moved = (each: Code): Code =>
    isAtPointer(each)
      ? { ...each, immediates: [0, ...unsigned(bytes)] }
      : { ...each, operands: each.operands.map(moved) };
  return bytes === 0 ? code : moved(code);
};

/** Whether an instruction is one that reads or writes memory at a variable. */
const isAtPointer = ({ operands: [address], immediates }: Code): boolean =>
  immediates.length > 1 && address?.type === 'i32' && address.opcode[0] === getOpcode;

const getOpcode = get({ type: 'i32', index: 0 }).opcode[0];
