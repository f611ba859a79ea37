import { type Mistake, tooDeep, unmatched } from './mistake.ts';
import type { Place } from './syntax.ts';

/** How deep brackets can be nested: the parser calls itself for each. */
const mostBrackets = 64;

/** The statements of a text, each a line or several: their places, and what is wrong with their brackets. */
export interface Lines {
  readonly places: readonly Place[];
  readonly mistakes: readonly Mistake[];
}

/**
 * Splits a text into statements. A statement ends with its line unless a bracket is open, the line ends with an operator or the
 * next begins with one; a line that begins with `name =` is always a new statement, so that an unclosed bracket spoils one only.
 */
export const linesOf = (text: string): Lines => {
  const places: Place[] = [];
  const mistakes: Mistake[] = [];
  const open: Token[] = [];
  const close = (): void => {
    mistakes.push(...open.splice(0).map((bracket) => unmatched(bracket, bracket.said)));
  };
  const tokens = tokensOf(text);
  for (const [index, token] of tokens.entries()) {
    const { from, to, said } = token;
    const last = places.at(-1);
    if (last === undefined || isBreak(tokens, index, open.length > 0)) {
      close();
      places.push({ from, to });
    } else places[places.length - 1] = { from: last.from, to };
    if (Object.hasOwn(closing, said)) open.push(token);
    if (open.length > mostBrackets) return { places: [], mistakes: [tooDeep(token, mostBrackets)] };
    if (!closed.has(said)) continue;
    if (closing[open.at(-1)?.said ?? ''] === said) open.pop();
    else mistakes.push(unmatched(token, said));
  }
  close();
  return { places: places.filter(({ from, to }) => text.slice(from, to) !== ';'), mistakes };
};

/** What is not blank: a name, a text, an operator or any other character. */
interface Token extends Place {
  readonly said: string;
  /** Whether it is the first of its line. */
  readonly isFirst: boolean;
}

const tokensOf = (text: string): readonly Token[] => {
  const tokens: Token[] = [];
  let isFirst = true;
  for (const { 0: said, index } of text.matchAll(pattern)) {
    const isBlank = /^(?:[\s#\ufeff]|\/\/)/u.test(said);
    if (!isBlank) tokens.push({ said, from: index, to: index + said.length, isFirst });
    isFirst = isBlank ? isFirst || said.includes('\n') : false;
  }
  return tokens;
};

const pattern =
  /[\s\ufeff]+|(?:#|\/\/)[^\n]*|'[^'\n]*'|"[^"\n]*"|[\p{ID_Start}_]\p{ID_Continue}*|\*\*|==|<=|>=|!=|[^]/gu;

const isBreak = (tokens: readonly Token[], index: number, isInside: boolean): boolean => {
  const { said, isFirst } = tokens[index]!;
  const before = tokens[index - 1]!;
  if (said === ';' || before.said === ';') return true;
  if (!isFirst) return false;
  const isDefinition = tokens[index + 1]?.said === '=' && /^[\p{ID_Start}_]/u.test(said);
  return isDefinition || !(isInside || operators.has(said) || operators.has(before.said));
};

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

const closed: ReadonlySet<string> = new Set(Object.values(closing));

const operators: ReadonlySet<string> = new Set('+ - − * / @ % × ** ^ < > <= >= == != ≤ ≥ ≠ ='.split(' '));
