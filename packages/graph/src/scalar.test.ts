import { describe, expect, test } from 'vitest';
import { s, type Scalar, scalarFunction, scalarExpression } from './scalar.ts';

const evaluated = (expression: Scalar, ...elements: readonly number[]): number =>
  scalarFunction(expression)(
    elements.map((element) => Float64Array.of(element)),
    0,
  );

const { NaN: nan } = Number;

describe('instructions', () => {
  test.each<readonly [string, Scalar, number]>([
    ['add', s.add(2, 3), 5],
    ['sub', s.sub(2, 3), -1],
    ['mul', s.mul(2, 3), 6],
    ['div', s.div(3, 2), 1.5],
    ['div by zero', s.div(-1, 0), -Infinity],
    ['neg', s.neg(0), -0],
    ['abs', s.abs(-3), 3],
    ['sign below', s.sign(-3), -1],
    ['sign at 0', s.sign(0), 0],
    ['sign of NaN', s.sign(nan), nan],
    ['sqrt', s.sqrt(9), 3],
    ['sqrt below 0', s.sqrt(-1), nan],
    ['floor', s.floor(-1.5), -2],
    ['ceil', s.ceil(-1.5), -1],
    ['round down to even', s.round(2.5), 2],
    ['round up to even', s.round(-3.5), -4],
    ['round just below a half', s.round(0.49999999999999994), 0],
    ['round towards zero keeps the sign', s.round(-0.3), -0],
    ['round a large integer', s.round(2 ** 52 + 1), 2 ** 52 + 1],
    ['round infinity', s.round(-Infinity), -Infinity],
    ['round NaN', s.round(nan), nan],
    ['exp', s.exp(0), 1],
    ['log', s.log(1), 0],
    ['log1p', s.log1p(0), 0],
    ['expm1', s.expm1(0), 0],
    ['log2', s.log2(8), 3],
    ['log10', s.log10(1000), 3],
    ['sin', s.sin(0), 0],
    ['cos', s.cos(0), 1],
    ['tan', s.tan(0), 0],
    ['asin', s.asin(0), 0],
    ['acos', s.acos(1), 0],
    ['atan', s.atan(0), 0],
    ['sinh', s.sinh(0), 0],
    ['cosh', s.cosh(0), 1],
    ['tanh', s.tanh(0), 0],
    ['asinh', s.asinh(0), 0],
    ['acosh', s.acosh(1), 0],
    ['atanh', s.atanh(0), 0],
    ['erf', s.erf(0), 0],
    ['erfc', s.erfc(0), 1],
    ['sigmoid', s.sigmoid(0), 0.5],
    ['softplus', s.softplus(0), Math.LN2],
    ['pow', s.pow(2, 3), 8],
    ['hypot', s.hypot(3, 4), 5],
    ['atan2', s.atan2(1, 0), Math.PI / 2],
    ['maximum', s.maximum(2, 3), 3],
    ['maximum with NaN', s.maximum(nan, 3), nan],
    ['minimum', s.minimum(2, 3), 2],
    ['minimum with NaN', s.minimum(2, nan), nan],
    ['equal', s.equal(2, 2), 1],
    ['equal of zeros', s.equal(0, -0), 1],
    ['equal of NaN', s.equal(nan, nan), 0],
    ['less', s.less(2, 3), 1],
    ['less of equals', s.less(2, 2), 0],
    ['lessEqual of equals', s.lessEqual(2, 2), 1],
    ['lessEqual with NaN', s.lessEqual(nan, 2), 0],
    ['and', s.and(1, 0), 0],
    ['or', s.or(1, 0), 1],
    ['not', s.not(0), 1],
    ['select the second', s.select(1, 2, nan), 2],
    ['select the third', s.select(0, nan, 3), 3],
  ])('%s', (_, expression, value) => {
    expect(evaluated(expression)).toBe(value);
  });
});

test('scalarExpression gives a body its arguments in order', () => {
  const expression = scalarExpression((a, b, c) => s.select(a, s.mul(b, 10), c), 3);
  expect(evaluated(expression, 1, 2, 3)).toBe(20);
  expect(evaluated(expression, 0, 2, 3)).toBe(3);
});

test('an expression is plain data', () => {
  const expression = scalarExpression((x) => s.mul(2, s.exp(x)), 1);
  expect(JSON.parse(JSON.stringify(expression))).toEqual(expression);
  expect(expression).toEqual({
    type: 'apply',
    instruction: 'mul',
    operands: [
      { type: 'literal', value: 2 },
      { type: 'apply', instruction: 'exp', operands: [{ type: 'argument', index: 0 }] },
    ],
  });
});
