import { either as E } from 'fp-ts';
import { argumentsOf } from './argument.ts';
import type { Built } from './build.ts';
import { type Expression, operationOf, partsOf } from './syntax.ts';

/** A program in TypeScript that makes the same graph, out of constants of the names that the scope has. */
export interface TypeScript {
  /** What it imports from `adjoint`, in alphabetical order. */
  readonly imports: readonly string[];
  /** One constant a line; one of them is `loss`. */
  readonly lines: readonly string[];
}

/**
 * The TypeScript source of a graph: `const loss = add(mean(crossEntropy(scores, labels)), mul(0.001, l2(W)));`. The scope says what the
 * program calls the nodes that the text may name. What the text defines gets an underscore where the program has another use for its name.
 */
export const toTypeScript = (
  { program: { statements, loss } }: Pick<Built, 'program'>,
  scope: ReadonlyMap<string, string>,
): TypeScript => {
  const taken = new Set([
    ...reserved,
    ...scope.values(),
    ...statements.flatMap(({ value }) => operationsIn(value)),
    'loss',
  ]);
  const printing: Printing = { imports: new Set(), names: new Map(scope), numbers: new Set() };
  const lines = statements.map((statement) => {
    const { name, value } = statement;
    const isLoss = statement === loss;
    const isNumber = isNumeric(value, printing.numbers);
    const said = print(value, printing);
    if (isLoss && isNumber) printing.imports.add('constant');
    const identifier = isLoss ? 'loss' : freeName(name!.name, taken); // only the last line, the loss, can be without
    if (name !== undefined) printing.names.set(name.name, identifier);
    if (name !== undefined && isNumber && !isLoss) printing.numbers.add(name.name);
    return `const ${identifier} = ${isLoss && isNumber ? `constant(${said})` : said};`;
  });
  return { imports: [...printing.imports].toSorted(), lines };
};

/** The same as text: the import, then the constants. */
export const sourceOf = ({ imports, lines }: TypeScript): string =>
  [`import { ${imports.join(', ')} } from 'adjoint';`, '', ...lines, ''].slice(imports.length === 0 ? 2 : 0).join('\n');

/** What the lines printed so far have used. */
interface Printing {
  readonly imports: Set<string>;
  readonly names: Map<string, string>;
  /** The names of plain numbers. */
  readonly numbers: Set<string>;
}

const print = (expression: Expression, printing: Printing): string => {
  const inner = (part: Expression): string => print(part, printing);
  const call = (operation: string, values: readonly string[]): string => {
    printing.imports.add(operation);
    return `${operation}(${values.join(', ')})`;
  };
  switch (expression.type) {
    case 'number':
      return String(expression.value);
    case 'truth':
      return String(expression.value);
    case 'text':
      return JSON.stringify(expression.value);
    case 'name':
      return printing.names.get(expression.name) ?? expression.name;
    case 'negative':
      return isNumeric(expression, printing.numbers)
        ? `(-${inner(expression.of)})`
        : call('neg', [inner(expression.of)]);
    case 'infix': {
      const { operator, left, right } = expression;
      const values = [inner(left), inner(right)];
      return isNumeric(expression, printing.numbers)
        ? `(${values.join(` ${operator} `)})`
        : call(operationOf[operator], values);
    }
    case 'call': {
      const values = argumentsOf(expression);
      const given = E.isRight(values) ? values.right : expression.values; // it has been built, so it is right
      return call(
        expression.operation.name,
        given.map((value) => (value === undefined ? 'undefined' : inner(value))),
      );
    }
    case 'list':
      return `[${expression.elements.map(inner).join(', ')}]`;
    case 'options':
      return `{ ${expression.entries.map(({ name, value }) => `${name.name}: ${inner(value)}`).join(', ')} }`;
    case 'element':
      return `${inner(expression.of)}[${expression.index}]`;
  }
};

/** Whether a part is a plain number, which no operation makes into a node. */
const isNumeric = (expression: Expression, numbers: ReadonlySet<string>): boolean => {
  switch (expression.type) {
    case 'number':
      return true;
    case 'name':
      return numbers.has(expression.name);
    case 'negative':
      return isNumeric(expression.of, numbers);
    case 'infix':
      return (
        ofNumbers.has(expression.operator) &&
        isNumeric(expression.left, numbers) &&
        isNumeric(expression.right, numbers)
      );
    default:
      return false;
  }
};

const ofNumbers: ReadonlySet<string> = new Set(['+', '-', '*', '/']);

const operationsIn = (expression: Expression): readonly string[] => [
  ...(expression.type === 'call' ? [expression.operation.name] : []),
  ...(expression.type === 'infix' ? [operationOf[expression.operator]] : []),
  ...(expression.type === 'negative' ? ['neg'] : []),
  ...partsOf(expression).flatMap(operationsIn),
];

const freeName = (name: string, taken: Set<string>): string => {
  const free = taken.has(name) ? freeName(`${name}_`, taken) : name;
  taken.add(free);
  return free;
};

/** What TypeScript lets no constant be called. */
const reserved: readonly string[] =
  'arguments await break case catch class const constant continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield'.split(
    ' ',
  );
