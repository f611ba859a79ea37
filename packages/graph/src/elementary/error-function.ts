import { expOfSum } from './exponential.ts';
import { exactProduct, polynomial, powerOfTwo, withSign } from './float64.ts';

// Method: fdlibm (Sun Microsystems, 1993), a polynomial near 0 and e^−x² times a rational function of 1/x² beyond.

/** The error function, 2/√π · ∫₀ˣ e^−t² dt. */
export const erf = (x: number): number => {
  if (Math.abs(x) < 0.84375) return x + x * polynomial(x * x, near0);
  return withSign(1 - complementOf(Math.abs(x)), x);
};

/** 1 − erf x, exact where erf x nears 1. */
export const erfc = (x: number): number => {
  if (!(x < 0.84375)) return complementOf(x);
  if (x <= -0.84375) return 2 - complementOf(-x);
  const beyondLinear = x * polynomial(x * x, near0);
  return x < 0.25 ? 1 - (x + beyondLinear) : 0.5 - (x - 0.5 + beyondLinear);
};

/** erfc x for x from 0.84: e^−x² with x² as a pair, and 2^100 above its place lest it lose bits to underflow. */
const complementOf = (x: number): number => {
  if (!(x < 28)) return Number.isNaN(x) ? x : 0;
  const [square, error] = exactProduct(x, x);
  const { middle, p, q } = x < 1.5 ? near1 : x < 2.75 ? near2 : far;
  const z = 1 / square;
  return (expOfSum(-square, -error, 100) / x) * (middle + polynomial(z, p) / polynomial(z, q)) * powerOfTwo(-100);
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
