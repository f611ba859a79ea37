import type { FunctionTable } from '../lanes/function-table.ts';
import type { LaneFamily } from '../lanes/family.ts';
import { scalarCode } from '../lanes/scalar-code.ts';
import type { Code } from '../wasm/code.ts';
import { type Access, type Expression, keyOf } from './expression.ts';

/** How elements are loaded. */
export type Load = (access: Access) => Code;

/**
 * Code for expressions in lanes. What is the same expression is the same object, for `shared` to compute once; and what one stores, the
 * next need not load.
 */
export class ExpressionCode {
  readonly #family: LaneFamily;
  readonly #table: FunctionTable;
  readonly #load: Load;
  readonly #known = new Map<Expression | string, Code>();
  readonly #numbers = new Map<object, number>();

  constructor(family: LaneFamily, table: FunctionTable, load: Load) {
    this.#family = family;
    this.#table = table;
    this.#load = load;
  }

  of(expression: Expression): Code {
    const known = this.#known.get(knownKeyOf(expression)) ?? this.#made(expression);
    this.remember(expression, known);
    return known;
  }

  /** Remembers what an expression has from now on. */
  remember(expression: Expression, value: Code): void {
    this.#known.set(knownKeyOf(expression), value);
  }

  #made(expression: Expression): Code {
    const { kind } = expression;
    const lanes = this.#family;
    if (expression.type === 'read') return this.#load(expression.access);
    if (expression.type === 'literal')
      return kind === 'bool' ? lanes.bool.constant(expression.value !== 0) : lanes[kind].constant(expression.value);
    const elements = expression.operands.map((operand) => ({ kind: operand.kind, code: this.of(operand) }));
    const key = [kind, expression.scalar, ...elements.map(({ code }) => code)]
      .map((part) => this.#numberOf(part))
      .join();
    const known = this.#known.get(key) ?? scalarCode(expression.scalar, { lanes, elements, kind, table: this.#table });
    this.#known.set(key, known);
    return known;
  }

  #numberOf(part: object | string): number | string {
    if (typeof part === 'string') return part;
    const number = this.#numbers.get(part) ?? this.#numbers.size;
    this.#numbers.set(part, number);
    return number;
  }
}

/** All reads of the same element are one. */
const knownKeyOf = (expression: Expression): Expression | string =>
  expression.type === 'read' ? keyOf(expression.access) : expression;
