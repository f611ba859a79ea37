import { bytesOf, type ElementType } from '../element.ts';
import { block, branchIf, call, type Code, get, type Local, loop, select, set, type ValueType } from '../wasm/code.ts';
import { f32, f64, i32, i64, memory, v128 } from '../wasm/instruction.ts';
import { encodeModule, functionOf } from '../wasm/module.ts';

/** Where the elements of a tensor lie. */
export interface Place {
  readonly type: ElementType;
  readonly address: number;
  readonly count: number;
}

/** What a loop over the runs of a program consists of. */
export interface RepetitionForm {
  /** The carries, an element of each sequence, and what is the same in all runs: nothing where a run does not read it. */
  readonly variables: readonly (Place | undefined)[];
  /** The next carries, what is stacked, and what is summed. */
  readonly outputs: readonly Place[];
  /** What must be true after each run. */
  readonly checks: readonly Place[];
  readonly carries: number;
  readonly sequences: number;
  readonly stacked: number;
  readonly hasPast: boolean;
  /** How many calls make one run: `env.run0` and so on. */
  readonly calls: number;
  /** Where there are eight bytes for each element of what is summed. */
  readonly scratch: number;
  readonly isShared: boolean;
}

/** The name of a call among what a loop imports. */
export const nameOfCall = (index: number): string => `run${index}`;

/**
 * A module with the loop, `repeat`: from how many runs there are, the index of the first and the step from one to the next, then the addresses of the
 * initial carries, the sequences, the last carries, of what is stacked and summed and of past carries, in this order. It says how many runs went well.
 */
export const repetitionModule = (form: RepetitionForm): Uint8Array<ArrayBuffer> => {
  const { variables, outputs, checks, carries, sequences, stacked, hasPast, calls, scratch, isShared } = form;
  const count = 2 * carries + sequences + outputs.length - carries + (hasPast ? carries : 0);
  const parameters: readonly ValueType[] = Array.from({ length: 3 + count }, () => 'i32' as const);
  const repeat = functionOf(
    parameters,
    ['i32'],
    (variable, runs, first, step, ...arrays) => {
      const [initial, rest] = divided(arrays, carries);
      const [wholes, later] = divided(rest, sequences);
      const [last, made] = divided(later, carries);
      const [stacks, others] = divided(made, stacked);
      const [intos, past] = divided(others, outputs.length - carries - stacked);
      const [at, done, address] = [variable('i32'), variable('i32'), variable('i32')];
      const sums = sumsOf(outputs.slice(carries + stacked), intos, scratch, variable);
      const element = (array: Local, bytes: number): Code =>
        set(address, i32.add(get(array), i32.mul(get(at), i32.const(bytes))));
      const next = outputs.slice(0, carries);
      return [
        ...next.flatMap((place, index) => copied(get(last[index]!), get(initial[index]!), sizeOf(place))),
        ...sums.start,
        set(at, get(first!)),
        block(
          branchIf(0, i32.eqz(get(runs!))),
          loop(
            ...past.flatMap((array, index) => {
              const bytes = sizeOf(next[index]!);
              return [element(array, bytes), ...copied(get(address), get(last[index]!), bytes)];
            }),
            ...variables
              .slice(0, carries)
              .flatMap((place, index) =>
                place === undefined ? [] : copied(start(place), get(last[index]!), sizeOf(place)),
              ),
            ...variables.slice(carries, carries + sequences).flatMap((place, index) => {
              if (place === undefined) return [];
              const bytes = sizeOf(place);
              return [element(wholes[index]!, bytes), ...copied(start(place), get(address), bytes)];
            }),
            ...Array.from({ length: calls }, (_, index) => call('void', index)),
            ...checks.flatMap((place) => leftUnlessTrue(place, address)),
            ...stacks.flatMap((array, index) => {
              const place = outputs[carries + index]!;
              return [element(array, sizeOf(place)), ...copied(get(address), start(place), sizeOf(place))];
            }),
            ...sums.add,
            ...next.flatMap((place, index) => copied(get(last[index]!), start(place), sizeOf(place))),
            set(at, i32.add(get(at), get(step!))),
            set(done, i32.add(get(done), i32.const(1))),
            branchIf(0, i32.lt_u(get(done), get(runs!))),
          ),
        ),
        ...sums.finish,
        get(done),
      ];
    },
    'repeat',
  );
  return encodeModule({
    imports: Array.from({ length: calls }, (_, index) => ({ name: nameOfCall(index), parameters: [], results: [] })),
    functions: [repeat],
    memory: { pages: 1, most: 65_536, isShared },
  });
};

const divided = <T>(list: readonly T[], count: number): readonly [readonly T[], readonly T[]] => [
  list.slice(0, count),
  list.slice(count),
];

const sizeOf = ({ type, count }: Place): number => bytesOf(type) * count;

const start = ({ address }: Place): Code => i32.const(address);

/** Copies bytes: one after the other where they are few, for a call of the engine takes as long as a short run. */
const copied = (to: Code, from: Code, bytes: number): readonly Code[] => {
  if (bytes > mostInline) return [memory.copy(to, from, i32.const(bytes))];
  const codes: Code[] = [];
  let done = 0;
  for (const [width, { load, store }] of widths)
    for (; bytes - done >= width; done += width) codes.push(store(to, load(from, done), done));
  return codes;
};

const mostInline = 128;

const widths = [
  [16, v128],
  [8, i64],
  [4, i32],
  [1, { load: i32.load8_u, store: i32.store8 }],
] as const;

/** Leaves the loop and the block around it where a truth value is false. */
const leftUnlessTrue = ({ address, count }: Place, at: Local): readonly Code[] => {
  if (count === 0) return [];
  if (count === 1) return [branchIf(1, i32.eqz(i32.load8_u(i32.const(address))))];
  return [
    set(at, i32.const(address)),
    loop(
      branchIf(2, i32.eqz(i32.load8_u(get(at)))),
      set(at, i32.add(get(at), i32.const(1))),
      branchIf(0, i32.lt_u(get(at), i32.const(address + count))),
    ),
  ];
};

/** What is done with sums before all runs, after each, and after the last. */
interface Sums {
  readonly start: readonly Code[];
  readonly add: readonly Code[];
  readonly finish: readonly Code[];
}

/** Sums of what runs give, as `repeatedRuns` makes them. */
const sumsOf = (
  terms: readonly Place[],
  intos: readonly Local[],
  scratch: number,
  variable: (type: ValueType) => Local,
): Sums => {
  if (terms.length === 0) return { start: [], add: [], finish: [] };
  const [at, before, x, after] = [variable('i32'), variable('f64'), variable('f64'), variable('f64')];
  const each = (count: number, ...body: readonly Code[]): readonly Code[] =>
    count === 0
      ? []
      : [
          set(at, i32.const(0)),
          loop(...body, set(at, i32.add(get(at), i32.const(1))), branchIf(0, i32.lt_u(get(at), i32.const(count)))),
        ];
  let free = scratch;
  const all = terms.map(({ type, address, count }, index): Sums => {
    const own = free;
    free += 8 * count;
    const into = intos[index]!;
    const wide = i32.mul(get(at), i32.const(8));
    const zeros = memory.fill(i32.const(own), i32.const(0), i32.const(8 * count));
    if (type === 'f32') {
      const narrow = i32.mul(get(at), i32.const(4));
      const total = f64.load(wide, own);
      return {
        start: [zeros],
        add: each(count, f64.store(wide, f64.add(total, f64.promote_f32(f32.load(narrow, address))), own)),
        finish: each(count, f32.store(i32.add(get(into), narrow), f32.demote_f64(total))),
      };
    }
    const place = i32.add(get(into), wide);
    const isLarger = f64.ge(f64.abs(get(before)), f64.abs(get(x)));
    return {
      start: [zeros, memory.fill(get(into), i32.const(0), i32.const(8 * count))],
      add: each(
        count,
        set(before, f64.load(place)),
        set(x, f64.load(wide, address)),
        set(after, f64.add(get(before), get(x))),
        f64.store(wide, f64.add(f64.load(wide, own), lost(get(before), get(x), get(after), isLarger)), own),
        f64.store(place, get(after)),
      ),
      finish: each(
        count,
        set(before, f64.load(place)),
        f64.store(
          place,
          select(
            f64.add(get(before), f64.load(wide, own)),
            get(before),
            f64.lt(f64.abs(get(before)), f64.const(Infinity)),
          ),
        ),
      ),
    };
  });
  return {
    start: all.flatMap((sum) => sum.start),
    add: all.flatMap((sum) => sum.add),
    finish: all.flatMap((sum) => sum.finish),
  };
};

/** What a sum of two numbers loses. */
const lost = (before: Code, x: Code, after: Code, isLarger: Code): Code =>
  select(f64.add(f64.sub(before, after), x), f64.add(f64.sub(x, after), before), isLarger);
