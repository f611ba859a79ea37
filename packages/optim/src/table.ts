import type { CrossValidation } from './cross-validation.ts';
import { brief } from './trial.ts';

/** What a line of the table tells. */
interface Line extends CrossValidation {
  readonly hyperparameters: object;
  readonly budget?: number;
}

/** Lines of text with aligned columns: hyperparameters, budgets where there are some, mean ± spread of each score; a star before the first line. */
export const tableOf = (rows: readonly Line[]): string => {
  const names = [...new Set(rows.flatMap(({ hyperparameters }) => Object.keys(hyperparameters)))];
  const scores = Object.keys(rows[0]!.mean);
  const columns = [
    ['', ...rows.map((_, index) => (index === 0 ? '*' : ''))],
    ...names.map((name) => [name, ...rows.map(({ hyperparameters }) => choice(hyperparameters, name))]),
    ...(rows[0]!.budget === undefined ? [] : [['budget', ...rows.map(({ budget }) => rounded(budget!, 6))]]),
    ...scores.map((score) => [score, ...meansAndSpreads(rows, score)]),
  ];
  const widths = columns.map(widest);
  const lines = [...columns[0]!.keys()].map((line) => columns.map((column, i) => column[line]!.padEnd(widths[i]!)));
  return lines.map((cells) => cells.join('  ').trimEnd()).join('\n');
};

const choice = (hyperparameters: object, name: string): string => {
  const value = (hyperparameters as Readonly<Record<string, unknown>>)[name]; // by a name of its own, or of another's
  if (value === undefined) return '';
  return typeof value === 'number' ? rounded(value, 6) : typeof value === 'string' ? value : brief(value);
};

/** Means to 4 digits and spreads to 2, each aligned by itself. */
const meansAndSpreads = (rows: readonly Line[], score: string): readonly string[] => {
  const means = rows.map(({ mean }) => rounded(mean[score]!, 4));
  const spreads = rows.map(({ spread }) => rounded(spread[score]!, 2));
  const width = widest(means);
  return means.map((mean, index) => `${mean.padEnd(width)} ± ${spreads[index]!}`);
};

const widest = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));

const rounded = (number: number, digits: number): string => String(Number(number.toPrecision(digits)));
