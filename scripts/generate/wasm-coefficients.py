"""Prints the coefficients of src/wasm/assembly/elementary.ts (needs mpmath).

Both functions are interpolated in the Chebyshev points of their interval, in 80 digits; the errors printed are those of
the coefficients rounded to float64, evaluated exactly.
"""

import mpmath as mp

mp.mp.dps = 80


def chebyshev_points(count, low, high):
    return [low + (high - low) * (1 - mp.cos(mp.pi * (2 * i + 1) / (2 * count))) / 2 for i in range(count)]


def rational(f, degree, low, high):
    """P/Q of equal degrees with Q(0) = 1: P(x) − f(x)·Q(x) = 0 in 2·degree + 1 points."""
    size = 2 * degree + 1
    matrix, right = mp.matrix(size, size), mp.matrix(size, 1)
    for i, x in enumerate(chebyshev_points(size, low, high)):
        for k in range(degree + 1):
            matrix[i, k] = x**k
        for k in range(1, degree + 1):
            matrix[i, degree + k] = -f(x) * x**k
        right[i] = f(x)
    solution = mp.lu_solve(matrix, right)
    numerator = [float(solution[k]) for k in range(degree + 1)]
    return numerator, [1.0] + [float(solution[degree + k]) for k in range(1, degree + 1)]


def polynomial(f, degree, low, high):
    points = chebyshev_points(degree + 1, low, high)
    solution = mp.lu_solve(mp.matrix([[x**k for k in range(degree + 1)] for x in points]), mp.matrix([f(x) for x in points]))
    return [float(c) for c in solution]


def value(coefficients, x):
    return mp.polyval([mp.mpf(c) for c in reversed(coefficients)], x)


def angle_over_sine(cosine):
    return mp.acos(cosine) / mp.sqrt(1 - cosine**2) if cosine < 1 else mp.mpf(1)


def exponential_rest(x):
    return (mp.expm1(x) - x) / x**2 if x else mp.mpf(1) / 2


numerator, denominator = rational(angle_over_sine, 6, mp.mpf(0), mp.mpf(1))
error = max(
    abs(value(numerator, x) / value(denominator, x) / angle_over_sine(x) - 1) for x in (mp.mpf(i) / 1000 for i in range(1001))
)
print("acos(x)/√(1−x²) on [0, 1]: relative error", mp.nstr(error, 3))
print("P", numerator)
print("Q", denominator)

half = mp.log(2) / 2
rest = polynomial(exponential_rest, 9, -half * mp.mpf("1.0001"), half * mp.mpf("1.0001"))
error = max(
    abs(value(rest, x) / exponential_rest(x) - 1) * x * x for x in (half * mp.mpf(i) / 500 for i in range(-500, 501))
)
print("(exp(x) − 1 − x)/x² on ±ln 2/2: error of exp(x)", mp.nstr(error, 3))
print(rest)
