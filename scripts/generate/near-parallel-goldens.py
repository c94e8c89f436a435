"""Writes test/golden/near-parallel.json: NNGP and NTK of nearly parallel and nearly opposite inputs.

Usage: python3 scripts/generate/near-parallel-goldens.py    (needs mpmath; some seconds)

Inputs are exact doubles, and the whole recursion runs at exactly these doubles with 50 digits, on the
closed forms of activation-goldens.py. Layer l of a network is the kernel of the network of depth l.
"""

import json
import math
import pathlib
import random
import runpy

import mpmath as mp

HERE = pathlib.Path(__file__).resolve().parent
OUTPUT = HERE.parents[1] / "test" / "golden" / "near-parallel.json"
FORMS = runpy.run_path(str(HERE / "activation-goldens.py"))

COLUMNS = 7
WEIGHT_STD = 1.3
BIAS_STDS = (0.0, 0.1)
DEPTHS = (2, 3, 6)

# Spec, squared gain, (cov12, var1, var2) -> (dual, derivative).
ACTIVATIONS = [
    ({"name": "relu"}, 2, FORMS["relu"]),
    ({"name": "leaky_relu", "negativeSlope": 0.2}, 2, FORMS["leaky_relu"](0.2)),
    ({"name": "abs"}, 1, FORMS["absolute"]),
    ({"name": "erf"}, 1, FORMS["erf"]),
    ({"name": "gelu"}, 1, FORMS["gelu"]),
    ({"name": "sin"}, 1, FORMS["sin"]),
    ({"name": "cos"}, 1, FORMS["cos"]),
    ({"name": "rbf", "gamma": 0.7}, 1, FORMS["rbf"](0.7)),
    ({"name": "identity"}, 1, lambda c, v1, v2: (c, mp.mpf(1))),
]


# ---- inputs -----------------------------------------------------------------------------------


def norm(x):
    return math.sqrt(sum(value * value for value in x))


def equal_norms(rng, delta):
    """x and x with one sign changed: norms equal to the last bit, 1 - rho = delta."""
    x = [rng.gauss(0, 1) for _ in range(COLUMNS - 1)]
    last = norm(x) * math.sqrt(delta / (2 - delta))
    return x + [last], x + [-last]


def rotated(rng, delta, scale):
    """x, and scale times x turned by the angle whose cosine is 1 - delta."""
    x, other = ([rng.gauss(0, 1) for _ in range(COLUMNS)] for _ in range(2))
    along = sum(a * b for a, b in zip(x, other)) / norm(x) ** 2
    across = [b - along * a for a, b in zip(x, other)]
    sine = math.sqrt(delta * (2 - delta)) * norm(x) / norm(across)
    return x, [scale * ((1 - delta) * a + sine * b) for a, b in zip(x, across)]


def pairs():
    """(regime, x, y); the regime says how near and on which side."""
    rng = random.Random(20)
    kinds = {
        "equal": lambda delta: equal_norms(rng, delta),
        "rotated": lambda delta: rotated(rng, delta, 1.0),
        "unequal": lambda delta: rotated(rng, delta, 2.7),
    }
    out = []
    for kind, make in kinds.items():
        for exponent in range(1, 13):
            x, y = make(10.0**-exponent)
            out.append(["parallel", f"{kind} norms, 1e-{exponent}", x, y])
        for exponent in (1, 3, 6, 9, 12):
            x, y = make(10.0**-exponent)
            out.append(["opposite", f"{kind} norms, 1e-{exponent}", x, [-value for value in y]])
    return out


# ---- kernels ----------------------------------------------------------------------------------


def covariance(x, y):
    return mp.fsum(mp.mpf(a) * mp.mpf(b) for a, b in zip(x, y)) / COLUMNS


def layers(moments, squared_gain, bias_std, c, v1, v2):
    """(NNGP, NTK) after each layer up to the deepest; v1 and v2 go along."""
    weight, bias = mp.mpf(WEIGHT_STD) ** 2, mp.mpf(bias_std) ** 2
    c, v1, v2 = (weight * value + bias for value in (c, v1, v2))
    theta = c
    out = [(c, theta)]
    while len(out) < max(DEPTHS):
        dual, derivative = moments(c, v1, v2)
        c, v1, v2 = (weight * squared_gain * value + bias for value in (dual, moments(v1, v1, v1)[0], moments(v2, v2, v2)[0]))
        theta = c + weight * squared_gain * derivative * theta
        out.append((c, theta))
    return out


def main():
    inputs = pairs()
    cases = []
    for activation, squared_gain, moments in ACTIVATIONS:
        for bias_std in BIAS_STDS:
            columns = {"cross": [], "left": [], "right": []}
            for _, _, x, y in inputs:
                c, v1, v2 = covariance(x, y), covariance(x, x), covariance(y, y)
                columns["cross"].append(layers(moments, squared_gain, bias_std, c, v1, v2))
                columns["left"].append(layers(moments, squared_gain, bias_std, v1, v1, v1))
                columns["right"].append(layers(moments, squared_gain, bias_std, v2, v2, v2))
            for depth in DEPTHS:
                kernels = {
                    kernel: {side: [float(values[depth - 1][index]) for values in of] for side, of in columns.items()}
                    for index, kernel in enumerate(("nngp", "ntk"))
                }
                cases.append({"activation": activation, "depth": depth, "biasStd": bias_std, **kernels})
    head = {"generator": "scripts/generate/near-parallel-goldens.py", "weightStd": WEIGHT_STD, "columns": ["side", "regime", "x", "y"]}
    rows = ",\n".join(json.dumps(pair) for pair in inputs)
    body = ",\n".join(json.dumps(case) for case in cases)
    OUTPUT.write_text(json.dumps(head)[:-1] + ',\n"pairs":[\n' + rows + '\n],\n"cases":[\n' + body + "\n]}\n")


if __name__ == "__main__":
    main()
