/** The types of values on the stack and in locals. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

/** A piece of a function: an expression with a value, or a statement without one. Operands are computed first, in order. */
export interface Code {
  readonly type: ValueType | 'void';
  readonly opcode: readonly number[];
  readonly operands: readonly Code[];
  /** What follows the opcode. */
  readonly immediates: readonly number[];
  /** The statements within a block, a loop or the first arm of an `if`, and those of its second arm. */
  readonly bodies?: readonly (readonly Code[])[];
}

/** A variable of a function; parameters come first. */
export interface Local {
  readonly type: ValueType;
  readonly index: number;
}

/** An instruction without a body. */
export const code = (
  type: Code['type'],
  opcode: readonly number[],
  operands: readonly Code[] = [],
  immediates: readonly number[] = [],
): Code => ({ type, opcode, operands, immediates });

// variables

export const get = ({ type, index }: Local): Code => code(type, [0x20], [], unsigned(index));
export const set = ({ index }: Local, value: Code): Code => code('void', [0x21], [value], unsigned(index));
/** Sets a variable and has its value. */
export const tee = ({ type, index }: Local, value: Code): Code => code(type, [0x22], [value], unsigned(index));

// control

/** Statements that `branch(0)` leaves. */
export const block = (...body: readonly Code[]): Code => ({ ...code('void', [0x02]), bodies: [body] });
/** Statements that `branch(0)` starts anew. */
export const loop = (...body: readonly Code[]): Code => ({ ...code('void', [0x03]), bodies: [body] });
export const ifElse = (condition: Code, then: readonly Code[], otherwise: readonly Code[] = []): Code => ({
  ...code('void', [0x04], [condition]),
  bodies: otherwise.length === 0 ? [then] : [then, otherwise],
});
/** Goes to the end of a block or to the start of a loop, the innermost being 0. */
export const branch = (depth: number): Code => code('void', [0x0c], [], unsigned(depth));
export const branchIf = (depth: number, condition: Code): Code => code('void', [0x0d], [condition], unsigned(depth));
/** Calls a function of the module by its index, imports first. */
export const call = (type: Code['type'], index: number, ...operands: readonly Code[]): Code =>
  code(type, [0x10], operands, unsigned(index));
/** The first value where the condition is not 0, else the second; both are computed. */
export const select = (a: Code, b: Code, condition: Code): Code => code(a.type, [0x1b], [a, b, condition]);

/** An unsigned integer of up to 32 bits in LEB128. */
export const unsigned = (value: number): readonly number[] => {
  const bytes: number[] = [];
  do {
    const low = value & 0x7f;
    value >>>= 7;
    bytes.push(value === 0 ? low : low | 0x80);
  } while (value !== 0);
  return bytes;
};

/** A signed integer of up to 32 bits in LEB128. */
export const signed = (value: number): readonly number[] => {
  const bytes: number[] = [];
  for (; value < -0x40 || value >= 0x40; value >>= 7) bytes.push((value & 0x7f) | 0x80);
  bytes.push(value & 0x7f);
  return bytes;
};

/** A signed integer of up to 64 bits in LEB128. */
export const signedLong = (value: bigint): readonly number[] => {
  const bytes: number[] = [];
  for (; value < -0x40n || value >= 0x40n; value >>= 7n) bytes.push(Number(value & 0x7fn) | 0x80);
  bytes.push(Number(value & 0x7fn));
  return bytes;
};
