"""metrics.json: the result after each batch of a sequence; and which metric or loss the short names stand for."""
import keras
import numpy as np
from keras.src.trainers import compile_utils

from makers import environment
from makers.draw import Draw
from makers.losses import drawn
from makers.write import array

SIZES = (4, 7, 1, 5)


def make(row):
    name, class_name, arguments, true, pred, rest, weight = row
    keras.backend.clear_session()
    metric = getattr(keras.metrics, class_name)(**arguments)
    draw, batches = Draw("metric", name), []
    for size in SIZES:
        shape = (size, *rest)
        y_true, y_pred = drawn(draw, true, shape), drawn(draw, pred, shape)
        sample_weight = {None: None, "sample": (size,), "element": shape[:-1]}[weight]
        if sample_weight is not None:
            sample_weight = draw.uniform(sample_weight, 0.0, 2.0)
        metric.update_state(y_true, y_pred, sample_weight=sample_weight)
        batches.append({"y_true": array(y_true), "y_pred": array(y_pred),
                        "sample_weight": None if sample_weight is None else array(sample_weight),
                        "result": array(np.asarray(metric.result()))})
    metric.reset_state()
    return {"name": name, "node": keras.saving.serialize_keras_object(metric), "batches": batches,
            "result_of_nothing": array(np.asarray(metric.result()))}


def chosen(row):
    """Which class Keras takes for a name that depends on the shapes of labels and predictions."""
    identifier, true, pred = row
    y_true, y_pred = np.zeros(true, np.float32), np.zeros(pred, np.float32)
    if identifier in ("crossentropy", "ce"):
        found = compile_utils.get_loss(identifier, y_true, y_pred).fn.__name__
    else:
        found = type(compile_utils.get_metric(identifier, y_true, y_pred)).__name__
    return {"name": f"{identifier} {list(true)} {list(pred)}", "identifier": identifier, "y_true_shape": list(true),
            "y_pred_shape": list(pred), "chosen": found}


def document(rows, names):
    return {"subject": "metrics", "made_by": environment.versions(), "chosen_by_shape": [chosen(row) for row in names],
            "cases": [make(row) for row in rows]}
