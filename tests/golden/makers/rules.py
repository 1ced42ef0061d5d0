"""regularizers.json, constraints.json and initializers.json: what acts on one weight."""
import keras
import numpy as np
import tensorflow as tf

from makers import environment
from makers.draw import Draw
from makers.write import array


def regularizer(row):
    name, class_name, arguments, shape = row
    keras.backend.clear_session()
    made = getattr(keras.regularizers, class_name)(**arguments)
    weight = tf.constant(Draw("regularizer", name).distinct(shape))
    with tf.GradientTape() as tape:
        tape.watch(weight)
        value = made(weight)
    return {"name": name, "node": keras.saving.serialize_keras_object(made), "weight": array(weight),
            "value": array(value), "gradient": array(tape.gradient(value, weight, unconnected_gradients="zero"))}


def constraint(row):
    name, class_name, arguments, shape = row
    keras.backend.clear_session()
    made = getattr(keras.constraints, class_name)(**arguments)
    weight = Draw("constraint", name).distinct(shape)
    return {"name": name, "node": keras.saving.serialize_keras_object(made), "weight": array(weight),
            "result": array(made(tf.constant(weight)))}


class Asked:
    """Stands in for keras.random while an initializer runs, and keeps what it asks of the generator."""

    def __init__(self):
        self.distribution, self.statistics = None, {}

    def __getattr__(self, distribution):
        def draw(shape, dtype=None, seed=None, **statistics):
            self.distribution, self.statistics = distribution, statistics
            return np.zeros(shape, np.float32)

        return draw


def initializer(row):
    name, class_name, arguments, shape = row
    keras.backend.clear_session()
    made = getattr(keras.initializers, class_name)(**arguments)
    # Identity's own configuration forgets its gain, so the arguments stand beside the node.
    case = {"name": name, "node": keras.saving.serialize_keras_object(made), "arguments": arguments, "shape": list(shape)}
    if not hasattr(made, "seed"):
        return {**case, "value": array(made(shape, dtype="float32"))}
    if class_name == "Orthogonal":
        value = np.asarray(made(shape, dtype="float32"), np.float64).reshape(-1, shape[-1])
        gram = value.T @ value if value.shape[0] >= value.shape[1] else value @ value.T
        np.testing.assert_allclose(gram, np.eye(len(gram)) * made.gain**2, atol=1e-5)
        return {**case, "distribution": "orthogonal", "statistics": {"gain": made.gain}}
    source, asked = keras.src.initializers.random_initializers, Asked()
    real, source.random = source.random, asked
    made(shape, dtype="float32")
    source.random = real
    return {**case, "distribution": asked.distribution, "statistics": asked.statistics}


def document(subject, make, rows):
    return {"subject": subject, "made_by": environment.versions(), "cases": [make(row) for row in rows]}
