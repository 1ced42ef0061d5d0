"""losses.json: a loss, its gradient, computed in a graph, where Keras goes back to the logits behind a softmax or sigmoid."""
import keras
import numpy as np
import tensorflow as tf

from makers import environment
from makers.draw import Draw
from makers.write import array

SQUASHED = {"softmax": keras.activations.softmax, "sigmoid": keras.activations.sigmoid}


def distribution(rows):
    """Rows whose rounding is made good in the last number: TensorFlow's gradient takes for granted that they add up to 1."""
    rows[..., -1] = np.round(1 - rows[..., :-1].sum(-1, dtype=np.float64), 4)
    return rows


def drawn(draw, form, shape):
    """Labels or predictions of a form named in a row; an array is taken as it is."""
    if not isinstance(form, str):
        return np.array(form, np.float32)
    return {
        "one_hot": lambda: draw.one_hot(shape),
        "soft": lambda: distribution(draw.probabilities(shape)),
        "binary": lambda: draw.random.randint(0, 2, size=shape).astype(np.float32),
        "binary_vector": lambda: draw.random.randint(0, 2, size=shape[:-1]).astype(np.float32),
        "index": lambda: draw.integers(shape[:-1], shape[-1]),
        "index_column": lambda: draw.integers((*shape[:-1], 1), shape[-1]),
        "index_255": lambda: np.where(draw.random.rand(*shape[:-1]) < 0.4, 255,
                                      draw.integers(shape[:-1], shape[-1])).astype(np.int32),
        "sign": lambda: 2 * draw.random.randint(0, 2, size=shape).astype(np.float32) - 1,
        "count": lambda: draw.random.randint(0, 6, size=shape).astype(np.float32),
        "real": lambda: draw.distinct(shape),
        "probability": lambda: draw.probabilities(shape),
        "unit": lambda: draw.uniform(shape, 0.02, 0.98),
        "logit": lambda: draw.distinct(shape, 4.0),
        "logit_far": lambda: draw.distinct(shape, 60.0),
    }[form]()


def weights_of(draw, form, labels, shape):
    """null, one weight a sample, a column of them, or one an element of the unreduced loss."""
    if form is None:
        return None
    sizes = {"sample": shape[:1], "column": (shape[0], 1), "element": shape[:-1]}
    return draw.uniform(sizes[form], 0.0, 2.0)


def make(class_name, case):
    draw = Draw("loss", class_name, case["name"])
    keras.backend.clear_session()
    loss = getattr(keras.losses, class_name)(**case["arguments"])
    y_true = drawn(draw, case["true"], case["shape"])
    squash = SQUASHED.get(case["pred"]) if isinstance(case["pred"], str) else None
    given = draw.distinct(case["shape"], case.get("span", 4.0)) if squash else drawn(draw, case["pred"], case["shape"])
    sample_weight = weights_of(draw, case.get("weight"), y_true, case["shape"])

    @tf.function
    def in_graph(given):
        with tf.GradientTape() as tape:
            tape.watch(given)
            y_pred = squash(given) if squash else given
            value = loss(y_true, y_pred, sample_weight=sample_weight)
            total = tf.reduce_sum(value)
        return y_pred, value, tape.gradient(total, given)

    y_pred, value, gradient = in_graph(tf.constant(given))
    made = {
        "name": f"{class_name}/{case['name']}",
        "node": keras.saving.serialize_keras_object(loss),
        "y_true": array(y_true),
        "y_pred": array(y_pred),
        "sample_weight": None if sample_weight is None else array(sample_weight),
        "value": array(value),
    }
    forgotten = {key: value for key, value in case["arguments"].items() if key not in made["node"]["config"]}
    if forgotten:  # by get_config()
        made["arguments"] = forgotten
    if squash:
        made.update(activation=case["pred"], logits=array(given), logits_gradient=array(gradient))
    else:
        made["gradient"] = array(gradient)
    return made


def document(table):
    made = [make(class_name, case) for class_name, rows in table.items() for case in rows]
    return {"subject": "losses", "made_by": environment.versions(), "cases": made}
