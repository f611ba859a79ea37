import { either as E } from 'fp-ts';
import { type Expectation, parse as parseStatement, SyntaxError } from './grammar.peggy';
import { linesOf } from './line.ts';
import { definedTwice, type Mistake, nothing, tooDeep, tooLong, unexpected, unnamed } from './mistake.ts';
import { type Expression, partsOf, type Place, type Statement } from './syntax.ts';

/** What a text says: definitions, and the loss. That is the last line where it has no name, else the line named `loss`, else the last one. */
export interface Program {
  readonly statements: readonly Statement[];
  readonly loss: Statement;
}

/** How long a text can be. */
export const mostCharacters = 10_000;

/** How deep its parts can be nested, so that nothing that walks them runs out of stack. */
const mostDeep = 200;

/** Reads a text, of which nothing is ever run. All mistakes are told at once, one a statement. */
export const parse = (text: string): E.Either<readonly Mistake[], Program> => {
  if (text.length > mostCharacters) return E.left([tooLong(text.length, mostCharacters)]);
  const { places, mistakes } = linesOf(text);
  const isSound = ({ from, to }: Place): boolean => !mistakes.some((found) => found.from >= from && found.to <= to);
  const results = places.filter(isSound).map((place) => statementAt(text, place));
  const statements = results.flatMap((result) => (E.isRight(result) ? [result.right] : []));
  const found = [
    ...mistakes,
    ...results.flatMap((result) => (E.isLeft(result) ? [result.left] : [])),
    ...mistakesIn(statements),
  ];
  const last = statements.at(-1);
  const loss = last?.name === undefined ? last : (statements.find(({ name }) => name?.name === 'loss') ?? last);
  if (found.length > 0) return E.left(found.toSorted((a, b) => a.from - b.from));
  return loss === undefined ? E.left([nothing({ from: 0, to: text.length })]) : E.right({ statements, loss });
};

const statementAt = (text: string, { from, to }: Place): E.Either<Mistake, Statement> => {
  try {
    const statement = parseStatement(text.slice(from, to), { from });
    const deep = tooDeepIn(statement.value);
    return deep === undefined ? E.right(statement) : E.left(tooDeep(deep, mostDeep));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { expected, found, location } = error;
    const start = from + location.start.offset;
    if (found === null) return E.left(unexpected({ from: Math.max(from, to - 1), to }, wordsFor(expected), found));
    const sign = String.fromCodePoint(text.codePointAt(start)!); // two characters long where the parser has found half of it
    return E.left(unexpected({ from: start, to: start + sign.length }, wordsFor(expected), sign));
  }
};

/** The first part that is nested too deep. It keeps its own stack, for what it looks for would overflow the real one. */
const tooDeepIn = (expression: Expression): Expression | undefined => {
  const left: [Expression, number][] = [[expression, 1]];
  while (left.length > 0) {
    const [part, depth] = left.pop()!;
    if (depth > mostDeep) return part;
    left.push(...partsOf(part).map((inner): [Expression, number] => [inner, depth + 1]));
  }
  return undefined;
};

const mistakesIn = (statements: readonly Statement[]): readonly Mistake[] => {
  const known = new Set<string>();
  return statements.flatMap((statement, index) => {
    const { name } = statement;
    if (name === undefined) return index < statements.length - 1 ? [unnamed(statement)] : [];
    const isAgain = known.has(name.name);
    known.add(name.name);
    return isAgain ? [definedTwice(name, name.name)] : [];
  });
};

/** What was expected, in the words of who writes: what begins an expression is one thing. */
const wordsFor = (expected: readonly Expectation[]): readonly string[] => {
  const words = new Set(
    expected.map(({ type, description, text }) =>
      type === 'end' ? 'the end' : type === 'literal' ? `'${text}'` : (description ?? ''),
    ),
  );
  const isExpression = words.has('a number') && words.has('a name');
  const among = isExpression ? [...words].filter((word) => !beginnings.has(word)) : [...words];
  const plain = among.filter((word) => word !== '' && !continuations.has(word)).toSorted();
  return isExpression ? ['an expression', ...plain] : plain;
};

const beginnings: ReadonlySet<string> = new Set([
  "'('",
  "'['",
  "'{'",
  '-',
  'a name',
  'a number',
  'a text',
  'true or false',
]);

/** What may follow anything and is seldom meant. */
const continuations: ReadonlySet<string> = new Set(["'('", "'['", "'='", "':'"]);
