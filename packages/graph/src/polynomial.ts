import { type Dim, isSize, type Sizes } from './dim.ts';
import { invalidArgument, orThrow, refuse } from './error.ts';

/** Whether something is a dimension: a size that is not negative, a name of letters, digits and underscores, or the canonical form of a larger one. */
export const isDim = (dim: unknown): dim is Dim =>
  typeof dim === 'number'
    ? isSize(dim)
    : typeof dim === 'string' &&
      (isName(dim) || (namesIn(dim).length > 0 && namesIn(dim).every(isName) && write(read(dim)) === dim));

/** The sum of dimensions, in canonical form. */
export const addDims = (...dims: readonly Dim[]): Dim =>
  dims.every(isKnown) ? dims.reduce((sum, dim) => sum + dim, 0) : write(dims.map(read).reduce(sumOf, new Map()));

/** The product of dimensions, in canonical form. */
export const multiplyDims = (...dims: readonly Dim[]): Dim =>
  dims.every(isKnown)
    ? dims.reduce((product, dim) => product * dim, 1)
    : write(dims.map(read).reduce(productOf, new Map([['', 1]])));

/** `dividend / divisor` where the division is exact whatever the named sizes are, else `undefined`. */
export const divideDims = (dividend: Dim, divisor: Dim): Dim | undefined => {
  const by = read(divisor);
  const first = leadingTerm(by);
  if (first === undefined) return undefined;
  const quotient: Polynomial = new Map();
  let rest = read(dividend);
  for (let term = leadingTerm(rest); term !== undefined; term = leadingTerm(rest)) {
    const factors = without(factorsOf(term[0]), factorsOf(first[0]));
    const count = term[1] / first[1];
    if (factors === undefined || !Number.isInteger(count)) return undefined;
    const step: Polynomial = new Map([[factors.join('*'), count]]);
    step.forEach((by, monomial) => quotient.set(monomial, by));
    rest = sumOf(rest, productOf(productOf(step, by), new Map([['', -1]])));
  }
  return [...quotient.values()].every((count) => count > 0) ? write(quotient) : undefined;
};

/** The names a dimension mentions. */
export const namesIn = (dim: Dim): readonly string[] =>
  isKnown(dim) ? [] : [...new Set([...read(dim).keys()].flatMap(factorsOf))];

/** The size of a dimension, or `undefined` while one of its names has none. */
export const resolveDim = (dim: Dim, sizes: Sizes): number | undefined => {
  if (isKnown(dim)) return dim;
  let total = 0;
  for (const [monomial, count] of read(dim)) {
    let term = count;
    for (const name of factorsOf(monomial)) {
      const size = Object.hasOwn(sizes, name) ? sizes[name] : undefined;
      if (size === undefined) return undefined;
      term *= size;
    }
    total += term;
  }
  return total;
};

/**
 * The name in a dimension such as `2*n + 1`, a multiple of one name and a number more, and the size that it has where the dimension has one: none
 * where that does not fit, as 4 does not. `undefined` for any other dimension.
 */
export const solveDim = (dim: Dim, size: number): { readonly name: string; readonly size?: number } | undefined => {
  if (isKnown(dim)) return undefined;
  const { '': more = 0, ...others } = Object.fromEntries(read(dim));
  const [[name, count] = ['', 0], ...rest] = Object.entries(others);
  if (count === 0 || rest.length > 0 || factorsOf(name).length > 1) return undefined;
  const solution = (size - more) / count;
  return isSize(solution) ? { name, size: solution } : { name };
};

const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) || isUnicodeName(name);

/** Apart, for engines take long to prepare it. */
const isUnicodeName = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name);

const isKnown = (dim: Dim): dim is number => typeof dim === 'number';

/** Sorted factors joined by `*` (the empty string is 1), each with how often it occurs. */
type Polynomial = Map<string, number>;

const factorsOf = (monomial: string): readonly string[] => (monomial === '' ? [] : monomial.split('*'));

const read = (dim: Dim): Polynomial => {
  if (isKnown(dim)) return dim === 0 ? new Map() : new Map([['', dim]]);
  const terms = dim.split(' + ').map((term): Polynomial => {
    const factors = term.split('*');
    const isCounted = /^\d+$/.test(factors[0]!);
    return new Map([
      [
        factors
          .slice(isCounted ? 1 : 0)
          .toSorted()
          .join('*'),
        isCounted ? Number(factors[0]) : 1,
      ],
    ]);
  });
  return terms.reduce(sumOf, new Map());
};

const write = (polynomial: Polynomial): Dim => {
  const terms = [...polynomial]
    .filter(([, count]) => count !== 0)
    .toSorted(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1));
  const [first] = terms;
  if (first === undefined) return 0;
  if (terms.length === 1 && first[0] === '') return first[1];
  return terms
    .map(([monomial, count]) => (monomial === '' ? `${count}` : count === 1 ? monomial : `${count}*${monomial}`))
    .join(' + ');
};

const sumOf = (a: Polynomial, b: Polynomial): Polynomial => {
  const sum = new Map(a);
  for (const [monomial, count] of b) sum.set(monomial, (sum.get(monomial) ?? 0) + count);
  return sum;
};

/** The greatest number of terms of a product: each factor may multiply them. */
const maxTerms = 1000;

const productOf = (a: Polynomial, b: Polynomial): Polynomial => {
  if (a.size * b.size > maxTerms)
    orThrow(refuse(invalidArgument('dimension', `a product must have at most ${maxTerms} terms`, a.size * b.size)));
  const product: Polynomial = new Map();
  for (const [left, m] of a) {
    for (const [right, n] of b) {
      const monomial = [...factorsOf(left), ...factorsOf(right)].toSorted().join('*');
      product.set(monomial, (product.get(monomial) ?? 0) + m * n);
    }
  }
  return product;
};

/** The term with the greatest monomial, the earliest name counting most: what long division goes by. */
const leadingTerm = (polynomial: Polynomial): readonly [monomial: string, count: number] | undefined =>
  [...polynomial]
    .filter(([, count]) => count !== 0)
    .reduce<readonly [string, number] | undefined>(
      (best, term) => (best === undefined || isGreater(term[0], best[0]) ? term : best),
      undefined,
    );

const isGreater = (a: string, b: string): boolean => {
  const [left, right] = [factorsOf(a), factorsOf(b)];
  const axis = left.findIndex((factor, index) => factor !== right[index]);
  return axis >= 0 && (axis >= right.length || left[axis]! < right[axis]!);
};

const without = (factors: readonly string[], removed: readonly string[]): readonly string[] | undefined => {
  const rest = [...factors];
  for (const factor of removed) {
    const at = rest.indexOf(factor);
    if (at < 0) return undefined;
    rest.splice(at, 1);
  }
  return rest;
};
