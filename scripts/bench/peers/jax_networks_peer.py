"""Finite networks in JAX: float32, jitted, compiled before they are timed.

Kernels, of weights that are drawn in every call; and training, which goes on from call to call.
"""

from functools import lru_cache, partial
from itertools import count

import jax
import jax.numpy as jnp
import numpy as np

import finite_hypernetwork
import finite_mlp
import hypernetwork_training
from serve import serve, timed

MLP_KERNELS = {"jacobian": finite_mlp.jacobian_kernel, "structured": finite_mlp.structured_kernel}
HYPERNETWORK_KERNELS = {
    "jacobian": finite_hypernetwork.jacobian_kernel,
    "structured": finite_hypernetwork.structured_kernel,
}

seeds = count()
current = {}


@partial(jax.jit, static_argnames="sizes")
def draw(key, sizes):
    return finite_mlp.draw(key, sizes)


@partial(jax.jit, static_argnames="method")
def mlp_kernel(weights, x, method):
    return MLP_KERNELS[method](weights, x)


@partial(jax.jit, static_argnames=("method", "sizes", "options"))
def hypernetwork_kernel(weights, x, z, method, sizes, options):
    return HYPERNETWORK_KERNELS[method](weights, x, z, sizes, **dict(options))


@lru_cache
def read(file, columns):
    return jnp.asarray(np.fromfile(file).reshape(-1, columns), jnp.float32)


def read_weights(file, sizes):
    """As our side wrote them: layer after layer, the output layer by outputs."""
    numbers = np.fromfile(file, np.float32)
    shapes = [*zip(sizes[:-2], sizes[1:-1]), (sizes[-1], sizes[-2])]
    *hidden, output = [
        jnp.asarray(layer).reshape(shape)
        for layer, shape in zip(np.split(numbers, np.cumsum([a * b for a, b in shapes])[:-1]), shapes)
    ]
    return hidden, output


def measure(kernel, sizes, networks):
    """The kernels of some networks, drawn anew; their diagonals' mean is the probe."""

    def work():
        return [jax.block_until_ready(kernel(draw(jax.random.key(next(seeds)), sizes))) for _ in range(networks)]

    return timed(work, lambda kernels: [np.mean([np.diagonal(kernel) for kernel in kernels])])


def mlp_case(x, sizes, method, networks):
    points = read(x, sizes[0])
    return measure(lambda weights: mlp_kernel(weights, points, method), tuple(sizes), networks)


def hypernetwork_case(x, z, sizes, primary_sizes, method, networks, **options):
    points, coordinates = read(x, sizes[0]), read(z, primary_sizes[0])
    settings = (method, tuple(primary_sizes), tuple(options.items()))
    return measure(lambda weights: hypernetwork_kernel(weights, points, coordinates, *settings), tuple(sizes), networks)


def mlp_check(x, sizes, weights):
    """The whole kernel in each way, of given weights."""
    given = read_weights(weights, sizes)
    return check(kernel(given, read(x, sizes[0])) for kernel in MLP_KERNELS.values())


def hypernetwork_check(x, z, sizes, primary_sizes, weights, rows):
    given = read_weights(weights, sizes)
    points, coordinates = read(x, sizes[0]), read(z, primary_sizes[0])
    return check(
        kernel(given, points, coordinates, primary_sizes, **({"rows": rows} if method == "jacobian" else {}))
        for method, kernel in HYPERNETWORK_KERNELS.items()
    )


def training_start(x, z, labels, weights, sizes, primary_sizes, batch, rate):
    """What `training` goes on with: weights layer after layer, by inputs; the points are so many batches."""
    shapes = [*zip(sizes, sizes[1:])]
    numbers = np.split(np.fromfile(weights, np.float32), np.cumsum([a * b for a, b in shapes])[:-1])
    examples = read(x, sizes[0]), read(z, primary_sizes[0]), jnp.asarray(np.fromfile(labels), jnp.int32)
    current.update(
        weights=[jnp.asarray(layer).reshape(shape) for layer, shape in zip(numbers, shapes)],
        examples=examples,
        batches=jnp.arange(len(examples[0])).reshape(-1, batch),
        settings={"rate": rate, "sizes": tuple(primary_sizes)},
    )
    return {"seconds": 0}


def training():
    """A step on each batch; the losses before them are the probe."""

    def work():
        losses = []
        for points in current["batches"]:
            current["weights"], loss = hypernetwork_training.step(
                current["weights"], current["examples"], points, **current["settings"]
            )
            losses.append(loss)
        return jax.block_until_ready((losses, current["weights"]))[0]

    return timed(work, lambda losses: losses)


def check(kernels):
    return timed(lambda: np.concatenate([np.ravel(kernel) for kernel in kernels]), lambda numbers: numbers)


serve(
    {"jax": jax.__version__},
    {
        "mlp": mlp_case,
        "hypernetwork": hypernetwork_case,
        "mlp_check": mlp_check,
        "hypernetwork_check": hypernetwork_check,
        "training_start": training_start,
        "training": training,
    },
)
