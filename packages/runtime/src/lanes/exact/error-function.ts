import type { Code } from '../../wasm/code.ts';
import { exactProduct, isNumber, polynomial } from './double.ts';
import { expOfSum } from './exponential.ts';
import type { Doubles } from '../lanes.ts';

// The same steps as @adjoint/graph's error-function.ts, in the same order; of branches, all are computed and one is chosen.

/** The error function, 2/√π · ∫₀ˣ e^−t² dt. */
export const erf = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, abs, less, select, withSign } = on;
  const small = add(x, mul(x, polynomial(on, mul(x, x), near0)));
  return select(less(abs(x), 0.84375), small, withSign(sub(1, complementOf(on, abs(x))), x));
};

/** 1 − erf x, exact where erf x nears 1. */
export const erfc = (on: Doubles, x: Code): Code => {
  const { add, sub, mul, abs, less, select } = on;
  const beyondLinear = mul(x, polynomial(on, mul(x, x), near0));
  const small = select(less(x, 0.25), sub(1, add(x, beyondLinear)), sub(0.5, add(sub(x, 0.5), beyondLinear)));
  const complement = complementOf(on, abs(x));
  const large = select(less(x, 0), sub(2, complement), complement);
  return select(less(abs(x), 0.84375), small, large);
};

/** erfc x for x from 0.84: e^−x² with x² as a pair, and 2^100 above its place lest it lose bits to underflow. */
const complementOf = (on: Doubles, x: Code): Code => {
  const { add, mul, div, neg, less, select, constant } = on;
  const [square, error] = exactProduct(on, x, x);
  const z = div(1, square);
  const choose = (of: (range: typeof far) => number | Code): Code =>
    select(less(x, 1.5), of(near1), select(less(x, 2.75), of(near2), of(far)));
  const over = choose(({ p }) => polynomial(on, z, p));
  const under = choose(({ q }) => polynomial(on, z, q));
  const scaled = div(expOfSum(on, neg(square), neg(error), constant(100)), x);
  const y = mul(
    mul(
      scaled,
      add(
        choose(({ middle }) => middle),
        div(over, under),
      ),
    ),
    2 ** -100,
  );
  return select(less(x, 28), y, select(isNumber(on, x), 0, x));
};

/** erf x / x − 1 in x² */
const near0 = [
  0.1283791670955126, -0.3761263890318375, 0.11283791670954743, -0.02686617064503077, 0.005223977624078,
  -0.0008548326914059613, 0.00012055327412977663, -1.4925463339776935e-5, 1.6457910252284695e-6, -1.6303049982074902e-7,
  1.4205314981400968e-8, -8.878954450111407e-10,
];

// x · e^x² · erfc x = middle + p(z) / q(z) in z = 1/x²

const near1 = {
  middle: 0.4375,
  p: [
    0.1266888105500847, 1.0991657204133096, 2.4363413958453592, 0.24192254508744743, -3.119074337053394,
    -2.1238910147537644, -0.3774417102776853, -0.013714600383587466,
  ],
  q: [
    1, 10.90250083637469, 40.17096610379966, 63.239145312007345, 44.42479872704944, 13.253834774335964,
    1.4308182603963593, 0.036311077104319724,
  ],
};

const near2 = {
  middle: 0.5,
  p: [
    0.06418958263837277, 0.9383540099478638, 3.298173117639461, -4.270901138040086, -36.404799889157054,
    -50.60827473616461, -21.197548600131096, -1.944812126080806,
  ],
  q: [
    1, 19.013189589776957, 128.3472444262487, 388.65589373173725, 550.5069043781405, 346.27756049822875,
    82.16456170822514, 4.761771103027671,
  ],
};

const far = {
  middle: 0.546875,
  p: [
    0.017314583547756276, 0.298028003513657, -1.9105168454914174, -62.400929425784845, -405.6897979660954,
    -1008.6027999718164, -913.4261479901356, -202.84718747375234,
  ],
  q: [
    1, 33.50486563465148, 411.0921317766579, 2335.981867662972, 6414.760577902953, 8085.7257988277925,
    3974.6934778468553, 493.31142328081694,
  ],
};
