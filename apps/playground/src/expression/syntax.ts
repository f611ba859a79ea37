/** A part of the text: the characters from `from` up to but not including `to`. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

/** A name, and where it stands. */
interface Name extends Place {
  readonly name: string;
}

/** `name = value`, or a value alone. */
export interface Statement extends Place {
  readonly name: Name | undefined;
  readonly value: Expression;
}

/** An option or a named argument: `axis: 1`. */
export interface Entry extends Place {
  readonly name: Name;
  readonly value: Expression;
}

/** What a text says, with the place of every part. */
export type Expression = Place &
  (
    | Readonly<{ type: 'number'; value: number }>
    | Readonly<{ type: 'text'; value: string }>
    | Readonly<{ type: 'truth'; value: boolean }>
    | Readonly<{ type: 'name'; name: string }>
    | Readonly<{ type: 'negative'; of: Expression }>
    | Readonly<{ type: 'infix'; operator: Operator; left: Expression; right: Expression; at: Place }>
    | Call
    | Readonly<{ type: 'list'; elements: readonly Expression[] }>
    | Readonly<{ type: 'options'; entries: readonly Entry[] }>
    | Readonly<{ type: 'element'; of: Expression; index: number }>
  );

/** An operation applied to arguments, the named ones last or not. */
export interface Call extends Place {
  readonly type: 'call';
  readonly operation: Name;
  readonly values: readonly Expression[];
  readonly named: readonly Entry[];
}

/** The operation that each infix operator stands for. */
export const operationOf = {
  '<': 'less',
  '<=': 'lessEqual',
  '>': 'greater',
  '>=': 'greaterEqual',
  '==': 'equal',
  '!=': 'notEqual',
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '@': 'matmul',
  '%': 'mod',
  '**': 'pow',
} as const;

/** An infix operator. */
type Operator = keyof typeof operationOf;

/** The parts of an expression that are expressions, in the order of the text. */
export const partsOf = (expression: Expression): readonly Expression[] => {
  switch (expression.type) {
    case 'negative':
    case 'element':
      return [expression.of];
    case 'infix':
      return [expression.left, expression.right];
    case 'call':
      return [...expression.values, ...expression.named.map(({ value }) => value)];
    case 'list':
      return expression.elements;
    case 'options':
      return expression.entries.map(({ value }) => value);
    default:
      return [];
  }
};
