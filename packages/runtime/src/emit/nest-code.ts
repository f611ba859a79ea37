import { sideBySide, single } from '../lanes/lanes.ts';
import { shared } from '../lanes/sharing.ts';
import { type Code, get, type Local, set, type ValueType } from '../wasm/code.ts';
import { accessesIn, collapsed } from './collapse.ts';
import { Cursors } from './cursor.ts';
import { keyOf } from './expression.ts';
import { ExpressionCode } from './expression-code.ts';
import { type Counters, nested, repeated } from './loop.ts';
import type { Nest, Store } from './nest.ts';
import { reductionCode } from './reduction-code.ts';
import type { Surroundings } from './surroundings.ts';
import { vectorLoop } from './vector-loop.ts';

/** The statements of a nest. */
export const nestCode = (nest: Nest, around: Surroundings): readonly Code[] => {
  const { extents, stores, readsFirst = false } = collapsed(nest);
  if (stores.some(({ monoid }) => monoid !== undefined))
    return stores.flatMap((store) => reductionCode(extents, store, around));
  if (extents.includes(0)) return [];
  const vector = vectorLoop(extents, stores);
  const loop = vector ?? Math.max(extents.length - 1, 0);
  const outer = extents.map((_, each) => each).filter((each) => each !== loop);
  return nested(extents, outer, around, (counters) =>
    mapCode({ extent: extents[loop] ?? 1, stores, readsFirst, loop, vector }, counters, around),
  );
};

/** The innermost of the loops around some stores. */
interface MapLoop {
  readonly extent: number;
  readonly stores: readonly Store[];
  readonly readsFirst: boolean;
  readonly loop: number;
  readonly vector: number | undefined;
}

/** One loop over elements: as many at once as lie side by side, then one at a time. */
const mapCode = (
  { extent, stores, readsFirst, loop, vector }: MapLoop,
  counters: Counters,
  around: Surroundings,
): readonly Code[] => {
  const reads = stores.flatMap(({ value }) => accessesIn(value));
  const cursors = new Cursors([...reads, ...stores.map(({ access }) => access)], loop, vector, around);
  const statements: Code[] = [...cursors.start(counters)];
  let done = 0;
  for (const families of vector === undefined ? [single] : [sideBySide, single]) {
    const family = families[around.precision];
    const turns = Math.floor((extent - done) / family.count);
    if (turns === 0) continue;
    done += turns * family.count;
    const written = new Set(stores.map(({ access }) => access.buffer));
    const fixed = new Map<string, Local>();
    for (const access of reads) {
      if (!cursors.isFixed(access) || fixed.has(keyOf(access)) || written.has(access.buffer)) continue;
      const local = around.variable(family[around.buffers[access.buffer]!.kind].type);
      fixed.set(keyOf(access), local);
      statements.push(set(local, cursors.load(access, family)));
    }
    const code = new ExpressionCode(family, around.table, (access) => {
      const local = fixed.get(keyOf(access));
      return local ? get(local) : cursors.load(access, family);
    });
    const values = readsFirst ? stores.map(({ value }) => code.of(value)) : [];
    const kept = values.map(({ type }) => around.variable(type as ValueType)); // values have one
    const body = shared(
      [
        ...values.map((value, index) => set(kept[index]!, value)),
        ...stores.map(({ access, value }, index) => {
          const computed = readsFirst ? get(kept[index]!) : code.of(value);
          code.remember(access, computed);
          return cursors.store(access, computed, family);
        }),
      ],
      around.variable,
    );
    statements.push(...repeated(around.variable('i32'), turns, [...body, ...cursors.advance(family.count)]));
  }
  return statements;
};
