"""optimizers.json and schedules.json: two variables under six given gradients; learning rates by step.

ScheduleFreeAdamW is asked on JAX (`python -m makers.optimizers NAME`): README.md says what it does on TensorFlow.
"""
import json
import sys

from makers import environment  # before keras

import keras
import numpy as np

from makers.draw import Draw
from makers.write import array, number

STEPS, SHAPES = 6, {"kernel": (3, 4), "bias": (4,)}


def stored(variable):
    """A variable's value; JAX has 32 bits for what counts steps."""
    value = np.asarray(variable)
    return value.astype(np.int64) if variable.name == "iteration" else value


def make(row):
    name, class_name, arguments = row
    if class_name == "ScheduleFreeAdamW" and environment.BACKEND != "jax":
        return environment.on_jax("optimizers", name)
    keras.backend.clear_session()
    optimizer = getattr(keras.optimizers, class_name)(**arguments)
    draw = Draw("optimizer", name)
    variables = [keras.Variable(draw.uniform(shape), name=key) for key, shape in SHAPES.items()]
    made = {"name": name, "node": keras.saving.serialize_keras_object(optimizer),
            "variables": [{"name": v.name, "value": array(np.asarray(v))} for v in variables], "steps": []}
    for _ in range(STEPS):
        gradients = [draw.uniform(shape, -1.5, 1.5) for shape in SHAPES.values()]
        rate = number(np.asarray(optimizer.learning_rate))
        optimizer.apply([keras.ops.convert_to_tensor(g) for g in gradients], variables)
        made["steps"].append({"learning_rate": rate, "gradients": [array(g) for g in gradients],
                              "values": [array(np.asarray(v)) for v in variables]})
    made["optimizer_variables"] = [{"path": v.path, "name": v.name, "value": array(stored(v))}
                                   for v in optimizer.variables]
    if optimizer.use_ema:
        optimizer.finalize_variable_values(variables)
        made["finalized"] = [array(np.asarray(v)) for v in variables]
    return made


def schedule(row):
    name, class_name, arguments, steps = row
    made = getattr(keras.optimizers.schedules, class_name)(**arguments)
    values = [number(np.asarray(made(keras.ops.convert_to_tensor(step, "int64")))) for step in steps]
    return {"name": name, "node": keras.saving.serialize_keras_object(made), "steps": list(steps), "values": values}


def document(subject, make, rows):
    return {"subject": subject, "made_by": environment.versions(), "cases": [make(row) for row in rows]}


if __name__ == "__main__":
    import objective_cases

    print(json.dumps(next(make(row) for row in objective_cases.OPTIMIZERS if row[0] == sys.argv[1])))
