import { type Code, type Local, unsigned, type ValueType } from './code.ts';

/** A function of a module. */
export interface Function {
  readonly parameters: readonly ValueType[];
  /** At most one. */
  readonly results: readonly ValueType[];
  /** Variables besides the parameters. */
  readonly locals: readonly ValueType[];
  /** Its last expression is the result, where there is one. */
  readonly body: readonly Code[];
  /** The name under which it can be called from outside. */
  readonly name?: string;
}

/** A module that uses a memory from outside, `env.memory`, and may call functions from outside. */
export interface Module {
  readonly imports?: readonly ImportedFunction[];
  readonly functions: readonly Function[];
  /** The least and the largest number of 64 KiB pages that the memory may have, and whether threads share it. */
  readonly memory: { readonly pages: number; readonly most: number; readonly isShared: boolean };
}

/** A function from outside, `env.name`. */
export interface ImportedFunction {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/**
 * Builds a function: the body gets the parameters as variables, and a way to have further ones.
 *
 * For example:
 *
 * functionOf(['i32', 'i32'], ['i32'], (_, a, b) => [i32.add(get(a), get(b))], 'sum');
 */
export const functionOf = (
  parameters: readonly ValueType[],
  results: readonly ValueType[],
  body: (variable: (type: ValueType) => Local, ...parameters: Local[]) => readonly Code[],
  name?: string,
): Function => {
  const locals: ValueType[] = [];
  const variable = (type: ValueType): Local => ({ type, index: parameters.length + locals.push(type) - 1 });
  const statements = body(variable, ...parameters.map((type, index) => ({ type, index })));
  return { parameters, results, locals, body: statements, ...(name !== undefined && { name }) };
};

/** The bytes of a module (WebAssembly core specification 2.0, chapter 5.5). */
export const encodeModule = ({ imports = [], functions, memory }: Module): Uint8Array<ArrayBuffer> => {
  const signatures = [...imports, ...functions].map(({ parameters, results }) => [
    0x60,
    ...vector(parameters.map((type) => [types[type]])),
    ...vector(results.map((type) => [types[type]])),
  ]);
  const keys = signatures.map(String);
  const distinct = [...new Map(signatures.map((signature, index) => [keys[index]!, signature])).entries()];
  const typeOf = new Map(distinct.map(([key], index) => [key, index]));
  const typeAt = (index: number): readonly number[] => unsigned(typeOf.get(keys[index]!)!);
  const limits = [memory.isShared ? 3 : 1, ...unsigned(memory.pages), ...unsigned(memory.most)];
  const named = functions.flatMap(({ name }, index) => (name === undefined ? [] : [{ name, index }]));
  return joined([
    [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [vector(distinct.map(([, signature]) => signature))]),
    ...section(2, [
      vector([
        [...text('env'), ...text('memory'), 0x02, ...limits],
        ...imports.map(({ name }, index) => [...text('env'), ...text(name), 0x00, ...typeAt(index)]),
      ]),
    ]),
    ...section(3, [vector(functions.map((_, index) => typeAt(imports.length + index)))]),
    ...section(7, [vector(named.map(({ name, index }) => [...text(name), 0x00, ...unsigned(imports.length + index)]))]),
    ...section(10, [unsigned(functions.length), ...functions.flatMap((each) => sized([bytesOf(each)]))]),
  ]);
};

const end = 0x0b;
const otherwise = 0x05;
const noValue = 0x40;

const types: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };

const bytesOf = ({ locals, body }: Function): readonly number[] => {
  const bytes = [...vector(runsOf(locals))];
  for (const statement of body) write(bytes, statement);
  bytes.push(end);
  return bytes;
};

const write = (bytes: number[], { opcode, operands, immediates, bodies }: Code): void => {
  for (let i = 0; i < operands.length; i++) write(bytes, operands[i]!);
  for (let i = 0; i < opcode.length; i++) bytes.push(opcode[i]!);
  for (let i = 0; i < immediates.length; i++) bytes.push(immediates[i]!);
  if (bodies === undefined) return;
  bytes.push(noValue);
  bodies.forEach((body, index) => {
    if (index > 0) bytes.push(otherwise);
    for (const statement of body) write(bytes, statement);
  });
  bytes.push(end);
};

/** Bytes in pieces, which are put together at the end. */
type Pieces = readonly (readonly number[])[];

const section = (id: number, content: Pieces): Pieces => [[id], ...sized(content)];

/** The same after its size. */
const sized = (content: Pieces): Pieces => [unsigned(sizeOf(content)), ...content];

const sizeOf = (pieces: Pieces): number => pieces.reduce((sum, { length }) => sum + length, 0);

const joined = (pieces: Pieces): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(sizeOf(pieces));
  let length = 0;
  for (const piece of pieces) {
    bytes.set(piece, length);
    length += piece.length;
  }
  return bytes;
};

const vector = (items: readonly (readonly number[])[]): readonly number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];

const text = (name: string): readonly number[] => {
  const bytes = new TextEncoder().encode(name);
  return [...unsigned(bytes.length), ...bytes];
};

/** Variables as counts of neighbours of one type. */
const runsOf = (locals: readonly ValueType[]): readonly (readonly number[])[] => {
  const runs: { type: ValueType; count: number }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  return runs.map(({ type, count }) => [...unsigned(count), types[type]]);
};
