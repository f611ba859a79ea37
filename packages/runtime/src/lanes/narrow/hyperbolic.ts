import type { Code } from '../../wasm/code.ts';
import type { Reals } from '../lanes.ts';
import { bias, expm1Near0, halfExpm1, powerOf2, reduced, withSignBit } from './exponential.ts';

/** sinh x / cosh x = (e^2x − 1) / (e^2x + 1) */
export const tanh = (on: Reals, x: Code): Code => {
  const { add, div, abs, atMost } = on;
  const magnitude = atMost(abs(x), 10); // whose tanh rounds to 1
  const half = halfExpm1(on, add(magnitude, magnitude));
  return withSignBit(on, div(half, add(half, 1)), x);
};

/** (e^x − e^−x) / 2 */
export const sinh = (on: Reals, x: Code): Code => {
  const { add, sub, mul, div, abs, atMost } = on;
  const { turns, rest } = reduced(on, atMost(abs(x), largest), bias - 2);
  const power = powerOf2(on, turns);
  const quarter = add(mul(expm1Near0(on, rest), power), sub(power, 0.25)); // of e^|x| − 1
  const half = add(quarter, div(quarter, add(mul(quarter, 4), 1)));
  return withSignBit(on, add(half, half), x);
};

/** (e^x + e^−x) / 2 */
export const cosh = (on: Reals, x: Code): Code => {
  const { add, mul, div, abs, atMost } = on;
  const { turns, rest } = reduced(on, atMost(abs(x), largest), bias - 2);
  const quarter = mul(add(expm1Near0(on, rest), 1), powerOf2(on, turns)); // of e^|x|
  const half = add(quarter, div(0.0625, quarter));
  return add(half, half);
};

/** A little more than where sinh and cosh become infinite. */
const largest = 89.5;
