"""optimizers.json and schedules.json: two variables under six given gradients; learning rates by step."""
import keras
import numpy as np
import tensorflow as tf

from makers import environment
from makers.draw import Draw
from makers.write import array, number

STEPS, SHAPES = 6, {"kernel": (3, 4), "bias": (4,)}


def make(row):
    name, class_name, arguments = row
    keras.backend.clear_session()
    optimizer = getattr(keras.optimizers, class_name)(**arguments)
    draw = Draw("optimizer", name)
    variables = [keras.Variable(draw.uniform(shape), name=key) for key, shape in SHAPES.items()]
    made = {"name": name, "node": keras.saving.serialize_keras_object(optimizer),
            "variables": [{"name": v.name, "value": array(v.numpy())} for v in variables], "steps": []}
    for _ in range(STEPS):
        gradients = [draw.uniform(shape, -1.5, 1.5) for shape in SHAPES.values()]
        rate = number(np.asarray(optimizer.learning_rate))
        optimizer.apply([tf.constant(g) for g in gradients], variables)
        made["steps"].append({"learning_rate": rate, "gradients": [array(g) for g in gradients],
                              "values": [array(v.numpy()) for v in variables]})
    made["optimizer_variables"] = [{"path": v.path, "name": v.name, "value": array(v.numpy())}
                                   for v in optimizer.variables]
    if optimizer.use_ema:
        optimizer.finalize_variable_values(variables)
        made["finalized"] = [array(v.numpy()) for v in variables]
    return made


def schedule(row):
    name, class_name, arguments, steps = row
    made = getattr(keras.optimizers.schedules, class_name)(**arguments)
    values = [number(np.asarray(made(tf.constant(step, tf.int64)))) for step in steps]
    return {"name": name, "node": keras.saving.serialize_keras_object(made), "steps": list(steps), "values": values}


def document(subject, make, rows):
    return {"subject": subject, "made_by": environment.versions(), "cases": [make(row) for row in rows]}
