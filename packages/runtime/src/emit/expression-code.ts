import type { LaneFamily } from '../lanes/lanes.ts';
import { compileScalar } from '../lanes/scalar-code.ts';
import { type Code, get, type Local, set } from '../wasm/code.ts';
import { type Access, type Expression, keyOf } from './expression.ts';
import type { Surroundings } from './surroundings.ts';

/** How elements are loaded. */
export type Load = (access: Access) => Code;

/** Code for expressions that are computed one after the other; what they share is computed once, and what one stores the next need not load. */
export class ExpressionCode {
  readonly #family: LaneFamily;
  readonly #around: Surroundings;
  readonly #load: Load;
  readonly #uses = new Map<Expression, number>();
  readonly #locals = new Map<Expression | string, Local>();
  #statements: Code[] = [];

  constructor(expressions: readonly Expression[], family: LaneFamily, around: Surroundings, load: Load) {
    this.#family = family;
    this.#around = around;
    this.#load = load;
    expressions.forEach((expression) => this.#count(expression));
  }

  /** The value of an expression, and the statements that must come before it. */
  of(expression: Expression): { readonly statements: readonly Code[]; readonly value: Code } {
    const value = this.#value(expression);
    const statements = this.#statements;
    this.#statements = [];
    return { statements, value };
  }

  /** The same, stored as well: who reads that access from now on reads a variable. */
  kept(access: Access, expression: Expression): { readonly statements: readonly Code[]; readonly value: Code } {
    const { statements, value } = this.of(expression);
    const local = this.#around.variable(this.#family[expression.kind].type);
    this.#locals.set(keyOf(access), local);
    return { statements: [...statements, set(local, value)], value: get(local) };
  }

  #value(expression: Expression): Code {
    const stored = expression.type === 'read' ? this.#locals.get(keyOf(expression.access)) : undefined;
    const known = stored ?? this.#locals.get(expression);
    if (known !== undefined) return get(known);
    const code = this.#made(expression);
    if (expression.type === 'literal' || this.#uses.get(expression) === 1) return code;
    const local = this.#around.variable(this.#family[expression.kind].type);
    this.#locals.set(expression, local);
    this.#statements.push(set(local, code)); // a statement of its own, for operands need not be computed in their order here
    return get(local);
  }

  #count(expression: Expression): void {
    const uses = this.#uses.get(expression) ?? 0;
    this.#uses.set(expression, uses + 1);
    if (uses === 0 && expression.type === 'apply') expression.operands.forEach((operand) => this.#count(operand));
  }

  #made(expression: Expression): Code {
    const { kind } = expression;
    const lanes = this.#family;
    if (expression.type === 'read') return this.#load(expression.access);
    if (expression.type === 'literal')
      return kind === 'bool' ? lanes.bool.constant(expression.value !== 0) : lanes[kind].constant(expression.value);
    const { table, variable } = this.#around;
    const elements = expression.operands.map((operand) => ({ kind: operand.kind, code: this.#value(operand) }));
    return compileScalar(expression.scalar, { lanes, elements, kind, table, variable });
  }
}
