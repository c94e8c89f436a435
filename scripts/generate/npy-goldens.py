#!/usr/bin/env python3
"""Writes test/golden/npy/*.npy with NumPy, and test/golden/npy.json with the values they hold.

Usage: python3 scripts/generate/npy-goldens.py   (needs numpy >= 1.26; the output is committed)
"""

import json
import math
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

GOLDEN = Path(__file__).resolve().parents[2] / "test" / "golden"
LIMIT = 2**53 - 1  # the largest integer of which float64 knows every neighbour

EXTREMES = {
    "b1": [False, True, True],
    "i1": [-128, 127, -1],
    "u1": [0, 255, 128],
    "i2": [-32768, 32767, -2],
    "u2": [0, 65535, 258],
    "i4": [-(2**31), 2**31 - 1, -3],
    "u4": [0, 2**32 - 1, 16909060],
    "i8": [-LIMIT, LIMIT, -(2**32) - 1],
    "u8": [0, LIMIT, 2**32 + 5],
    "f2": [65504.0, 2.0**-24, -0.0, math.inf, -math.inf, math.nan, -0.333251953125, 2.0**-14],
    "f4": [3.4028234663852886e38, 1.401298464324817e-45, -0.0, math.inf, -math.inf, math.nan],
    "f8": [1.7976931348623157e308, 5e-324, -0.0, math.inf, -math.inf, math.nan, 0.1],
}


def plain(value):
    """A number as JSON can hold it: NaN, the infinities and -0 as text."""
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return "-0" if number == 0 and math.copysign(1, number) < 0 else number


def write(entries, name, array, version=(1, 0)):
    with open(GOLDEN / "npy" / f"{name}.npy", "wb") as file:
        npy.write_array(file, array, version=version, allow_pickle=False)
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    entries.append(
        {
            "name": name,
            "descr": npy.dtype_to_descr(array.dtype),
            "fortran_order": fortran,
            "shape": list(array.shape),
            "values": [plain(value) for value in array.ravel(order="C")],
        }
    )


def main():
    (GOLDEN / "npy").mkdir(parents=True, exist_ok=True)
    entries = []
    for kind, extremes in EXTREMES.items():
        for order, word in (("<", "little"), (">", "big")):
            if kind[1] == "1" and order == ">":
                continue
            name = kind if kind[1] == "1" else f"{kind}-{word}"
            dtype = np.dtype(order + kind)
            write(entries, f"{name}-extremes", np.array(extremes, dtype=dtype))
            grid = (np.arange(12) % 2 if kind == "b1" else np.arange(12)).reshape(3, 4).astype(dtype)
            write(entries, f"{name}-c-order", grid)
            write(entries, f"{name}-fortran-order", np.asfortranarray(grid))
    for shape in [(), (5,), (2, 3), (2, 3, 4), (2, 3, 4, 5), (1, 3, 1, 2), (7, 1), (33, 2, 35)]:
        name = "x".join(map(str, shape)) or "scalar"
        array = np.arange(math.prod(shape), dtype="<f8").reshape(shape) + 0.5
        write(entries, f"shape-{name}-c-order", array)
        write(entries, f"shape-{name}-fortran-order", np.asfortranarray(array))
    for shape in [(0,), (0, 3), (3, 0), (2, 0, 4)]:
        write(entries, f"empty-{'x'.join(map(str, shape))}", np.zeros(shape, dtype="<f4"))
    for version in [(1, 0), (2, 0), (3, 0)]:
        write(entries, f"version-{version[0]}", np.arange(6, dtype="<f4").reshape(2, 3), version)
    lines = ",\n".join(json.dumps(entry) for entry in entries)
    (GOLDEN / "npy.json").write_text(f'{{"numpy": "{np.__version__}", "arrays": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
