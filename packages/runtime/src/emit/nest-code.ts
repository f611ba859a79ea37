import { sideBySide, single } from '../lanes/lanes.ts';
import { shared } from '../lanes/sharing.ts';
import { type Code, get, set } from '../wasm/code.ts';
import { ahead, canLookAhead } from './ahead.ts';
import { accessesIn, collapsed } from './collapse.ts';
import { Cursors } from './cursor.ts';
import { type Access, areBrief } from './expression.ts';
import { invariantsOf } from './invariant.ts';
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
  const values = stores.map(({ value }) => value);
  const reads = values.flatMap((value) => accessesIn(value));
  const accesses = [...reads, ...stores.map(({ access }) => access)];
  const cursors = new Cursors(accesses, loop, vector, around);
  const written = new Set(stores.map(({ access }) => access.buffer));
  const statements: Code[] = [...cursors.start(counters)];
  let done = 0;
  for (const families of vector === undefined ? [single] : [sideBySide, single]) {
    const family = families[around.precision];
    const turns = Math.floor((extent - done) / family.count);
    if (turns === 0) continue;
    done += turns * family.count;
    const isFixed = (access: Access): boolean => cursors.isFixed(access) && !written.has(access.buffer);
    const load = (access: Access): Code => cursors.load(access, family);
    const invariants = invariantsOf(values, isFixed, load, family, around);
    const elements = (index: number): readonly Code[] => {
      const further = (code: Code, access: Access): Code => ahead(code, access, loop, index * family.count, around);
      const code = invariants.code((access) => further(load(access), access));
      const store = (access: Access, value: Code): Code => further(cursors.store(access, value, family), access);
      const kept = readsFirst ? values.map(({ kind }) => around.variable(family[kind].type)) : [];
      const statements = [
        ...kept.map((local, index) => set(local, code.of(values[index]!))),
        ...stores.map(({ access, value }, index) => {
          if (readsFirst) return store(access, get(kept[index]!));
          const computed = code.of(value);
          code.remember({ type: 'read', kind: value.kind, access }, computed);
          return store(access, computed);
        }),
      ];
      return shared(statements, around.variable);
    };
    const turn = (abreast: number): readonly Code[] => [
      ...Array.from({ length: abreast }, (_, index) => elements(index)).flat(),
      ...cursors.advance(abreast * family.count),
    ];
    const abreast = canLookAhead(accesses, loop) && areBrief(values) ? besides : 1;
    statements.push(
      ...invariants.statements,
      ...repeated(around.variable('i32'), Math.floor(turns / abreast), turn(abreast)),
      ...repeated(around.variable('i32'), turns % abreast, turn(1)),
    );
  }
  return statements;
};

/** How many neighbours one turn of a loop computes if there is little to compute. */
const besides = 4;
