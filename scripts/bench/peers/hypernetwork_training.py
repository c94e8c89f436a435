"""Training of a hypernetwork h(x, z) = g(z; f(x)) of finite widths in JAX: SGD on the cross-entropy.

f and g are ReLU networks without biases, y^l = q^(l-1) W^l; f's outputs are g's weights, layer by layer and input by input.
"""

from functools import partial
from itertools import pairwise

import jax
import jax.numpy as jnp


def mlp(weights, x):
    *hidden, output = weights
    for w in hidden:
        x = jax.nn.relu(x @ w)
    return x @ output


def generated(v, sizes):
    """g's weights out of f's outputs."""
    weights, first = [], 0
    for inputs, units in pairwise(sizes):
        weights.append(v[first : first + inputs * units].reshape(inputs, units))
        first += inputs * units
    return weights


def mean_loss(weights, x, z, labels, sizes):
    outputs = jax.vmap(lambda v, z: mlp(generated(v, sizes), z))(mlp(weights, x), z)
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(outputs), labels[:, None], axis=1))


@partial(jax.jit, static_argnames="sizes", donate_argnames="weights")
def step(weights, examples, points, rate, sizes):
    """Weights after a step along the gradient of the mean loss of some points, in the memory of those before; that mean."""
    x, z, labels = (rows[points] for rows in examples)
    loss, gradients = jax.value_and_grad(mean_loss)(weights, x, z, labels, sizes)
    return jax.tree.map(lambda w, gradient: w - rate * gradient, weights, gradients), loss
