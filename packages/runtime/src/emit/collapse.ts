import { type Access, type Expression, withIndices } from './expression.ts';
import type { Nest } from './nest.ts';

/** The same nest with as few loops as possible: none that turns once, and one for several whose accesses go on from one to the next. */
export const collapsed = ({ extents, stores, ...rest }: Nest): Nest => {
  const accesses = stores.flatMap(({ access, value }) => [access, ...accessesIn(value)]).flatMap(withIndices);
  const groups: { extent: number; last: number }[] = [];
  for (const [loop, extent] of extents.entries()) {
    if (extent === 1) continue;
    const outer = groups.at(-1);
    const goesOn = ({ strides }: Access): boolean => strides[outer!.last] === strides[loop]! * extent;
    if (outer !== undefined && accesses.every(goesOn)) {
      outer.extent *= extent;
      outer.last = loop;
    } else groups.push({ extent, last: loop });
  }
  const loops = groups.map(({ last }) => last);
  const fewer = onLoops(loops);
  return {
    ...rest,
    extents: groups.map(({ extent }) => extent),
    stores: stores.map((store) => ({
      ...store,
      access: fewer.access(store.access),
      value: fewer.expression(store.value),
    })),
  };
};

/** Every element that an expression reads, but for the indices of others. */
export const accessesIn = (expression: Expression): readonly Access[] => {
  const accesses: Access[] = [];
  const seen = new Set<Expression>();
  const add = (part: Expression): void => {
    if (part.type === 'literal' || seen.has(part)) return;
    seen.add(part);
    if (part.type === 'read') accesses.push(part.access);
    else part.operands.forEach(add);
  };
  add(expression);
  return accesses;
};

/** Accesses and expressions with the strides of some loops only; shared parts stay shared. */
const onLoops = (loops: readonly number[]) => {
  const known = new Map<Expression, Expression>();
  const access = ({ strides, chosen, ...rest }: Access): Access => ({
    ...rest,
    strides: loops.map((loop) => strides[loop]!),
    ...(chosen && { chosen: chosen.map((choice) => ({ ...choice, index: access(choice.index) })) }),
  });
  const expression = (from: Expression): Expression => {
    const found = known.get(from);
    if (found !== undefined) return found;
    const to: Expression =
      from.type === 'read'
        ? { ...from, access: access(from.access) }
        : from.type === 'apply'
          ? { ...from, operands: from.operands.map(expression) }
          : from;
    known.set(from, to);
    return to;
  };
  return { access, expression };
};
