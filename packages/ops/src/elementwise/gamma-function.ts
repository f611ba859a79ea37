import { s, type Scalar } from '@adjoint/graph';

// Methods: on [1, 2) a polynomial in what is left when the zeros are divided out (interpolated at Chebyshev's points with 60 digits), up to 10
// the recurrences that follow from Γ(x + 1) = x·Γ(x), beyond Stirling's series, below 0 reflection (DLMF 5.5 and 5.11).

/** log |Γ(x)|. */
export const logGamma = (x: Scalar): Scalar => {
  const positive = logGammaFrom0(mirrored(x));
  const reflected = s.sub(s.log(s.div(Math.PI, s.abs(s.sin(turn(x))))), positive);
  return s.select(s.less(x, 0), s.select(s.equal(x, -Infinity), Infinity, reflected), positive);
};

/** ψ(x) = Γ′(x) / Γ(x). */
export const psi = (x: Scalar): Scalar => {
  const reflected = s.sub(psiFrom0(mirrored(x)), s.div(Math.PI, s.tan(turn(x))));
  return s.select(s.less(x, 0), s.select(isWhole(x), NaN, reflected), psiFrom0(mirrored(x)));
};

/** The derivative of ψ of an order from 1 up. */
export const psiDerivative = (order: number, x: Scalar): Scalar => {
  const isEven = order % 2 === 0;
  const positive = s.mul((isEven ? -1 : 1) * factorial(order), zeta(order + 1, mirrored(x)));
  // ψ⁽ⁿ⁾(x) = (−1)ⁿ ψ⁽ⁿ⁾(1 − x) − π dⁿ/dxⁿ cot πx
  const reflected = s.sub(s.mul(isEven ? 1 : -1, positive), cotangentDerivative(order, s.div(1, s.tan(turn(x)))));
  return s.select(s.less(x, 0), isEven ? s.select(isWhole(x), NaN, reflected) : reflected, positive);
};

/** x from 0 up, 1 − x below. */
const mirrored = (x: Scalar): Scalar => s.select(s.less(x, 0), s.sub(1, x), x);

/** log Γ(x) for x from 0. */
const logGammaFrom0 = (x: Scalar): Scalar => {
  const a = s.sub(x, s.floor(x)); // x and x − 1 below 1: no digit of either is lost
  const near = s.mul(s.mul(a, s.sub(a, 1)), polynomial(s.sub(s.mul(2, a), 1), betweenZeros));
  const factor = s.select(s.less(x, 1), x, product(steps.map((step) => s.maximum(s.sub(x, step), 1))));
  const logarithm = s.log(s.select(s.less(x, 10), factor, x));
  const small = s.add(near, s.select(s.less(x, 1), s.neg(logarithm), logarithm));
  const series = s.div(polynomial(inverseSquare(x), stirling), x);
  const large = s.add(s.mul(s.sub(x, 0.5), s.sub(logarithm, 1)), s.add(halfLogOfTwoPi - 0.5, series));
  return s.select(s.less(x, 10), small, s.select(s.equal(x, Infinity), Infinity, large));
};

/** ψ(x) for x from 0. */
const psiFrom0 = (x: Scalar): Scalar => {
  const a = s.sub(x, s.floor(x));
  const fromZero = s.sub(s.sub(a, zeroOfPsi.high), zeroOfPsi.low);
  const near = s.mul(fromZero, polynomial(s.sub(s.mul(2, a), 1), beyondZero));
  const added = sum(steps.map((step) => s.select(s.lessEqual(1, s.sub(x, step)), s.div(1, s.sub(x, step)), 0)));
  const small = s.sub(s.add(near, added), s.select(s.less(x, 1), s.div(1, x), 0));
  const series = s.mul(inverseSquare(x), polynomial(inverseSquare(x), psiFromInfinity));
  return s.select(s.less(x, 10), small, s.sub(s.sub(s.log(x), s.div(0.5, x)), series));
};

/** Hurwitz' ζ(exponent, x) = Σ (x + k)^−exponent for x from 0, by Euler and Maclaurin's formula. */
const zeta = (exponent: number, x: Scalar): Scalar => {
  const terms = 9 + exponent;
  const z = s.add(x, terms);
  const head = sum(Array.from({ length: terms }, (_, k) => power(s.div(1, k === 0 ? x : s.add(x, k)), exponent)));
  let rising = exponent; // exponent · (exponent + 1) ⋯ (exponent + 2j) / (2j + 2)!
  const corrections = bernoulli.map((number, j) => {
    const coefficient = (number * rising) / 2;
    rising *= ((exponent + 2 * j + 1) * (exponent + 2 * j + 2)) / ((2 * j + 3) * (2 * j + 4));
    return coefficient;
  });
  const beyond = s.div(s.add(0.5, s.div(polynomial(inverseSquare(z), corrections), z)), z);
  const tail = s.mul(power(s.div(1, z), exponent - 1), s.add(1 / (exponent - 1), beyond)); // one power less vanishes later
  return s.select(s.equal(x, Infinity), 0, s.add(head, tail));
};

/** π dⁿ/dxⁿ cot πx, a polynomial in the cotangent c, for dc/dx = −π (1 + c²). */
const cotangentDerivative = (order: number, c: Scalar): Scalar => {
  let coefficients: readonly number[] = [0, 1];
  for (let n = 0; n < order; n++) {
    const slopes = coefficients.map((coefficient, power) => coefficient * power).slice(1);
    coefficients = Array.from(
      { length: slopes.length + 2 },
      (_, power) => -(slopes[power] ?? 0) - (slopes[power - 2] ?? 0),
    );
  }
  const parity = (order + 1) % 2; // of the powers of c that there are
  const inSquare = polynomial(
    s.mul(c, c),
    coefficients.filter((_, power) => power % 2 === parity),
  );
  return s.mul(Math.PI ** (order + 1), parity === 0 ? inSquare : s.mul(c, inSquare));
};

/** π times how far x lies from the nearest integer, which is exact. */
const turn = (x: Scalar): Scalar => s.mul(Math.PI, s.sub(x, s.round(x)));

const isWhole = (x: Scalar): Scalar => s.equal(x, s.round(x));

const inverseSquare = (x: Scalar): Scalar => s.div(1, s.mul(x, x));

const sum = (terms: readonly Scalar[]): Scalar => terms.reduce((sum, term) => s.add(sum, term));

const product = (factors: readonly Scalar[]): Scalar => factors.reduce((product, factor) => s.mul(product, factor));

/** A whole power from 1 up. */
const power = (x: Scalar, exponent: number): Scalar => {
  if (exponent === 1) return x;
  const half = power(x, exponent >> 1);
  return exponent % 2 === 0 ? s.mul(half, half) : s.mul(x, s.mul(half, half));
};

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));

/** Σ coefficientₖ xᵏ. */
const polynomial = (x: Scalar, [constant, ...others]: readonly number[]): Scalar | number =>
  others.length === 0 ? constant! : s.add(s.mul(polynomial(x, others), x), constant!);

/** How far x from 1 to 10 may lie above what it is reduced to. */
const steps: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8];

const halfLogOfTwoPi = 0.9189385332046728;

/** Where ψ is 0, less 1, in two parts. */
const zeroOfPsi = { high: 0.46163214496836236, low: -1.5522348162858677e-17 };

/** log Γ(1 + a) / (a (a − 1)) in 2a − 1. */
const betweenZeros = [
  0.4831289505409809, -0.07297994795715297, 0.01572785026864121, -0.003913560937631659, 0.0010498186644508718,
  -0.0002945507014009265, 8.510090378468051e-5, -2.509432984849446e-5, 7.5113915317296576e-6, -2.274240971132041e-6,
  6.948440187550096e-7, -2.138843561161159e-7, 6.623601939725099e-8, -2.057761163373013e-8, 6.434152357291201e-9,
  -2.0732827842398214e-9, 6.533268528434416e-10, -1.6393816009998903e-10, 5.18198984494436e-11, -3.533898162275879e-11,
  1.1273354955165048e-11,
];

/** ψ(1 + a) / (1 + a − its zero) in 2a − 1 */
const beyondZero = [
  0.9510558760318328, -0.2118137106407303, 0.060135621060196744, -0.018550615381735115, 0.005936795278305649,
  -0.0019350666648590097, 0.0006368880303257201, -0.00021074841140458636, 6.995018873950506e-5, -2.325824239445257e-5,
  7.741232223504057e-6, -2.57809436305308e-6, 8.589127353033379e-7, -2.86315275846934e-7, 9.542050972688906e-8,
  -3.163020268955334e-8, 1.0542687624027994e-8, -3.7075072647122386e-9, 1.2358072433984831e-9, -2.7619635330317715e-10,
  9.206434499177992e-11, -8.498137230186096e-11, 2.832706668021759e-11,
];

/** The Bernoulli numbers of even index. */
const bernoulli = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
];

/** x times what log Γ(x) is beyond (x − ½) log x − x + ½ log 2π, in 1/x² */
const stirling = bernoulli.slice(0, 8).map((number, k) => number / ((2 * k + 2) * (2 * k + 1)));

/** x² times what ψ(x) is below log x − 1/2x, in 1/x² */
const psiFromInfinity = bernoulli.slice(0, 8).map((number, k) => number / (2 * k + 2));
