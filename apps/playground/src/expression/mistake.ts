import { type Dim, formatShape, type GraphError } from '@adjoint/graph';
import type { Place } from './syntax.ts';

/** Something that is wrong with an expression: what to say, and of which characters of its text. */
export interface Mistake extends Place {
  readonly message: string;
}

/** A mistake at a place. */
const mistake = ({ from, to }: Place, message: string): Mistake => ({ message, from, to });

/** A text that is longer than anybody writes. */
export const tooLong = (length: number, most: number): Mistake =>
  mistake({ from: most, to: length }, `an expression can have at most ${most} characters, got ${length}`);

/** Brackets or operators in one another, deeper than anybody reads. */
export const tooDeep = (at: Place, most: number): Mistake =>
  mistake(at, `parts can be nested at most ${most} deep; give a part a name on a line of its own`);

/** A bracket that nothing closes, or that closes nothing. */
export const unmatched = (at: Place, bracket: string): Mistake =>
  mistake(at, '([{'.includes(bracket) ? `'${bracket}' is never closed` : `'${bracket}' closes nothing that is open`);

/** A text that says nothing. */
export const nothing = (at: Place): Mistake =>
  mistake(at, 'a loss must be given, such as mean(crossEntropy(scores, labels))');

/** What the grammar does not allow. */
export const unexpected = (at: Place, expected: readonly string[], found: string | null): Mistake => {
  if (found !== null && expected.includes('an operator') && comparisons.has(found))
    return mistake(at, 'a comparison compares two things; join several by and(…, …)');
  return mistake(at, `expected ${eitherOf(expected)}, got ${found === null ? 'the end' : quoted(found)}`);
};

/** A line other than the last without a name. */
export const unnamed = (at: Place): Mistake =>
  mistake(at, 'only the last line can be without a name; write name = … to use this one below');

/** A second definition of a name. */
export const definedTwice = (at: Place, name: string): Mistake =>
  mistake(at, `${short(name)} is defined above already`);

/** A name that nothing has; `meant` has one like it. */
export const unknownName = (at: Place, name: string, meant: string | undefined): Mistake =>
  mistake(at, `nothing is called ${short(name)}${ifMeant(meant)}`);

/** A name that is defined further down. */
export const usedBefore = (at: Place, name: string): Mistake =>
  mistake(at, `${short(name)} must be defined above the line that uses it`);

/** An operation that does not exist. */
export const unknownOperation = (at: Place, name: string, meant: string | undefined): Mistake =>
  mistake(at, `no operation is called ${short(name)}${ifMeant(meant)}`);

/** An export of the package that is no operation on nodes, and why. */
export const leftOutOperation = (at: Place, name: string, reason: string): Mistake =>
  mistake(at, `${name} cannot be used here: it ${reason}`);

/** An operation that is not applied. */
export const notApplied = (at: Place, name: string): Mistake =>
  mistake(at, `${name} is an operation: write ${name}(…)`);

/** Something other than an operation that is applied. */
export const notAnOperation = (at: Place, name: string): Mistake =>
  mistake(at, `${short(name)} is no operation; write ${short(name)} * (…) for a product`);

/** Arguments too many or too few. */
export const wrongCount = (at: Place, name: string, fewest: number, most: number, got: number): Mistake => {
  const rule = fewest === most ? `${fewest}` : most === Infinity ? `at least ${fewest}` : `${fewest} to ${most}`;
  return mistake(at, `${name}: must have ${rule} ${rule === '1' ? 'argument' : 'arguments'}, got ${got}`);
};

/** An option that an operation does not have. */
export const unknownOption = (at: Place, operation: string, name: string, known: readonly string[]): Mistake =>
  mistake(
    at,
    known.length === 0
      ? `${operation}: takes no named arguments, got ${short(name)}`
      : `${operation}: named arguments are ${known.join(', ')}, got ${short(name)}`,
  );

/** An option or argument that is given twice. */
export const givenTwice = (at: Place, name: string): Mistake => mistake(at, `${short(name)} is given twice`);

/** A number beyond all numbers. */
export const notFinite = (at: Place): Mistake => mistake(at, 'numbers must be finite, at most 1.8e308');

/** Something that is neither a node nor a number where one is due. */
export const notOperand = (at: Place, operator: string): Mistake =>
  mistake(at, `${operator} must have nodes or numbers on both sides`);

/** An element of something that is no list, or beyond its end. */
export const noElement = (at: Place, index: number, length: number | undefined): Mistake =>
  mistake(
    at,
    length === undefined
      ? 'only lists, such as those of split(…), have elements by number; write slice(…) or gather(…) for parts of a node'
      : `the list has ${length} elements, counted from 0, got ${index}`,
  );

/** A node so large that the page would stand still. */
export const tooLarge = (at: Place, what: string, most: number): Mistake =>
  mistake(at, `${what} can be at most ${most.toLocaleString('en')} in this page`);

/** An operation that has given back what it was given. */
export const noNode = (at: Place, name: string): Mistake => mistake(at, `${name}: must have a node, got options`);

/** What an operation refuses. */
export const refused = (at: Place, { message }: GraphError): Mistake => mistake(at, message);

/** A last line that is no node of real numbers. */
export const noLoss = (at: Place, got: string): Mistake => mistake(at, `the loss must be one real number, got ${got}`);

/** A loss of several numbers, other than one for each sample where that is allowed. */
export const notOneNumber = (at: Place, shape: readonly Dim[], samples: Dim | undefined): Mistake => {
  const also = samples === undefined ? '' : ` or one for each sample, ${formatShape([samples])}`;
  return mistake(at, `the loss must be one number${also}, got ${formatShape(shape)}; take mean(…) or sum(…)`);
};

const comparisons: ReadonlySet<string> = new Set(['<', '>', '=', '!', '≤', '≥', '≠']);

const eitherOf = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;

const ifMeant = (meant: string | undefined): string => (meant === undefined ? '' : `; is it ${meant}?`);

/** A text in quotes; a sign that cannot be seen is told by its number. */
const quoted = (text: string): string =>
  /^[\p{C}\p{Z}]$/u.test(text) ? `the invisible U+${text.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}` : `'${text}'`; // prettier-ignore

const short = (name: string): string => (name.length > 40 ? `${name.slice(0, 40)}…` : name);
