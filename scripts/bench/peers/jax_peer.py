"""The recursions in JAX: float64, jitted, compiled before they are timed."""

from functools import lru_cache, partial

import jax
import jax.numpy as jnp
import numpy as np

from serve import corners, serve, timed

jax.config.update("jax_enable_x64", True)


def relu_moments(rho):
    """E[phi(u)phi(v)] and E[phi'(u)phi'(v)] of sqrt(2)*ReLU for unit variances.

    The angle by arctan2, which shares its sine with the first moment, is faster than by arccos.
    """
    rho = jnp.clip(rho, -1.0, 1.0)
    sine = jnp.sqrt((1.0 - rho) * (1.0 + rho))
    derivative = 1.0 - jnp.arctan2(sine, rho) / jnp.pi
    return sine / jnp.pi + derivative * rho, derivative


def outer_norms(kernel):
    norms = jnp.sqrt(jnp.diagonal(kernel))
    return norms[:, None] * norms[None, :]


@partial(jax.jit, static_argnums=1)
def mlp_kernels(x, hidden_layers):
    """NNGP and NTK. Without biases all variances stay as they are, so that all layers work on correlations."""
    gram = x @ x.T / x.shape[1]
    scale = outer_norms(gram)
    correlation = tangent = gram / scale
    for _ in range(hidden_layers):
        correlation, derivative = relu_moments(correlation)
        tangent = correlation + derivative * tangent
    return correlation * scale, tangent * scale


@partial(jax.jit, static_argnums=(4, 5))
def hyperkernel(images, image_of, coordinates, length_scale, hyper_hidden, primary_hidden):
    """Theta_f * Theta_g; S and Theta_f of the images alone, then gathered."""
    s, theta_f = mlp_kernels(images, hyper_hidden)
    s_norms = jnp.sqrt(jnp.diagonal(s))
    s_points = s[image_of[:, None], image_of[None, :]]
    theta_f_points = theta_f[image_of[:, None], image_of[None, :]]
    squares = sum(
        (column[:, None] - column[None, :]) ** 2 for column in (coordinates[:, 0], coordinates[:, 1])
    )
    kernel = tangent = 0.5 * jnp.exp(-squares / (2.0 * length_scale**2))
    variance = jnp.full(image_of.shape, 0.5)
    for _ in range(primary_hidden):
        norms = jnp.sqrt(variance) * s_norms[image_of]
        scale = norms[:, None] * norms[None, :]
        moment, derivative = relu_moments(s_points * kernel / scale)
        kernel = scale * moment
        tangent = kernel + s_points * derivative * tangent
        variance = norms**2
    return theta_f_points * tangent


@lru_cache
def on_device(file, columns):
    return jnp.asarray(np.fromfile(file).reshape(-1, columns))


def measure(work, probe):
    """The first round of a race is not counted: it compiles."""
    return timed(lambda: jax.block_until_ready(work()), probe)


def mlp_case(x, dimension, hidden_layers):
    points = on_device(x, dimension)
    return measure(lambda: mlp_kernels(points, hidden_layers), lambda kernels: corners(*kernels))


def hyperkernel_case(images, dimension, coordinates, pixels, length_scale, hyper_hidden, primary_hidden):
    x = on_device(images, dimension)
    z = on_device(coordinates, 2)
    image_of = jnp.repeat(jnp.arange(x.shape[0]), pixels)
    return measure(lambda: hyperkernel(x, image_of, z, length_scale, hyper_hidden, primary_hidden), corners)


@partial(jax.jit, static_argnums=1)
def standard_normal(key, count):
    return jax.random.normal(key, (count,), dtype=jnp.float32)


def normals_case(count):
    key = jax.random.key(1)
    return measure(lambda: standard_normal(key, count), lambda _: [])


serve({"jax": jax.__version__}, {"mlp": mlp_case, "hyperkernel": hyperkernel_case, "normals": normals_case})
