import { type Access, type Expression, withIndices } from './expression.ts';
import { type Nest, withAccesses } from './nest.ts';

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
  const onFewer = ({ strides, ...access }: Access): Access => ({
    ...access,
    strides: groups.map(({ last }) => strides[last]!),
  });
  return {
    ...rest,
    extents: groups.map(({ extent }) => extent),
    stores: withAccesses(stores, onFewer),
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
