import { either as E } from 'fp-ts';

/** What the header of a .npy file says: the type of its elements, whether the first axis runs fastest, and the shape. */
export interface NpyHeader {
  readonly descr: string;
  readonly isFortranOrder: boolean;
  readonly shape: readonly number[];
}

/** What is wrong with the text of a header: where, the rule it breaks, and what stands there instead. */
export interface HeaderFault {
  readonly offset: number;
  readonly rule: string;
  readonly got: string;
}

/**
 * Reads the header of a .npy file, a Python dictionary of three literals. Only these can be written:
 *
 *     header  = '{' entry (',' entry)* ','? '}'
 *     entry   = "'descr'" ':' string | "'fortran_order'" ':' ('True' | 'False') | "'shape'" ':' tuple
 *     tuple   = '(' ')' | '(' integer ',' ')' | '(' integer (',' integer)+ ','? ')'
 *
 * Strings are in single or double quotes and have no escapes; integers are in decimal, with the `L` that Python 2 wrote.
 */
export const parseNpyHeader = (text: string): E.Either<HeaderFault, NpyHeader> => {
  const tokens = [...text.matchAll(/'[^'\\\n]*'|"[^"\\\n]*"|\w+|[^\s]/g)];
  let next = 0;
  const peek = (): string => tokens[next]?.[0] ?? '';
  const take = (...choices: readonly string[]): boolean => choices.includes(peek()) && next++ >= 0;
  const fault = (rule: string): E.Either<HeaderFault, never> =>
    E.left({ offset: tokens[next]?.index ?? text.length, rule, got: peek() });

  const sizes = (): E.Either<HeaderFault, readonly number[]> => {
    const shape: number[] = [];
    if (!take('(')) return fault('shape must be a tuple');
    while (!take(')')) {
      if (!/^\d+L?$/.test(peek())) return fault('sizes must be integers from 0 on');
      if (shape.length === mostAxes) return fault(`an array must have at most ${mostAxes} axes`);
      const size = Number.parseInt(peek(), 10);
      if (!Number.isSafeInteger(size)) return fault('sizes must be below 2^53');
      shape.push(size);
      next++;
      const isLast = !take(',');
      if (isLast && shape.length === 1) return fault("a tuple of one size must end with ','"); // (3) is a number in Python
      if (isLast && peek() !== ')') return fault("sizes must be separated by ','");
    }
    return E.right(shape);
  };

  let descr: string | undefined;
  let isFortranOrder: boolean | undefined;
  let shape: readonly number[] | undefined;
  const seen = new Set<string>();
  if (!take('{')) return fault('the header must be a dictionary');
  while (!take('}')) {
    const key = unquoted(peek());
    if (key === undefined || !keys.has(key)) return fault(`the header's keys must be ${listed}`);
    if (seen.has(key)) return fault(`the header must say '${key}' once`);
    seen.add(key);
    next++;
    if (!take(':')) return fault("a key must be followed by ':'");
    const start = peek();
    if (key === 'descr') {
      descr = unquoted(start);
      if (descr === undefined) return fault('the elements must be plain numbers, not records');
      next++;
    } else if (key === 'fortran_order') {
      if (!take('True', 'False')) return fault('fortran_order must be True or False');
      isFortranOrder = start === 'True';
    } else {
      const read = sizes();
      if (E.isLeft(read)) return read;
      shape = read.right;
    }
    if (!take(',') && peek() !== '}') return fault("entries must be separated by ','");
  }
  if (next < tokens.length) return fault('nothing must follow the header');
  return descr === undefined || isFortranOrder === undefined || shape === undefined
    ? fault(`the header must say ${listed}`)
    : E.right({ descr, isFortranOrder, shape });
};

/** The most axes that NumPy allows. */
export const mostAxes = 64;

/** A header as NumPy writes it, before it is padded. */
export const formatNpyHeader = ({ descr, isFortranOrder, shape }: NpyHeader): string =>
  `{'descr': '${descr}', 'fortran_order': ${isFortranOrder ? 'True' : 'False'}, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;

const keys: ReadonlySet<string> = new Set(['descr', 'fortran_order', 'shape']);

const listed = "'descr', 'fortran_order' and 'shape'";

const unquoted = (token: string): string | undefined => /^(['"])(.*)\1$/.exec(token)?.[2];
