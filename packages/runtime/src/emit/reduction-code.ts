import type { Kind, Monoid } from '@adjoint/graph';
import { type LaneFamily, sideBySide, single } from '../lanes/family.ts';
import type { Lanes } from '../lanes/lanes.ts';
import type { Masks } from '../lanes/mask.ts';
import { shared } from '../lanes/sharing.ts';
import { type Code, get, type Local, set } from '../wasm/code.ts';
import { f32, f32x4, f64, f64x2, i32 } from '../wasm/instruction.ts';
import { accessesIn } from './collapse.ts';
import { Cursors } from './cursor.ts';
import { type Access, type Expression, areBrief } from './expression.ts';
import { invariantsOf } from './invariant.ts';
import { type Counters, nested, repeated } from './loop.ts';
import type { Store } from './nest.ts';
import type { Surroundings } from './surroundings.ts';
import { vectorLoop } from './vector-loop.ts';

/**
 * The statements of a reduction. Elements are joined in an order that the shape alone decides: in runs of `run` turns, then the runs. So the
 * rounding error of a sum grows with the number of runs and the length of one, not with their product.
 */
export const reductionCode = (extents: readonly number[], store: Store, around: Surroundings): readonly Code[] => {
  const loops = extents.map((_, loop) => loop);
  const reduced = loops.filter((loop) => store.access.strides[loop] === 0);
  const kept = loops.filter((loop) => !reduced.includes(loop));
  if (kept.some((loop) => extents[loop] === 0)) return [];
  const isReal = store.value.kind === 'real';
  const vector = isReal ? vectorLoop(extents, [store]) : undefined;
  const reduction = { extents, store, reduced, vector, around };
  if (vector === undefined || reduced.includes(vector))
    return nested(extents, kept, around, (counters) => lineCode(reduction, single[around.precision], counters));
  // along a loop that is kept: lines side by side, then one at a time
  const others = kept.filter((loop) => loop !== vector);
  return nested(extents, others, around, (counters) => {
    const { count } = sideBySide[around.precision].real;
    const whole = Math.floor(extents[vector]! / count);
    const first = around.variable('i32');
    const sweep = (families: typeof single, from: number, turns: number): readonly Code[] => {
      const family = families[around.precision];
      const turn = around.variable('i32');
      const at = set(first, i32.add(i32.const(from), i32.mul(get(turn), i32.const(family.count))));
      return repeated(turn, turns, [at, ...lineCode(reduction, family, new Map([...counters, [vector, first]]))]);
    };
    const rest = extents[vector]! - whole * count;
    return [...sweep(sideBySide, 0, whole), ...sweep(single, whole * count, rest)];
  });
};

interface Reduction {
  readonly extents: readonly number[];
  readonly store: Store;
  readonly reduced: readonly number[];
  readonly vector: number | undefined;
  readonly around: Surroundings;
}

/** How many turns of the innermost loop are joined before they join the rest. */
const run = 128;

/** How many neighbours along a line are joined beside one another, so that none waits for the one before: more where joining takes most time. */
const besidesOf = (value: Expression): number => (areBrief([value]) ? 8 : 4);

/** One line of a reduction, or several side by side: everything along the reduced loops. */
const lineCode = (reduction: Reduction, family: LaneFamily, counters: Counters): readonly Code[] => {
  const { extents, store, reduced, vector, around } = reduction;
  const { access, value, monoid, adds = false } = store;
  const join = joiner(monoid!, value.kind);
  // totals of float32 numbers are float64 where they stand alone, for there may be very many runs
  const isWide = value.kind === 'real' && around.precision === 'float32' && family.count === 1;
  const wide = isWide ? single.float64 : family;
  const total = around.variable(wide[value.kind].type);
  const target = new Cursors([access], -1, vector, around);
  const known = isWide ? f64.promote_f32(target.load(access, family)) : target.load(access, family);
  const joined = adds ? join.join(wide, known, get(total)) : get(total);
  const finish = [...target.start(counters), target.store(access, isWide ? f32.demote_f64(joined) : joined, family)];
  const begin = set(total, join.neutral(wide));
  if (reduced.some((loop) => extents[loop] === 0)) return [begin, ...finish];
  const isAlong = vector !== undefined && reduced.includes(vector);
  const inner = isAlong ? vector : (reduced.at(-1) ?? -1);
  const outer = reduced.filter((loop) => loop !== inner);
  const body = nested(extents, outer, around, (outerCounters) => {
    const reads = accessesIn(value);
    const cursors = new Cursors(reads, inner, vector, around);
    const statements: Code[] = [...cursors.start(new Map([...counters, ...outerCounters]))];
    let done = 0;
    const extent = inner < 0 ? 1 : extents[inner]!;
    for (const each of isAlong ? [sideBySide[around.precision], family] : [family]) {
      const step = isAlong ? each.count : 1;
      const turns = Math.floor((extent - done) / step);
      if (turns === 0) continue;
      done += turns * step;
      const abreast = cursors.canLookAhead ? Math.min(turns, besidesOf(value)) : 1;
      const parts = Array.from({ length: abreast }, () => around.variable(each[value.kind].type));
      const load = (from: Access): Code => cursors.load(from, each);
      const invariants = invariantsOf([value], (from) => cursors.isFixed(from), load, each, around);
      statements.push(...invariants.statements);
      const start = get(parts[0]!);
      const [next] = shared([join.join(each, start, invariants.code(load).of(value))], around.variable) as [Code];
      const joinNext = (part: Local, index: number): Code =>
        set(part, index === 0 ? next : cursors.ahead(next, index * step, new Map([[start, get(part)]])));
      const runOf = (length: number): readonly Code[] => {
        const whole = Math.floor(length / abreast);
        const left = length - whole * abreast;
        const [first, ...others] = parts as [Local, ...Local[]];
        const sum = others.reduce((sum, part) => join.join(each, sum, get(part)), get(first));
        const joined = each.count === family.count ? sum : across(join, first, each, family);
        const turn = (some: readonly Local[]): readonly Code[] => [
          ...some.map(joinNext),
          ...(inner < 0 ? [] : cursors.advance(some.length * step)),
        ];
        return [
          ...parts.map((part) => set(part, join.neutral(each))),
          ...(whole === 0 ? [] : repeated(around.variable('i32'), whole, turn(parts))),
          ...(left === 0 ? [] : repeated(around.variable('i32'), left, turn([first]))),
          ...(each.count === family.count ? [] : [set(first, sum)]),
          set(total, join.join(wide, get(total), isWide ? f64.promote_f32(joined) : joined)),
        ];
      };
      const runs = Math.floor(turns / run);
      statements.push(...repeated(around.variable('i32'), runs, runs === 0 ? [] : runOf(run)));
      if (turns % run > 0) statements.push(...runOf(turns % run));
    }
    return statements;
  });
  return [begin, ...body, ...finish];
};

/** What joins elements of a kind. */
interface Joiner {
  readonly neutral: (family: LaneFamily) => Code;
  readonly join: (family: LaneFamily, a: Code, b: Code) => Code;
}

const joiner = (monoid: Monoid, kind: Kind): Joiner => {
  if (monoid === 'and' || monoid === 'or')
    return {
      neutral: ({ bool }) => bool.constant(neutralOf(monoid, kind) !== 0),
      join: ({ bool }: { readonly bool: Masks }, a, b) => bool[monoid](a, b),
    };
  const lanesOf = (family: LaneFamily): Lanes => (kind === 'int' ? family.int : family.real);
  const onReals = ({ maximum: 'larger', minimum: 'smaller', add: 'add', mul: 'mul' } as const)[monoid];
  return {
    neutral: (family) => lanesOf(family).constant(neutralOf(monoid, kind)),
    join: (family, a, b) => (kind === 'int' ? family.int[monoid](a, b) : family.real[onReals](a, b)),
  };
};

/** What changes nothing when it is joined. */
export const neutralOf = (monoid: Monoid, kind: Kind): number => {
  const least = { real: -Infinity, int: -(2 ** 31), bool: 0 }[kind];
  const most = { real: Infinity, int: 2 ** 31 - 1, bool: 1 }[kind];
  return { add: 0, mul: 1, maximum: least, minimum: most, and: 1, or: 0 }[monoid];
};

/** The lanes of a real vector joined in pairs. */
const across = (join: Joiner, vector: Local, { real }: LaneFamily, family: LaneFamily): Code => {
  const lane = (index: number): Code =>
    real.count === 4 ? f32x4.extract_lane(get(vector), index) : f64x2.extract_lane(get(vector), index);
  const pair = (a: Code, b: Code): Code => join.join(family, a, b);
  return real.count === 4 ? pair(pair(lane(0), lane(1)), pair(lane(2), lane(3))) : pair(lane(0), lane(1));
};
