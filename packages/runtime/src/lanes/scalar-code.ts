import type { Instruction, Kind, Scalar } from '@adjoint/graph';
import type { Code } from '../wasm/code.ts';
import { elementaries, type ElementaryName } from './elementary.ts';
import type { FunctionTable } from './function-table.ts';
import type { Integers, LaneFamily, Reals } from './lanes.ts';

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
  /** The kind of the result. Only what `isComputable` allows can be an integer. */
  readonly kind: Kind;
  readonly table: FunctionTable;
}

/**
 * The code of a scalar expression. What occurs in it more than once, its arguments among that, is one and the same
 * object: the statements that use it go through `shared`. The code of one expression may be an element of another.
 *
 * @example
 * scalarCode(s.mul(2, s.exp(x)), { lanes: sideBySide.float32, elements: [{ kind: 'real', code }], kind: 'real', table })
 */
export const scalarCode = (expression: Scalar, options: ScalarOptions): Code =>
  new Compiler(options).compile(expression, options.kind);

/** The instructions whose results can be integers of 32 bits. */
const integerInstructions = [
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
];

/** Whether an expression can be computed as a kind: integers have no quotients and no elementary functions. */
export const isComputable = (expression: Scalar, kind: Kind): boolean => {
  if (kind !== 'int' || expression.type !== 'apply') return true;
  const { instruction, operands } = expression;
  if (instruction === 'select') return operands.slice(1).every((operand) => isComputable(operand, kind));
  if (yieldsTruth(instruction)) return true;
  return integerInstructions.includes(instruction) && operands.every((operand) => isComputable(operand, kind));
};

class Compiler {
  readonly #options: ScalarOptions;
  readonly #known: Readonly<Record<Kind, Map<Scalar, Code>>> = { real: new Map(), int: new Map(), bool: new Map() };

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
    if (kind === 'bool') return converted(lanes, this.compile(expression, 'real'), 'real', 'bool');
    const values = operands.map((operand) => this.compile(operand, kind));
    if (kind === 'int') return onIntegers(lanes.int, instruction, values);
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
    const kind = operands.every((operand) => this.#isInteger(operand)) ? 'int' : 'real';
    const [a, b] = operands.map((operand) => this.compile(operand, kind));
    return lanes[kind][instruction](a!, b!);
  }

  /** Whether an expression is an integer by itself, so that it is compared as one. */
  #isInteger(expression: Scalar): boolean {
    if (expression.type === 'literal') return (expression.value | 0) === expression.value;
    return expression.type === 'argument' && this.#options.elements[expression.index]!.kind !== 'real';
  }
}

type Truth = 'equal' | 'less' | 'lessEqual' | 'and' | 'or' | 'not';

const yieldsTruth = (instruction: Instruction): instruction is Truth =>
  ['equal', 'less', 'lessEqual', 'and', 'or', 'not'].includes(instruction);

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

const onIntegers = (lanes: Integers, instruction: Arithmetic | ElementaryName, [a, b]: readonly Code[]): Code => {
  switch (instruction) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'mod':
    case 'maximum':
    case 'minimum':
    case 'neg':
    case 'abs':
      return lanes[instruction](a!, b!);
    case 'sign':
      return signOf(lanes, a!);
    case 'floor':
    case 'ceil':
    case 'round':
      return a!;
    default:
      throw new Error(`${instruction} of integers has no code: ask isComputable first`);
  }
};

/** 1 above 0, −1 below; else the number itself, be it a zero of either sign or NaN. */
const signOf = (lanes: Reals | Integers, a: Code): Code =>
  lanes.select(lanes.less(lanes.constant(0), a), 1, lanes.select(lanes.less(a, 0), -1, a));
