"""The problems of problems.ts as plain formulas, and SciPy's L-BFGS-B on them.

    python3 problems.py scipy < starts.json       what L-BFGS-B reaches from [[name, start], ...], as JSON
    python3 problems.py fixture > problems.json   values and gradients at the start, and minima (needs mpmath)

Minima that are not 0 are where Newton's method ends at 80 digits, with a gradient below 1e-30, from where L-BFGS-B ended.

More, Garbow and Hillstrom, Testing unconstrained optimization software, ACM TOMS 7 (1981), section 3.
A residual takes a list of real or complex numbers and the functions of such numbers; gradients are complex steps,
exact to roundoff. The loss is the sum of the squared residuals.
"""
import cmath
import json
import math
import sys


def helical_valley(x, m):
    turns = m.atan(x[1] / x[0]) / (2 * m.pi) + (0.5 if x[0].real < 0 else 0)
    return [10 * (x[2] - 10 * turns), 10 * (m.sqrt(x[0] ** 2 + x[1] ** 2) - 1), x[2]]


def biggs_exp6(x, m):
    r = []
    for i in range(1, 14):
        t = m.one * i / 10
        y = m.exp(-t) - 5 * m.exp(-10 * t) + 3 * m.exp(-4 * t)
        r.append(x[2] * m.exp(-t * x[0]) - x[3] * m.exp(-t * x[1]) + x[5] * m.exp(-t * x[4]) - y)
    return r


def gaussian(x, m):
    y = [9, 44, 175, 540, 1295, 2420, 3521, 3989, 3521, 2420, 1295, 540, 175, 44, 9]
    return [x[0] * m.exp(-x[1] * (m.one * (7 - i) / 2 - x[2]) ** 2 / 2) - m.one * y[i] / 10000 for i in range(15)]


def powell_badly_scaled(x, m):
    return [10000 * x[0] * x[1] - 1, m.exp(-x[0]) + m.exp(-x[1]) - 1 - m.one / 10000]


def box_three_dimensional(x, m):
    r = []
    for i in range(1, 11):
        t = m.one * i / 10
        r.append(m.exp(-t * x[0]) - m.exp(-t * x[1]) - x[2] * (m.exp(-t) - m.exp(-10 * t)))
    return r


def variably_dimensioned(x, m):
    s = sum((j + 1) * (x[j] - 1) for j in range(len(x)))
    return [v - 1 for v in x] + [s, s**2]


def watson(x, m):
    r = []
    for i in range(1, 30):
        t = m.one * i / 29
        slope = sum(j * x[j] * t ** (j - 1) for j in range(1, len(x)))
        r.append(slope - sum(x[j] * t**j for j in range(len(x))) ** 2 - 1)
    return r + [x[0], x[1] - x[0] ** 2 - 1]


def penalty_1(x, m):
    a = m.sqrt(m.one / 100000)
    return [a * (v - 1) for v in x] + [sum(v**2 for v in x) - m.one / 4]


def penalty_2(x, m):
    n = len(x)
    a = m.sqrt(m.one / 100000)
    r = [x[0] - m.one / 5]
    for i in range(1, n):
        y = m.exp(m.one * (i + 1) / 10) + m.exp(m.one * i / 10)
        r.append(a * (m.exp(x[i] / 10) + m.exp(x[i - 1] / 10) - y))
    for i in range(1, n):
        r.append(a * (m.exp(x[i] / 10) - m.exp(-m.one / 10)))
    return r + [sum((n - j) * x[j] ** 2 for j in range(n)) - 1]


def brown_badly_scaled(x, m):
    return [x[0] - 1000000, x[1] - m.one / 500000, x[0] * x[1] - 2]


def brown_and_dennis(x, m):
    r = []
    for i in range(1, 21):
        t = m.one * i / 5
        r.append((x[0] + t * x[1] - m.exp(t)) ** 2 + (x[2] + x[3] * m.sin(t) - m.cos(t)) ** 2)
    return r


def gulf(x, m):
    r = []
    for i in range(1, 100):
        t = m.one * i / 100
        y = 25 + m.exp(m.log(-50 * m.log(t)) * 2 / 3)
        # |y - x2|^x3, of what is real or nearly so
        r.append(m.exp(-m.exp(m.log((y - x[1]) ** 2) * x[2] / 2) / x[0]) - t)
    return r


def trigonometric(x, m):
    n = len(x)
    s = sum(m.cos(v) for v in x)
    return [n - s + (i + 1) * (1 - m.cos(x[i])) - m.sin(x[i]) for i in range(n)]


def extended_rosenbrock(x, m):
    return [10 * (x[i + 1] - x[i] ** 2) for i in range(0, len(x), 2)] + [1 - x[i] for i in range(0, len(x), 2)]


def extended_powell_singular(x, m):
    r = []
    for i in range(0, len(x), 4):
        a, b, c, d = x[i : i + 4]
        r += [a + 10 * b, m.sqrt(m.one * 5) * (c - d), (b - 2 * c) ** 2, m.sqrt(m.one * 10) * (a - d) ** 2]
    return r


def beale(x, m):
    return [m.one * y / 1000 - x[0] * (1 - x[1] ** i) for i, y in ((1, 1500), (2, 2250), (3, 2625))]


def wood(x, m):
    r = [10 * (x[1] - x[0] ** 2), 1 - x[0], m.sqrt(m.one * 90) * (x[3] - x[2] ** 2), 1 - x[2]]
    return r + [m.sqrt(m.one * 10) * (x[1] + x[3] - 2), (x[1] - x[3]) / m.sqrt(m.one * 10)]


def chebyquad(x, m):
    n = len(x)
    before, last = [1 for _ in x], [2 * v - 1 for v in x]
    r = []
    for i in range(1, n + 1):
        integral = -m.one / (i * i - 1) if i % 2 == 0 else 0
        r.append(sum(last) / n - integral)
        before, last = last, [2 * (2 * v - 1) * b - a for v, a, b in zip(x, before, last)]
    return r


PROBLEMS = {
    "helical valley": (helical_valley, [-1, 0, 0]),
    "biggs EXP6": (biggs_exp6, [1, 2, 1, 1, 1, 1]),
    "gaussian": (gaussian, [0.4, 1, 0]),
    "powell badly scaled": (powell_badly_scaled, [0, 1]),
    "box three-dimensional": (box_three_dimensional, [0, 10, 20]),
    "variably dimensioned": (variably_dimensioned, [1 - (j + 1) / 10 for j in range(10)]),
    "watson": (watson, [0] * 9),
    "penalty I": (penalty_1, [j + 1 for j in range(10)]),
    "penalty II": (penalty_2, [0.5] * 10),
    "brown badly scaled": (brown_badly_scaled, [1, 1]),
    "brown and dennis": (brown_and_dennis, [25, 5, -5, -1]),
    "gulf research and development": (gulf, [5, 2.5, 0.15]),
    "trigonometric": (trigonometric, [1 / 10] * 10),
    "extended rosenbrock": (extended_rosenbrock, [-1.2, 1] * 5),
    "extended powell singular": (extended_powell_singular, [3, -1, 0, 1] * 3),
    "beale": (beale, [1, 1]),
    "wood": (wood, [-3, -1, -3, -1]),
    "chebyquad": (chebyquad, [(j + 1) / 9 for j in range(8)]),
}


class Double:
    """Functions of real and complex numbers of 53 bits."""

    one, pi = 1.0, math.pi
    exp, log, sqrt, atan = map(staticmethod, (cmath.exp, cmath.log, cmath.sqrt, cmath.atan))
    sin, cos = map(staticmethod, (cmath.sin, cmath.cos))


def value_and_gradient(residuals, x):
    x = [complex(v) for v in x]
    value = sum(complex(r).real ** 2 for r in residuals(x, Double))
    h = 1e-100
    gradient = []
    for j in range(len(x)):
        moved = [v + (1j * h if i == j else 0) for i, v in enumerate(x)]
        gradient.append(sum(2 * complex(r).real * complex(r).imag for r in residuals(moved, Double)) / h)
    return value, gradient


def run_scipy(starts):
    import numpy as np
    from scipy.optimize import minimize

    results = []
    for name, start in starts:
        residuals, _ = PROBLEMS[name]

        def loss(x):
            try:
                value, gradient = value_and_gradient(residuals, x)
            except (OverflowError, ZeroDivisionError):
                value, gradient = math.inf, [0.0] * len(x)
            return value, np.array(gradient)

        options = {"maxcor": 10, "ftol": 1e-15, "gtol": 1e-10, "maxfun": 100000, "maxiter": 100000}
        found = minimize(loss, np.array(start, float), jac=True, method="L-BFGS-B", options=options)
        value, gradient = loss(found.x)
        norm = float(max(abs(gradient)))
        count = int(found.nfev)
        results.append({"value": float(value), "gradientNorm": norm, "evaluations": count, "x": list(found.x)})
    return results


def refined(residuals, x, mp):
    """Newton's method from x, with gradients by complex steps and Hessians by differences of those, at 80 digits."""
    n = len(x)
    h, k = mp.mpf(10) ** -70, mp.mpf(10) ** -25

    def gradient(x):
        g = []
        for j in range(n):
            moved = [mp.mpc(v, h if i == j else 0) for i, v in enumerate(x)]
            g.append(sum(2 * mp.re(r) * mp.im(r) for r in residuals(moved, mp)) / h)
        return g

    x = [mp.mpf(v) for v in x]
    for _ in range(60):
        g = gradient(x)
        if max(abs(v) for v in g) < mp.mpf(10) ** -40:
            break
        columns = [gradient([v + (k if i == j else 0) for i, v in enumerate(x)]) for j in range(n)]
        hessian = mp.matrix(n, n)
        for i in range(n):
            for j in range(n):
                hessian[i, j] = (columns[j][i] - g[i]) / k
        step = mp.lu_solve(hessian, mp.matrix([-v for v in g]))
        x = [v + step[i] for i, v in enumerate(x)]
    size = max(abs(v) for v in gradient(x))
    value = sum(mp.re(r) ** 2 for r in residuals([mp.mpc(v) for v in x], mp))
    return value, size


# sums of squares that can be 0, as the paper says
ZERO = {
    "helical valley",
    "biggs EXP6",
    "powell badly scaled",
    "box three-dimensional",
    "variably dimensioned",
    "brown badly scaled",
    "gulf research and development",
    "trigonometric",
    "extended rosenbrock",
    "extended powell singular",
    "beale",
    "wood",
}

# where L-BFGS-B comes to a local minimum instead: the paper lists both
LOCAL = {"biggs EXP6", "trigonometric"}


def fixture():
    import mpmath

    mp = mpmath.mp
    mp.dps = 80
    mp.one = mpmath.mpf(1)
    ends = run_scipy([(name, start) for name, (_, start) in PROBLEMS.items()])
    results = {}
    for (name, (residuals, start)), end in zip(PROBLEMS.items(), ends):
        value, gradient = value_and_gradient(residuals, start)
        minima = [0.0] if name in ZERO else []
        if name not in ZERO or name in LOCAL:
            least, size = refined(residuals, end["x"], mp)
            assert size < mpmath.mpf(10) ** -30, (name, size)
            minima.append(float(least))
        results[name] = {"value": value, "gradient": gradient, "minima": minima}
    return results


if __name__ == "__main__":
    task = {"scipy": lambda: run_scipy(json.load(sys.stdin)), "fixture": fixture}[sys.argv[1]]
    print(json.dumps(task(), indent=2))
