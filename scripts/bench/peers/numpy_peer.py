"""The recursion in NumPy, and SciPy's Cholesky."""

from functools import lru_cache

import numpy as np
import scipy
from scipy.linalg import cho_factor, cho_solve

from serve import corners, serve, timed


def mlp_kernels(x, hidden_layers):
    """NNGP and NTK in as few passes over memory as whole-array operations allow."""
    gram = x @ x.T
    gram /= x.shape[1]
    norms = np.sqrt(np.diagonal(gram))
    scale = norms[:, None] * norms[None, :]
    gram /= scale
    correlation = gram
    tangent = correlation.copy()
    for _ in range(hidden_layers):
        np.clip(correlation, -1.0, 1.0, out=correlation)
        sine = np.sqrt((1.0 - correlation) * (1.0 + correlation))
        derivative = np.arccos(correlation)
        derivative /= -np.pi
        derivative += 1.0
        correlation *= derivative
        sine /= np.pi
        correlation += sine
        tangent *= derivative
        tangent += correlation
    correlation *= scale
    tangent *= scale
    return correlation, tangent


@lru_cache
def read(file, columns):
    return np.fromfile(file).reshape(-1, columns)


def mlp_case(x, dimension, hidden_layers):
    points = read(x, dimension)
    return timed(lambda: mlp_kernels(points, hidden_layers), lambda kernels: corners(*kernels))


def cholesky_case(matrix, size, right):
    # The layout that LAPACK wants, so that nothing is copied inside the time; the matrix is symmetric.
    a = read(matrix, size).T.copy(order="F")
    b = np.array(read(right, 1))

    def solve():
        factor = cho_factor(a, lower=True, overwrite_a=True, check_finite=False)
        return cho_solve(factor, b, overwrite_b=True, check_finite=False)

    return timed(solve, lambda x: size * x[[0, size // 2, -1], 0])


def normals_case(count):
    """The ziggurat on the same generator, into memory written before, on one thread: there is no other way."""
    out = memory(count)
    generator = np.random.Generator(np.random.Philox(1))
    return timed(lambda: generator.standard_normal(dtype=np.float32, out=out), lambda _: [])


@lru_cache
def memory(count):
    return np.ones(count, dtype=np.float32)


serve({"numpy": np.__version__, "scipy": scipy.__version__}, {"mlp": mlp_case, "cholesky": cholesky_case, "normals": normals_case})
