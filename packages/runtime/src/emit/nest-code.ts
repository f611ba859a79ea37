import { sideBySide, single } from '../lanes/family.ts';
import { shared } from '../lanes/sharing.ts';
import { type Code, get, set } from '../wasm/code.ts';
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
  const cursors = new Cursors([...reads, ...stores.map(({ access }) => access)], loop, vector, around);
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
    const code = invariants.code(load);
    const kept = readsFirst ? values.map(({ kind }) => around.variable(family[kind].type)) : [];
    const element = shared(
      [
        ...kept.map((local, index) => set(local, code.of(values[index]!))),
        ...stores.map(({ access, value }, index) => {
          if (readsFirst) return cursors.store(access, get(kept[index]!), family);
          const computed = code.of(value);
          code.remember({ type: 'read', kind: value.kind, access }, computed);
          return cursors.store(access, computed, family);
        }),
      ],
      around.variable,
    );
    const turn = (abreast: number): readonly Code[] => [
      ...element,
      ...Array.from({ length: abreast - 1 }, (_, index) =>
        element.map((statement) => cursors.ahead(statement, (index + 1) * family.count)),
      ).flat(),
      ...cursors.advance(abreast * family.count),
    ];
    const isOften = turns >= often && cursors.canLookAhead && areBrief(values);
    const abreast = isOften ? besides : 1;
    statements.push(
      ...invariants.statements,
      ...repeated(around.variable('i32'), Math.floor(turns / abreast), turn(abreast)),
      ...repeated(around.variable('i32'), turns % abreast, turn(1)),
    );
  }
  return statements;
};

/** How often a loop turns at least for fewer turns to be worth more code. */
const often = 32;

/** How many neighbours one turn of a loop computes if there is little to compute. */
const besides = 4;
