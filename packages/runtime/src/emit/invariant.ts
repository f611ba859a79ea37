import type { LaneFamily } from '../lanes/family.ts';
import { shared } from '../lanes/sharing.ts';
import { type Code, get, type Local, set } from '../wasm/code.ts';
import type { Access, Expression } from './expression.ts';
import { ExpressionCode, type Load } from './expression-code.ts';
import type { Surroundings } from './surroundings.ts';

/** What does not change while a loop turns, in variables. */
export interface Invariants {
  /** The statements before the loop that compute them. */
  readonly statements: readonly Code[];
  /** Code for expressions within the loop, given how other elements are loaded. */
  readonly code: (load: Load) => ExpressionCode;
}

/** The largest parts of some expressions that read nothing but fixed elements. */
export const invariantsOf = (
  values: readonly Expression[],
  isFixed: (access: Access) => boolean,
  load: Load,
  family: LaneFamily,
  { table, variable }: Pick<Surroundings, 'table' | 'variable'>,
): Invariants => {
  const code = new ExpressionCode(family, table, load);
  const kept = new Map<Expression, Local>();
  for (const expression of fixedIn(values, isFixed)) kept.set(expression, variable(family[expression.kind].type));
  const sets = [...kept].map(([expression, local]) => set(local, code.of(expression)));
  return {
    statements: shared(sets, variable),
    code: (load) => withKept(new ExpressionCode(family, table, load), kept),
  };
};

const withKept = (code: ExpressionCode, kept: ReadonlyMap<Expression, Local>): ExpressionCode => {
  for (const [expression, local] of kept) code.remember(expression, get(local));
  return code;
};

const fixedIn = (values: readonly Expression[], isFixed: (access: Access) => boolean): ReadonlySet<Expression> => {
  const known = new Map<Expression, boolean>();
  const isFixedThroughout = (expression: Expression): boolean => {
    const found = known.get(expression);
    if (found !== undefined) return found;
    const is =
      expression.type === 'literal' ||
      (expression.type === 'read'
        ? isFixed(expression.access)
        : expression.operands.map(isFixedThroughout).every(Boolean));
    known.set(expression, is);
    return is;
  };
  const fixed = new Set<Expression>();
  const seen = new Set<Expression>();
  const collect = (expression: Expression): void => {
    if (seen.has(expression)) return;
    seen.add(expression);
    if (expression.type === 'literal') return;
    if (isFixedThroughout(expression)) fixed.add(expression);
    else if (expression.type === 'apply') expression.operands.forEach(collect);
  };
  values.forEach(collect);
  return fixed;
};
