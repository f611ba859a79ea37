import { either as E } from 'fp-ts';
import { expect, test } from 'vitest';
import { mostCharacters, parse } from './parse.ts';
import type { Expression } from './syntax.ts';

/** An expression with all its brackets, or what is wrong, marked in the text: `expected … at ⟨x⟩`. */
const reading = (text: string): string =>
  E.match(
    (mistakes: readonly { message: string; from: number; to: number }[]) =>
      mistakes.map(({ message, from, to }) => `${message} at ⟨${text.slice(from, to)}⟩`).join('; '),
    ({ statements }: { statements: readonly { name: { name: string } | undefined; value: Expression }[] }) =>
      statements.map(({ name, value }) => (name === undefined ? '' : `${name.name} = `) + shown(value)).join('; '),
  )(parse(text));

const shown = (expression: Expression): string => {
  switch (expression.type) {
    case 'number':
    case 'truth':
      return String(expression.value);
    case 'text':
      return `'${expression.value}'`;
    case 'name':
      return expression.name;
    case 'negative':
      return `(-${shown(expression.of)})`;
    case 'infix':
      return `(${shown(expression.left)} ${expression.operator} ${shown(expression.right)})`;
    case 'call':
      return `${expression.operation.name}(${[...expression.values.map(shown), ...expression.named.map(entry)].join(', ')})`;
    case 'list':
      return `[${expression.elements.map(shown).join(', ')}]`;
    case 'options':
      return `{${expression.entries.map(entry).join(', ')}}`;
    case 'element':
      return `${shown(expression.of)}[${expression.index}]`;
  }
};

const entry = ({ name, value }: { name: { name: string }; value: Expression }): string =>
  `${name.name}: ${shown(value)}`;

test.each([
  ['a + b * c', '(a + (b * c))'],
  ['a - b - c', '((a - b) - c)'],
  ['a * b @ c / d', '(((a * b) @ c) / d)'],
  ['a ** b ** c', '(a ** (b ** c))'],
  ['-a ** -b ^ c', '(-(a ** (-(b ** c))))'],
  ['- -a', '(-(-a))'],
  ['a + b < c * d', '((a + b) < (c * d))'],
  ['(a + b) * c', '((a + b) * c)'],
  ['λ × w − 1', '((λ * w) - 1)'],
  ['1e-3 + .5 + 2. + 1.5E+2', '(((0.001 + 0.5) + 2) + 150)'],
  ['sum(x, 1,)', 'sum(x, 1)'],
  ['sum(x, axis: [0, -1], keepDims: true)', 'sum(x, axis: [0, (-1)], keepDims: true)'],
  ['sum(x, { axis: 1 })', 'sum(x, {axis: 1})'],
  ["einsum('ij,jk->ik', a, b)", "einsum('ij,jk->ik', a, b)"],
  ['split(x, 2, 1)[0]', 'split(x, 2, 1)[0]'],
  ['größe + w_1', '(größe + w_1)'],
  ['trueish', 'trueish'],
])('%s means %s', (text, meaning) => {
  expect(reading(text)).toBe(meaning);
});

test.each([
  ['s = X @ W\nmean(s)', 's = (X @ W); mean(s)'],
  ['s = X @ W; mean(s)', 's = (X @ W); mean(s)'],
  ['mean(s)\n  + 1', '(mean(s) + 1)'],
  ['mean(s) +\n 1', '(mean(s) + 1)'],
  ['mean(\n  s\n)', 'mean(s)'],
  ['# the data\nmean(s) // and\n\n+ 1 # more', '(mean(s) + 1)'],
  ['s =\n  1\r\nt = 2', 's = 1; t = 2'],
])('lines are joined and split: %j', (text, meaning) => {
  expect(reading(text)).toBe(meaning);
});

test.each([
  ['a +', 'expected an expression, got the end at ⟨+⟩'],
  ['mean(x', "'(' is never closed at ⟨(⟩"],
  ['mean(x))', "')' closes nothing that is open at ⟨)⟩"],
  ['(a]', "']' closes nothing that is open at ⟨]⟩; '(' is never closed at ⟨(⟩"],
  ['mean(x y)', "expected ')', ',' or an operator, got 'y' at ⟨y⟩"],
  ['mean(x,, y)', "expected an expression or ')', got ',' at ⟨,⟩"],
  ['2x', "expected an operator or the end, got 'x' at ⟨x⟩"],
  ['a < b < c', 'a comparison compares two things; join several by and(…, …) at ⟨<⟩'],
  ['a $ b', "expected an operator or the end, got '$' at ⟨$⟩"],
  ["'a", "expected an expression, got ''' at ⟨'⟩"],
  ['a\u202eb', 'expected an operator or the end, got the invisible U+202E at ⟨\u202e⟩'],
  ['a 🙂', "expected an operator or the end, got '🙂' at ⟨🙂⟩"],
  ['x[1.5]', "expected ']', got '.' at ⟨.⟩"],
  ['a\nb', 'only the last line can be without a name; write name = … to use this one below at ⟨a⟩'],
  ['a = 1\na = 2', 'a is defined above already at ⟨a⟩'],
  ['', 'a loss must be given, such as mean(crossEntropy(scores, labels)) at ⟨⟩'],
  ['# only a comment', 'a loss must be given, such as mean(crossEntropy(scores, labels)) at ⟨# only a comment⟩'],
])('%j is refused at its place', (text, said) => {
  expect(reading(text).split('; ').toSorted()).toEqual(said.split('; ').toSorted());
});

test.each([
  ['loss = 1\n(loss + 2) * loss', '(loss+2)*loss'],
  ['loss = 1\nother = 2', '1'],
  ['one = 1\nother = 2', '2'],
])('the loss of %j is %s', (text, loss) => {
  const parsed = parse(text);
  const { from, to } = E.isRight(parsed) ? parsed.right.loss.value : { from: 0, to: 0 };
  expect(text.slice(from, to).replaceAll(' ', '')).toBe(loss);
});

test('what is wrong in several lines is told at once, and an unclosed bracket spoils its own line only', () => {
  expect(reading('a = mean(x\nb = 1 +\nc = 2 2\nloss = a')).toBe(
    "'(' is never closed at ⟨(⟩; expected an expression, got the end at ⟨+⟩; expected an operator or the end, got '2' at ⟨2⟩",
  );
});

test.each([
  ['nested parentheses', '('.repeat(4000) + 'x' + ')'.repeat(4000)],
  ['nested calls', 'exp('.repeat(1900) + 'x' + ')'.repeat(1900)],
  ['nested lists', '['.repeat(5000)],
  ['signs', '-'.repeat(9999) + '1'],
  ['powers', '2**'.repeat(3000) + '2'],
  ['a long sum', 'x+'.repeat(4000) + 'x'],
  ['nested braces', '{a:'.repeat(3000)],
])('%s are refused as too deep', (_, text) => {
  expect(reading(text)).toMatch(/^parts can be nested at most \d+ deep/);
});

test.each([
  ['100 KB of sums', '1+'.repeat(51_200)],
  ['100 KB of brackets', '('.repeat(102_400)],
  ['100 KB of blanks', ' '.repeat(102_400)],
  ['100 KB of non-ASCII letters', 'ß'.repeat(102_400)],
])('%s are refused as too long', (_, text) => {
  expect(reading(text)).toContain(`at most ${mostCharacters} characters`);
});
