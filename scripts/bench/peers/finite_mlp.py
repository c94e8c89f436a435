"""Fully connected ReLU networks of finite widths in JAX, and their tangent kernels in two ways.

y^1 = W^1 x / sqrt(n_0), q^l = sqrt(2) * relu(y^l), y^(l+1) = W^(l+1) q^l / sqrt(n_l), weights N(0, 1), no biases.
Weights are a pair: those of the hidden layers, [n_(l-1), n_l] each, and those of the output layer, [outputs, n_(L-1)].
"""

import jax
import jax.numpy as jnp

# Weights that are drawn at a time, and whose gradients are contracted at a time.
PIECE_DRAWN = 2**16
PIECE = 2**14


def draw(key, sizes):
    """Weights by threefry and jax.random.normal: the fastest of JAX's generators on CPUs."""
    *hidden, output = zip(sizes, sizes[1:])
    keys = jax.random.split(key, len(sizes) - 1)
    return [normal(key, *shape) for key, shape in zip(keys, hidden)], normal(keys[-1], *reversed(output))


def normal(key, rows, columns):
    """Some rows at a time stay in the cache: half the time of all at once, and a quarter of the memory."""
    some = next(some for some in range(max(1, PIECE_DRAWN // columns), 0, -1) if rows % some == 0)
    keys = jax.random.split(key, rows // some)
    return jax.lax.map(lambda key: jax.random.normal(key, (some, columns), jnp.float32), keys).reshape(rows, columns)


def activation(y):
    return jnp.sqrt(2.0).astype(y.dtype) * jax.nn.relu(y)


def last_hidden(hidden, x):
    """q of the last hidden layer over the root of its size: what the output layer's weights are multiplied with."""
    q = scaled(x)
    for w in hidden:
        q = scaled(activation(q @ w))
    return q


def scaled(q):
    return q / q.shape[-1] ** 0.5


def jacobian_kernel(weights, x):
    """Jacobian contraction: the gradients of all points by each layer's weights, contracted layer by layer.

    O(points * parameters) memory, O(points^2 * parameters) time.
    """

    def output(weights, x):
        hidden, last = weights
        return (last @ last_hidden(hidden, x))[0]

    return contracted(jax.vmap(jax.grad(output), (None, 0))(weights, x))


def contracted(gradients):
    """The sum over all weights of the products of the gradients of two points; long ones piece by piece, which is faster."""

    def of_layer(gradient):
        flat = gradient.reshape(gradient.shape[0], -1)
        pieces = flat.shape[1] // PIECE
        if pieces < 2:
            return flat @ flat.T

        def add_piece(index, sum):
            piece = jax.lax.dynamic_slice(flat, (0, index * PIECE), (flat.shape[0], PIECE))
            return sum + piece @ piece.T

        rest = flat[:, pieces * PIECE :]
        return jax.lax.fori_loop(0, pieces, add_piece, rest @ rest.T)

    return sum(of_layer(gradient) for gradient in jax.tree.leaves(gradients))


def structured_kernel(weights, x):
    """Structured derivatives: a layer's gradient is an outer product, so that it is never formed.

    Theta = sum over layers of (signal back . signal back') * (signal in . signal in').
    """
    hidden, last = weights
    inputs, signals_back = passes(hidden, x)
    arriving = jnp.broadcast_to(last, inputs[-1].shape)
    return inputs[-1] @ inputs[-1].T + outer_kernel(inputs, signals_back(arriving))


def passes(hidden, x):
    """Scaled inputs of all layers, and what gives d/dy of the hidden layers from that by the last layer's input."""
    inputs, slopes = [scaled(x)], []
    for w in hidden:
        y = inputs[-1] @ w
        inputs.append(scaled(activation(y)))
        slopes.append(scaled(jnp.where(y > 0, jnp.sqrt(2.0), 0.0).astype(y.dtype)))

    def signals_back(arriving):
        deltas = []
        for w, slope in zip(reversed(hidden), reversed(slopes)):
            deltas.insert(0, arriving * slope)
            arriving = deltas[0] @ w.T
        return deltas

    return inputs, signals_back


def outer_kernel(inputs, deltas):
    return sum((delta @ delta.T) * (given @ given.T) for given, delta in zip(inputs, deltas))
