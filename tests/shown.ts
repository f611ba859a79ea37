import ts from 'typescript';

/**
 * What a documented program says that one of its `console.log`s prints: the comment that ends its line, and the lines of comments
 * right below. `…` (or `...`) stands for any text, `≈ 1.25` for a number within one unit of the last digit that is given.
 */
export interface Shown {
  /** The line of the program, from 0, on which the call begins. */
  readonly line: number;
  readonly text: string;
}

/** Every `console.log` of a program, with its place and what the comments say that it prints, `''` where they say nothing. */
const callsOf = (program: string): readonly (Shown & { readonly callee: ts.Node })[] => {
  const file = ts.createSourceFile('program.ts', program, ts.ScriptTarget.ES2022, true);
  const lineOf = (position: number): number => file.getLineAndCharacterOfPosition(position).line;
  const lines = program.split('\n');
  const commentsAfter = (end: number): string => {
    const rest = lines[lineOf(end)]!.slice(file.getLineAndCharacterOfPosition(end).character);
    const below = lines.slice(lineOf(end) + 1);
    const until = below.findIndex((line) => !/^\s*\/\//.test(line));
    return [rest, ...below.slice(0, until === -1 ? undefined : until)]
      .map((line) => /^[\s;]*\/\/ ?(.*)$/.exec(line)?.[1] ?? '')
      .filter((comment) => !/^(prettier-ignore|oxlint-|@ts-)/.test(comment))
      .join('\n')
      .trim();
  };
  const calls: (Shown & { readonly callee: ts.Node })[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'console.log')
      calls.push({ line: lineOf(node.getStart()), text: commentsAfter(node.end), callee: node.expression });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return calls;
};

/** What a program says that it prints. */
export const shownIn = (program: string): readonly Shown[] =>
  callsOf(program)
    .filter(({ text }) => text !== '')
    .map(({ line, text }) => ({ line, text }));

const mark = '\u0001';

/** The same program, which also prints before the output of each `console.log` on which line it is. */
export const marked = (program: string): string =>
  callsOf(program).reduceRight(
    (text, { line, callee }) =>
      `${text.slice(0, callee.getStart())}(console.log('${mark}${line}'), console.log)${text.slice(callee.end)}`,
    program,
  );

/** What a marked program has printed: by line, and as a whole without the marks. */
export const printedBy = (output: string): { readonly at: (line: number) => string; readonly whole: string } => {
  const [before = '', ...pieces] = output.split(mark);
  const printed = pieces.map((piece) => {
    const end = piece.indexOf('\n');
    return { line: Number(piece.slice(0, end)), text: piece.slice(end + 1) };
  });
  return {
    at: (line) => printed.flatMap((piece) => (piece.line === line ? [piece.text] : [])).join(''),
    whole: before + printed.map(({ text }) => text).join(''),
  };
};

const withoutBreaks = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Whether what is shown is what was printed, where blanks and breaks of lines count as one blank. */
export const agrees = (shown: string, printed: string): boolean => {
  const about: number[] = []; // of each number after ≈, its value and the unit of its last digit
  const pattern = withoutBreaks(shown)
    .split(/(…|\.\.\.|≈ ?-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)/)
    .map((part, index) => {
      if (index % 2 === 0) return literally(part);
      if (!part.startsWith('≈')) return '.*?';
      const [, digits, fraction = '', exponent = '0'] = /(-?\d+(?:\.(\d+))?)(?:e([+-]?\d+))?/.exec(part)!;
      about.push(Number(`${digits}e${exponent}`), Number(`1e${Number(exponent) - fraction.length}`));
      return String.raw`(-?[\d.]+(?:e[+-]?\d+)?)`;
    })
    .join('');
  const found = new RegExp(`^${pattern}$`).exec(withoutBreaks(printed));
  return (
    found !== null && found.slice(1).every((number, i) => Math.abs(Number(number) - about[2 * i]!) <= about[2 * i + 1]!)
  );
};

/** What a program shows otherwise than it prints it, line by line, and as a whole where a page shows that. */
export const mismatches = (program: string, output: string, whole?: string): readonly string[] => {
  const printed = printedBy(output);
  const lines = shownIn(program).map(({ line, text }) => ({ place: `line ${line + 1}`, text, got: printed.at(line) }));
  const all = whole === undefined ? [] : [{ place: 'all', text: whole, got: printed.whole }];
  return [...lines, ...all]
    .filter(({ text, got }) => !agrees(text, got))
    .map(({ place, text, got }) => `${place} shows ${text}\nand prints ${got.trim()}`);
};
