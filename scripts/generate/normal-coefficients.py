"""Prints the coefficients of src/wasm/assembly/normals.ts (needs mpmath).

Each function is interpolated in the Chebyshev points of its interval, in 80 digits; the errors printed are those of the
coefficients rounded to float32, evaluated exactly.
"""

import struct

import mpmath as mp

mp.mp.dps = 80


def polynomial(f, degree, high):
    """Coefficients, the constant one first, of a polynomial near f on [0, high]."""
    points = [high * (1 - mp.cos(mp.pi * (2 * i + 1) / (2 * degree + 2))) / 2 for i in range(degree + 1)]
    solution = mp.lu_solve(mp.matrix([[x**k for k in range(degree + 1)] for x in points]), mp.matrix([f(x) for x in points]))
    return [struct.unpack("f", struct.pack("f", float(c)))[0] for c in solution]


def show(name, f, degree, high):
    coefficients = polynomial(f, degree, high)
    value = lambda x: mp.polyval([mp.mpf(c) for c in reversed(coefficients)], x)
    error = max(abs(value(x) / f(x) - 1) for x in (high * mp.mpf(i) / 1000 for i in range(1, 1001)))
    print(f"{name}: relative error {mp.nstr(error, 3)}\n  {coefficients}")


def logarithm(square):
    s = mp.sqrt(square)
    return -4 * mp.atanh(s) / s


def sine(square):
    g = mp.sqrt(square)
    return mp.sin(mp.pi / 2 * g) / g


def cosine(square):
    return mp.cos(mp.pi / 2 * mp.sqrt(square))


# s = m/(2 + m) for 1 + m from √½ to √2.
farthest = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)
show("−2·ln((1+s)/(1−s))/s in s²", logarithm, 2, farthest**2)
show("sin(πg/2)/g in g²", sine, 3, mp.mpf(1) / 4)
show("cos(πg/2) in g²", cosine, 3, mp.mpf(1) / 4)
