"""Hypernetworks h(x, z) = g(z; f(x)) of finite widths in JAX, and their tangent kernels by f's weights in two ways.

f is as in finite_mlp; its outputs are all weights of g: those of layer 1 by inputs, [m_0, m_1], then those of layer 2, ...
At full size f's output layer has 6.4e8 weights, 2.6 GB: Jacobians of 20 points would take 51 GB.
"""

from functools import partial

import jax
import jax.numpy as jnp

from finite_mlp import activation, contracted, last_hidden, outer_kernel, passes, scaled


def generated(v, sizes):
    """g's weights out of f's outputs."""
    weights, first = [], 0
    for inputs, units in zip(sizes, sizes[1:]):
        weights.append(v[first : first + inputs * units].reshape(inputs, units))
        first += inputs * units
    return weights


def primary(v, z, sizes):
    *hidden, last = generated(v, sizes)
    return (last_hidden(hidden, z) @ last)[0]


def hypernetwork(weights, x, z, sizes):
    hidden, output = weights
    return primary(output @ last_hidden(hidden, x), z, sizes)


def jacobian_kernel(weights, x, z, sizes, rows):
    """Jacobian contraction in slices: the gradients of all points by some rows of f's output layer at a time.

    The gradients by f's outputs come first, by all of them; then, slice after slice, those by the layer's weights, which
    are contracted while they are in the cache. So no gradient is computed twice, and nothing but one slice of the
    Jacobian, points * rows * n_(L-1) numbers, is there beside the weights. (Whole gradients of a few points at a time,
    2.6 GB each, would have to be computed again for each group of other points.) The hidden layers' few weights come as
    in an mlp. `rows` divides those of the layer; few that fit the cache, 2 MB here, are fastest.
    """
    hidden, output = weights
    p = jax.vmap(last_hidden, (None, 0))(hidden, x)
    by_outputs = jax.vmap(jax.grad(partial(primary, sizes=sizes)))((output @ p.T).T, z)

    def add_slice(index, sum):
        seeds = jax.lax.dynamic_slice(by_outputs, (0, index * rows), (len(x), rows))
        some = jax.lax.dynamic_slice(output, (index * rows, 0), (rows, output.shape[1]))
        gradient = jax.grad(lambda layer, p, seed: seed @ (layer @ p))
        return sum + contracted(jax.vmap(gradient, (None, 0, 0))(some, p, seeds))

    def by_hidden(hidden, x, z):
        return hypernetwork((hidden, output), x, z, sizes)

    of_hidden = contracted(jax.vmap(jax.grad(by_hidden), (None, 0, 0))(hidden, x, z))
    return jax.lax.fori_loop(0, output.shape[0] // rows, add_slice, of_hidden)


def structured_kernel(weights, x, z, sizes):
    """Structured derivatives: the gradient by f's output layer is the outer product of its input p and dg/dv.

    Theta = (p . p') * Theta_g + what dg/dv sends back through the output layer to the hidden ones, as in an mlp.
    """
    hidden, output = weights
    inputs, signals_back = passes(hidden, x)
    # In this order the layer is not copied.
    v = (output @ inputs[-1].T).T

    def of_point(v, z):
        *hidden, last = generated(v, sizes)
        inputs, signals_back = passes(hidden, z)
        return inputs, [*signals_back(last[:, 0]), jnp.ones(1, v.dtype)]

    g_inputs, g_deltas = jax.vmap(of_point)(v, z)
    gradients = [(given[:, :, None] * delta[:, None, :]).reshape(len(x), -1) for given, delta in zip(g_inputs, g_deltas)]
    arriving = jnp.concatenate(gradients, axis=1) @ output
    outer = (inputs[-1] @ inputs[-1].T) * outer_kernel(g_inputs, g_deltas)
    return outer + outer_kernel(inputs, signals_back(arriving))
