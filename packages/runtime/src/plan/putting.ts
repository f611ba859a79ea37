import { type Lowering, s, type Scalar, stepsOf } from '@adjoint/graph';
import type { Access, Expression } from '../emit/expression.ts';
import type { Nest } from '../emit/nest.ts';
import type { Slot } from './layout.ts';
import type { Put } from './reader.ts';

/** Where an output lies whose inputs are put into it, and where memory as large is free to use. */
export interface Target {
  readonly shape: readonly number[];
  readonly kind: Slot['tensor']['kind'];
  readonly access: Access;
  /** New memory of that shape. */
  readonly spare: () => Spare;
}

/** Memory beside an output: all of it, and where each input would be put. */
interface Spare {
  readonly access: Access;
  readonly puts: readonly Pick<Put, 'access'>[];
}

/** The nests that put inputs into an output, one after the other. */
export const puttingNests = (
  { fill, adds = false }: Extract<Lowering, { type: 'put' }>,
  puts: readonly Put[],
  { shape, kind, access, spare }: Target,
): readonly Nest[] => {
  const everywhere = (access: Access, value: number): Nest => ({
    extents: shape,
    stores: [{ access, value: { type: 'literal', kind, value } }],
  });
  const start = fill === undefined ? [] : [everywhere(access, fill)];
  if (!adds) return [...start, ...puts.map(({ extents, access, value }) => ({ extents, stores: [{ access, value }] }))];
  const isLong = kind === 'real' && puts.some((put) => mostAt(put) > fewTerms);
  const added = (losses?: Spare): readonly Nest[] =>
    puts.map(({ extents, access, value }, index): Nest => {
      const total: Expression = { type: 'read', kind, access };
      if (losses === undefined) return { extents, stores: [{ access, value: applied(kind, plus, total, value) }] };
      const { access: behind } = losses.puts[index]!;
      const term = applied(kind, plus, value, { type: 'read', kind, access: behind });
      const sum = applied(kind, plus, total, term);
      const lost = { access: behind, value: applied(kind, lostBy, total, term, sum) };
      return { extents, stores: [lost, { access, value: sum }] }; // the total is read before it is written
    });
  if (!isLong) return [...start, ...added()];
  const losses = spare();
  return [...start, everywhere(losses.access, 0), ...added(losses)];
};

/** Up to so many terms are added one after the other; of more what each addition loses is added to the next (Kahan 1965). */
const fewTerms = 128;

/**
 * How many elements may go to one place: those along the loops that do not move it, whatever else chooses it, and of the loops that move it along the same
 * axis all but the longest.
 */
const mostAt = ({ extents, access: { strides }, places }: Put): number => {
  const product = (counts: readonly number[]): number => counts.reduce((all, count) => all * count, 1);
  const still = product(extents.filter((_, loop) => strides[loop] === 0));
  const overlapping = places.map((place) => {
    const along = 'by' in place ? [] : stepsOf(place).map(({ axis }) => extents[axis]!);
    return product(along) / Math.max(1, ...along);
  });
  return still * product(overlapping);
};

const applied = (kind: Slot['tensor']['kind'], scalar: Scalar, ...operands: readonly Expression[]): Expression => ({
  type: 'apply',
  kind,
  scalar,
  operands,
});

const [first, second, third] = [0, 1, 2].map((index): Scalar => ({ type: 'argument', index })) as [
  Scalar,
  Scalar,
  Scalar,
];

const plus = s.add(first, second);

/** What x + y loses: (x − (t − (t − x))) + (y − (t − x)), where t is the sum as computed (Knuth 1969); nothing where that is infinite. */
const lostBy = ((): Scalar => {
  const [x, y, t] = [first, second, third];
  const gained = s.sub(t, x);
  const lost = s.add(s.sub(x, s.sub(t, gained)), s.sub(y, gained));
  return s.select(s.less(s.abs(t), Infinity), lost, 0);
})();
