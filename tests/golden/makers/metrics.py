"""metrics.json: the result after each batch of a sequence; and which metric or loss the short names stand for."""
import keras
import numpy as np
import sklearn.metrics
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


def class_of(values, threshold=0.5):
    """The class that a row of scores, a one-hot row, an index or a single number stands for."""
    if values.ndim == 1:
        return values.astype(int)
    return (values[:, 0] > threshold).astype(int) if values.shape[-1] == 1 else values.argmax(-1)


SKLEARN = {
    "ConfusionMatrix": lambda true, pred, classes, weight, **_: sklearn.metrics.confusion_matrix(
        true, pred, labels=classes, sample_weight=weight),
    "MatthewsCorrelation": lambda true, pred, classes, weight, **_: sklearn.metrics.matthews_corrcoef(
        true, pred, sample_weight=weight),
    "CohenKappa": lambda true, pred, classes, weight, weights=None: sklearn.metrics.cohen_kappa_score(
        true, pred, labels=classes, sample_weight=weight, weights=weights),
}
NAMES = {"ConfusionMatrix": "confusion_matrix", "MatthewsCorrelation": "matthews_correlation", "CohenKappa": "cohen_kappa"}


def by_sklearn(row):
    """The same of what scikit-learn gives for all batches so far; fovea's own config."""
    name, class_name, arguments, true, pred, rest, weight = row
    draw, batches, seen = Draw("metric", name), [], []
    classes = list(range(max(rest[-1], 2)))
    for size in SIZES:
        shape = (size, *rest)
        y_true, y_pred = drawn(draw, true, shape), drawn(draw, pred, shape)
        sample_weight = draw.uniform((size,), 0.0, 2.0) if weight else None
        seen.append((class_of(y_true), class_of(y_pred), np.ones(size) if sample_weight is None else sample_weight))
        every = [np.concatenate(parts) for parts in zip(*seen)]
        result = SKLEARN[class_name](every[0], every[1], classes, every[2], **arguments)
        batches.append({"y_true": array(y_true), "y_pred": array(y_pred),
                        "sample_weight": None if sample_weight is None else array(sample_weight),
                        "result": array(np.asarray(np.nan_to_num(result), np.float32))})
    config = {"name": NAMES[class_name], "dtype": "float32"}
    if class_name == "CohenKappa":
        config["weights"] = arguments.get("weights")
    node = {"module": "keras.metrics", "class_name": class_name, "config": config, "registered_name": None}
    nothing = np.zeros((len(classes),) * 2 if class_name == "ConfusionMatrix" else (), np.float32)
    return {"name": name, "node": node, "batches": batches, "result_of_nothing": array(nothing)}


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


def document(rows, sklearn_rows, names):
    made_by = {**environment.versions(), "sklearn": sklearn.__version__}
    return {"subject": "metrics", "made_by": made_by, "chosen_by_shape": [chosen(row) for row in names],
            "cases": [make(row) for row in rows] + [by_sklearn(row) for row in sklearn_rows]}
