import { describe, expect, test } from 'vitest';
import { agrees, marked, mismatches, printedBy, shownIn } from './shown.ts';

const program = `const n = 2;
console.log(n); // 2
console.log(
  'one',
  n + 1,
); // one 3
if (n > 1) console.log('a\\nb'); // a
// b
console.log('said by nobody');

// a comment after an empty line belongs to what follows
console.log([n]); // prettier-ignore
for (const i of [n, 7]) console.log(i); // 2 7`;

/** Runs a program as documentation.test.ts does, but here. */
const outputOf = (text: string): string => {
  const printed: string[] = [];
  const say = (...values: readonly unknown[]): void => void printed.push(`${values.map(String).join(' ')}\n`);
  // oxlint-disable-next-line no-new-func -- the programs are those above
  new Function('console', marked(text))({ log: say });
  return printed.join('');
};

describe('what a program shows', () => {
  test('is the comment that ends a console.log, and those right below', () => {
    expect(shownIn(program)).toEqual([
      { line: 1, text: '2' },
      { line: 2, text: 'one 3' },
      { line: 6, text: 'a\nb' },
      { line: 12, text: '2 7' },
    ]);
  });
  test('is compared with what that line prints, every time it runs', () => {
    expect(mismatches(program, outputOf(program))).toEqual([]);
    expect(printedBy(outputOf(program)).at(12)).toBe('2\n7\n');
  });
  test('is told from what is printed: one wrong digit fails', () => {
    const wrong = program.replace('// one 3', '// one 4');
    expect(mismatches(wrong, outputOf(wrong))).toEqual(['line 3 shows one 4\nand prints one 3']);
  });
  test('must be printed, not only written', () => {
    const never = program.replace('n > 1', 'n > 2');
    expect(mismatches(never, outputOf(never))).toHaveLength(1);
  });
  test('may be the whole output, in a block of its own', () => {
    const whole = '2\none 3\na\nb\nsaid …\n2\n2\n7';
    expect(mismatches(program, outputOf(program), whole)).toEqual([]);
    expect(mismatches(program, outputOf(program), whole.replace('one', 'two'))).toHaveLength(1);
  });
});

describe('shown and printed', () => {
  test.each([
    ['Float64Array(2) [ 1, 2 ]', 'Float64Array(2) [ 1, 2 ]\n', true],
    ['Float64Array [1, 2]', 'Float64Array(2) [ 1, 2 ]', false],
    ['a b', 'a\n  b', true],
    ['1.5', '1x5', false],
    ['loss … correct', 'loss 0.25, correct', true],
    ['loss … correct', 'loss 0.25, wrong', false],
    ['it took ...', 'it took 5 ms', true],
    ['≈ 1.0986', '1.0986122886681098', true],
    ['≈ 1.0986', '1.0988', false],
    ['[ ≈ 2e-3, ≈ -1 ]', '[ 0.0021, -1.5 ]', true],
    ['≈ 3e-7', '0.1', false],
    ['≈ 1', 'one', false],
    ['', 'something', false],
  ])('%s and %s: %s', (shown, printed, same) => {
    expect(agrees(shown, printed)).toBe(same);
  });
});
