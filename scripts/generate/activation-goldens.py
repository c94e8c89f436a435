"""Writes test/golden/activations.json: Gaussian moments of the activations to double precision.

Usage: python3 scripts/generate/activation-goldens.py    (needs mpmath; about two minutes)

Inputs are exact doubles, and every reference is evaluated at exactly these doubles (60 digits; tanh 26).
Smooth activations: the trapezoidal rule in the plane, which converges geometrically for analytic
integrands, shares nothing with the formulas; it supplies tanh and confirms the closed forms of
erf, gelu, sin, cos and rbf at moderate variances. ReLU kinds: an integral over the wedge where the
product lives, in polar coordinates, confirms the arc-cosine formula, which supplies the rest.
"""

import json
import math
import pathlib

import mpmath as mp

mp.mp.dps = 50
OUTPUT = pathlib.Path(__file__).resolve().parents[2] / "test" / "golden" / "activations.json"


# ---- closed forms, with plenty of digits ------------------------------------------------------


def angle(c, v1, v2):
    """The angle in [0, pi]; covariances beyond the bound, by rounding, count as the bound."""
    m = mp.sqrt(v1 * v2)
    return mp.acos(max(-1, min(1, c / m))), m


def relu(c, v1, v2):
    if v1 == 0 or v2 == 0:
        return mp.mpf(0), mp.mpf(1) / 4
    t, m = angle(c, v1, v2)
    return m * (mp.sin(t) + (mp.pi - t) * mp.cos(t)) / (2 * mp.pi), (mp.pi - t) / (2 * mp.pi)


def leaky_relu(a):
    def moments(c, v1, v2):
        a_ = mp.mpf(a)
        r, rd = relu(c, v1, v2)
        m = mp.sqrt(v1 * v2)
        return (1 - a_) ** 2 * r + a_ * max(-m, min(m, c)), (1 - a_) ** 2 * rd + a_

    return moments


def clamp(c, v1, v2):
    m = mp.sqrt(v1 * v2)
    return max(-m, min(m, c))


def erf(c, v1, v2):
    c = clamp(c, v1, v2)
    d = (1 + 2 * v1) * (1 + 2 * v2)
    return 2 / mp.pi * mp.asin(2 * c / mp.sqrt(d)), 4 / (mp.pi * mp.sqrt(d - 4 * c * c))


def gelu(c, v1, v2):
    c = clamp(c, v1, v2)
    d = (1 + v1) * (1 + v2) - c * c
    e = 1 / (2 * mp.pi * mp.sqrt(d))
    f = mp.mpf(1) / 4 + mp.asin(c / mp.sqrt((1 + v1) * (1 + v2))) / (2 * mp.pi)
    b = v1 * v2 - c * c + c * c / (1 + v1) + c * c / (1 + v2)
    return c * f + e * b, f + c * e + e * c / d * b + 2 * c * e * (1 / (1 + v1) + 1 / (1 + v2) - 1)


def sin(c, v1, v2):
    scale = mp.exp(-(v1 + v2) / 2)
    return scale * mp.sinh(c), scale * mp.cosh(c)


def cos(c, v1, v2):
    return sin(c, v1, v2)[::-1]


def rbf(gamma):
    def moments(c, v1, v2):
        value = mp.exp(-mp.mpf(gamma) * (v1 + v2 - 2 * c))
        return value, 2 * mp.mpf(gamma) * value

    return moments


# ---- independent integrals --------------------------------------------------------------------


def trapezoid(phi, c, v1, v2, digits=26, reach=11.5, step=0.1):
    """E[phi(u) phi(v)] on the lattice of (X, Y), u = s1 X, v = s2 (r X + sqrt(1-r^2) Y)."""
    with mp.workdps(digits + 6):
        s1, s2 = mp.sqrt(v1), mp.sqrt(v2)
        r = max(-1, min(1, c / (s1 * s2)))
        rest = mp.sqrt(1 - r * r)
        count = int(reach / step)
        grid = [mp.mpf(i) * step for i in range(-count, count + 1)]
        weight = [mp.exp(-x * x / 2) * step / mp.sqrt(2 * mp.pi) for x in grid]
        total = mp.mpf(0)
        for x, w in zip(grid, weight):
            if rest == 0:
                total += w * phi(s1 * x) * phi(s2 * r * x)
                continue
            inner = mp.fsum(wy * phi(s2 * (r * x + rest * y)) for y, wy in zip(grid, weight) if w * wy > 1e-29)
            total += w * phi(s1 * x) * inner
        return total


def wedge(c, v1, v2):
    """ReLU moments as integrals over the wedge {u > 0, v > 0}: u = R s1 cos a, v = R s2 cos(a - t)."""
    t, m = angle(c, v1, v2)
    low, high = t - mp.pi / 2, mp.pi / 2
    dual = 2 * m * mp.quad(lambda a: mp.cos(a) * mp.cos(a - t), [low, high]) / (2 * mp.pi)
    return dual, mp.quad(lambda a: mp.mpf(1), [low, high]) / (2 * mp.pi)


def tanh(c, v1, v2):
    if v1 == 0 or v2 == 0:
        other = max(v1, v2)
        slope = trapezoid(lambda x: mp.sqrt(mp.sech(x) ** 2), other, other, other) if other else mp.mpf(1)
        return mp.mpf(0), slope
    return trapezoid(mp.tanh, c, v1, v2), trapezoid(lambda x: mp.sech(x) ** 2, c, v1, v2)


INDEPENDENT = {
    "erf": (mp.erf, lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)),
    "gelu": (lambda x: x * mp.ncdf(x), lambda x: mp.ncdf(x) + x * mp.npdf(x)),
    "sin": (mp.sin, mp.cos),
    "cos": (mp.cos, lambda x: -mp.sin(x)),
    "rbf": (lambda x: mp.sqrt(2) * mp.sin(mp.sqrt(2) * x + mp.pi / 4), lambda x: 2 * mp.cos(mp.sqrt(2) * x + mp.pi / 4)),
}

# ---- inputs -----------------------------------------------------------------------------------


def inputs(variances, deltas):
    """(regime, cov12, var1, var2) as doubles."""
    cases = []
    for v1, v2 in variances:
        m = math.sqrt(v1) * math.sqrt(v2)
        cases += [("generic", r * m, v1, v2) for r in (0.0, 0.3, -0.45, 0.8, -0.7)]
        for exponent in deltas:
            delta = 10.0**-exponent
            cases.append(("near_parallel", (1 - delta) * m, v1, v2))
            cases.append(("near_opposite", -(1 - delta) * m, v1, v2))
        if v1 == v2:
            cases += [("diagonal", v1, v1, v1), ("opposite", -v1, v1, v1)]
    return cases


CLOSED_VARIANCES = [(1.0, 1.0), (0.37, 0.37), (0.7, 2.3), (1e-8, 3e-8), (1e4, 1e4), (1e4, 1.7e4), (1e-8, 1e4)]
CLOSED_DELTAS = (1, 2, 3, 4, 6, 8, 10, 12)
TANH_VARIANCES = [(1.0, 1.0), (0.3, 1.7), (4.0, 4.0), (0.01, 0.02)]
TANH_DELTAS = (1, 3, 6, 12)
ZERO = [("zero", 0.0, 0.0, 1.3), ("zero", 0.0, 0.0, 0.0)]
EXTREME = [("extreme", r * math.sqrt(v1) * math.sqrt(v2), v1, v2) for r in (0.2, -0.6) for v1, v2 in ((1e200, 3e200), (1e-200, 3e-200))]

SPECS = [
    ({"name": "relu"}, relu, CLOSED_VARIANCES, EXTREME),
    ({"name": "leaky_relu", "negative_slope": 0.2}, leaky_relu(0.2), CLOSED_VARIANCES, EXTREME),
    ({"name": "leaky_relu", "negative_slope": -0.5}, leaky_relu(-0.5), CLOSED_VARIANCES, EXTREME),
    ({"name": "abs"}, None, CLOSED_VARIANCES, EXTREME),
    ({"name": "erf"}, erf, CLOSED_VARIANCES, EXTREME),
    ({"name": "gelu"}, gelu, CLOSED_VARIANCES, EXTREME),
    ({"name": "sin"}, sin, CLOSED_VARIANCES, []),
    ({"name": "cos"}, cos, CLOSED_VARIANCES, []),
    ({"name": "rbf", "gamma": 1.0}, rbf(1.0), CLOSED_VARIANCES, []),
    ({"name": "rbf", "gamma": 0.3}, rbf(0.3), CLOSED_VARIANCES, []),
    ({"name": "identity"}, lambda c, v1, v2: (c, mp.mpf(1)), CLOSED_VARIANCES, EXTREME),
    ({"name": "tanh"}, tanh, TANH_VARIANCES, []),
]


def absolute(c, v1, v2):
    """|x| = relu(x) + relu(-x): E = 2 R(c) + 2 R(-c), and 2 R'(c) - 2 R'(-c)."""
    (p, pd), (n, nd) = relu(c, v1, v2), relu(-c, v1, v2)
    return 2 * p + 2 * n, 2 * pd - 2 * nd


def confirm(name, moments):
    """A closed form against integrals that share nothing with it."""
    for c, v1, v2 in ((0.3, 0.8, 1.4), (-0.75, 0.8, 1.1)):
        c, v1, v2 = mp.mpf(c), mp.mpf(v1), mp.mpf(v2)
        if name in INDEPENDENT:
            reference = [trapezoid(f, c, v1, v2) for f in INDEPENDENT[name]]
        elif name == "relu":
            reference = wedge(c, v1, v2)
        else:
            return
        for formula, integral in zip(moments(c, v1, v2), reference):
            assert abs(formula - integral) < 1e-22, (name, formula, integral)


def main():
    groups = []
    for spec, moments, variances, extra in SPECS:
        moments = moments or absolute
        if spec.get("gamma", 1.0) == 1.0:
            confirm(spec["name"], moments)
        deltas = TANH_DELTAS if spec["name"] == "tanh" else CLOSED_DELTAS
        pairs = []
        for regime, c, v1, v2 in inputs(variances, deltas) + ZERO + extra:
            exact = [mp.mpf(value) for value in (c, v1, v2)]
            with mp.workdps(450 if regime == "extreme" else 60):
                dual, derivative = moments(*exact)
            pairs.append([regime, c, v1, v2, float(dual), float(derivative)])
        groups.append({"activation": spec, "pairs": pairs})
        print(spec, len(pairs), flush=True)
    rows = ",\n".join(
        '{"activation":' + json.dumps(g["activation"]) + ',"pairs":[\n' + ",\n".join(json.dumps(p) for p in g["pairs"]) + "\n]}" for g in groups
    )
    columns = '["regime","cov12","var1","var2","dual","derivative"]'
    OUTPUT.write_text('{"generator":"scripts/generate/activation-goldens.py","columns":' + columns + ',"groups":[\n' + rows + "\n]}\n")


if __name__ == "__main__":
    main()
