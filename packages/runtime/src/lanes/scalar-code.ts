import type { Instruction, Kind, Scalar } from '@adjoint/graph';
import type { Code } from '../wasm/code.ts';
import { elementaries, type ElementaryName } from './elementary.ts';
import type { FunctionTable } from './function-table.ts';
import type { LaneFamily } from './family.ts';
import type { Integers, Reals } from './lanes.ts';

/** A value in lanes, and what they hold: real numbers, integers, or truth values as masks. */
export interface Element {
  readonly kind: Kind;
  readonly code: Code;
}

/** What a scalar expression is compiled for. */
export interface ScalarOptions {
  readonly lanes: LaneFamily;
  /** What its arguments are; code without effects. */
  readonly elements: readonly Element[];
  /** The kind of the result; real numbers become integers as `Reals.toIntegers` says. */
  readonly kind: Kind;
  readonly table: FunctionTable;
}

/**
 * The code of a scalar expression. What occurs in it more than once, its arguments among that, is one and the same
 * object: the statements that use it go through `shared`. The code of one expression may be an element of another.
 *
 * For example:
 *
 * scalarCode(s.mul(2, s.exp(x)), { lanes: sideBySide.float32, elements: [{ kind: 'real', code }], kind: 'real', table })
 */
export const scalarCode = (expression: Scalar, options: ScalarOptions): Code =>
  new Compiler(options).compile(expression, options.kind);

class Compiler {
  readonly #options: ScalarOptions;
  readonly #known: Readonly<Record<Kind, Map<Scalar, Code>>> = { real: new Map(), int: new Map(), bool: new Map() };
  readonly #integers = new Map<Scalar, boolean>();

  constructor(options: ScalarOptions) {
    this.#options = options;
  }

  /** The expression as a value of a kind; the same object for the same expression. */
  compile(expression: Scalar, kind: Kind): Code {
    const known = this.#known[kind].get(expression) ?? this.#compiled(expression, kind);
    this.#known[kind].set(expression, known);
    return known;
  }

  #compiled(expression: Scalar, kind: Kind): Code {
    const { lanes, elements, table } = this.#options;
    if (expression.type === 'literal')
      return kind === 'bool' ? lanes.bool.constant(expression.value !== 0) : lanes[kind].constant(expression.value);
    if (expression.type === 'argument') {
      const element = elements[expression.index]!;
      return converted(lanes, element.code, element.kind, kind);
    }
    const { instruction, operands } = expression;
    const [a, b, c] = operands;
    if (instruction === 'select') {
      const condition = this.compile(a!, 'bool');
      const [first, second] = [this.compile(b!, kind), this.compile(c!, kind)];
      const { and, or, not } = lanes.bool;
      if (kind === 'bool') return or(and(condition, first), and(not(condition), second));
      return lanes[kind].select(condition, first, second);
    }
    if (yieldsTruth(instruction)) return converted(lanes, this.#truth(instruction, operands), 'bool', kind);
    if (kind === 'int' && this.#isInteger(expression) && isIntegral(instruction)) {
      const values = operands.map((operand) => this.compile(operand, 'int'));
      return onIntegers(lanes.int, instruction, values);
    }
    if (kind !== 'real') return converted(lanes, this.compile(expression, 'real'), 'real', kind);
    const values = operands.map((operand) => this.compile(operand, 'real'));
    return isElementary(instruction)
      ? table.call(instruction, lanes.real, ...values)
      : onReals(lanes.real, instruction, values);
  }

  #truth(instruction: Truth, operands: readonly Scalar[]): Code {
    const { lanes } = this.#options;
    const { and, or, not } = lanes.bool;
    if (instruction === 'and' || instruction === 'or' || instruction === 'not') {
      const [a, b] = operands.map((operand) => this.compile(operand, 'bool'));
      return instruction === 'not' ? not(a!) : (instruction === 'and' ? and : or)(a!, b!);
    }
    const kind = operands.every((operand) => operand.type !== 'apply' && this.#isInteger(operand)) ? 'int' : 'real';
    const [a, b] = operands.map((operand) => this.compile(operand, kind));
    return lanes[kind][instruction](a!, b!);
  }

  /** Whether an expression is an integer whose parts are, so that it is computed as one. */
  #isInteger(expression: Scalar): boolean {
    const known = this.#integers.get(expression) ?? this.#isMadeOfIntegers(expression);
    this.#integers.set(expression, known);
    return known;
  }

  #isMadeOfIntegers(expression: Scalar): boolean {
    if (expression.type === 'literal') return (expression.value | 0) === expression.value;
    if (expression.type === 'argument') return this.#options.elements[expression.index]!.kind !== 'real';
    const { instruction, operands } = expression;
    if (yieldsTruth(instruction)) return true;
    const parts = instruction === 'select' ? operands.slice(1) : operands;
    return (instruction === 'select' || isIntegral(instruction)) && parts.every((part) => this.#isInteger(part));
  }
}

type Truth = 'equal' | 'less' | 'lessEqual' | 'and' | 'or' | 'not';

const yieldsTruth = (instruction: Instruction): instruction is Truth =>
  ['equal', 'less', 'lessEqual', 'and', 'or', 'not'].includes(instruction);

/** The instructions whose results are integers where their operands are. */
const integral = [
  'add',
  'sub',
  'mul',
  'mod',
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'maximum',
  'minimum',
] as const;
type Integral = (typeof integral)[number];

const isIntegral = (instruction: Instruction): instruction is Integral =>
  (integral as readonly Instruction[]).includes(instruction);

const isElementary = (instruction: Instruction): instruction is ElementaryName =>
  Object.hasOwn(elementaries, instruction);

/** A value of one kind as one of another: truth values are 0 and 1, other numbers than 0 are true. */
const converted = ({ real, int, bool }: LaneFamily, code: Code, from: Kind, to: Kind): Code => {
  if (from === to) return code;
  if (to === 'bool') {
    const lanes = from === 'int' ? int : real;
    return bool.not(lanes.equal(code, 0));
  }
  if (from === 'bool') return (to === 'int' ? int : real).select(code, 1, 0);
  return to === 'int' ? real.toIntegers(code) : real.ofIntegers(code);
};

type Arithmetic = Exclude<Instruction, ElementaryName | Truth | 'select'>;

const onReals = (lanes: Reals, instruction: Arithmetic, [a, b]: readonly Code[]): Code => {
  if (instruction === 'sign') return signOf(lanes, a!);
  return lanes[instruction](a!, b!);
};

const onIntegers = (lanes: Integers, instruction: Integral, [a, b]: readonly Code[]): Code => {
  if (instruction === 'sign') return signOf(lanes, a!);
  if (instruction === 'floor' || instruction === 'ceil' || instruction === 'round') return a!;
  return lanes[instruction](a!, b!);
};

/** 1 above 0, −1 below; else the number itself, be it a zero of either sign or NaN. */
const signOf = (lanes: Reals | Integers, a: Code): Code =>
  lanes.select(lanes.less(lanes.constant(0), a), 1, lanes.select(lanes.less(a, 0), -1, a));
