"""One training run of a network in one process: `python -m makers.trace NAME FLOATX auto|xla` prints it as JSON.

A process of its own, because the back end and the float type of Keras belong to a process.
"""
import gzip
import json
import pathlib
import sys

from makers import environment

import keras
import numpy as np
from keras.src.initializers.random_initializers import compute_fans

from makers import models
from makers.unit import labels, units, weight
from makers.write import array, number

FASHION_MNIST = pathlib.Path("/usr/share/datasets/fashion-mnist")
SHARED = environment.shared_dir()

SGD = dict(class_name="SGD", config=dict(learning_rate=0.05, momentum=0.9))


def smooth(class_name, loss, one_hot=True, **config):
    """A run of the small smooth network, in which there is something to learn."""
    return "smooth", dict(class_name=class_name, config=config), loss, 4, 16, 200, one_hot, "pattern", 1


# model, optimizer, loss, classes, batch size, steps, one-hot labels, where the images come from, first seed.
# README.md says how the seeds were chosen.
ADAMW = dict(class_name="AdamW", config=dict(learning_rate=0.003, weight_decay=0.01))
NESTEROV = dict(class_name="SGD", config=dict(learning_rate=0.01, momentum=0.9, nesterov=True))
RUNS = {
    "digits": ("digits", "rmsprop", "categorical_crossentropy", 10, 32, 200, True, "unit", 1005),
    "fashion": ("fashion", "adam", "sparse_categorical_crossentropy", 10, 32, 200, False, "unit", 82),
    "lenet5": ("lenet5", "adam", "sparse_categorical_crossentropy", 10, 32, 200, False, "unit", 1),
    "lenet5_learns": ("lenet5", "adam", "sparse_categorical_crossentropy", 10, 32, 200, False, "pattern", 1),
    "branched": ("branched", SGD, "sparse_categorical_crossentropy", 5, 32, 200, False, "unit", 2018),
    "upsampled": ("upsampled", SGD, "categorical_crossentropy", 6, 16, 200, True, "unit", 5),
    "separable": ("separable", "rmsprop", "sparse_categorical_crossentropy", 5, 16, 200, False, "pattern", 1),
    "signals": ("signals", "adam", "sparse_categorical_crossentropy", 4, 16, 200, False, "pattern", 1),
    "volumes": ("volumes", "adamw", "sparse_categorical_crossentropy", 5, 16, 200, False, "pattern", 1),
    "normalised": ("normalised", ADAMW, "sparse_categorical_crossentropy", 5, 32, 200, False, "pattern", 1),
    "merged": ("merged", NESTEROV, "sparse_categorical_crossentropy", 5, 32, 200, False, "unit", 1),
    "adamax": smooth("Adamax", "categorical_focal_crossentropy", learning_rate=0.01, clipnorm=0.5),
    "nadam": smooth("Nadam", "kl_divergence", learning_rate=0.005, use_ema=True, ema_overwrite_frequency=50),
    "adagrad": smooth("Adagrad", "categorical_crossentropy", learning_rate=0.05, weight_decay=0.01),
    "adadelta": smooth("Adadelta", "dice", learning_rate=2.0, clipvalue=0.01),
    "adafactor": smooth("Adafactor", "sparse_categorical_crossentropy", False, learning_rate=0.05, global_clipnorm=0.5),
    "ftrl": smooth("Ftrl", "poisson", learning_rate=0.1, l2_regularization_strength=0.001, beta=0.1),
    "lion": smooth("Lion", "log_cosh", learning_rate=0.001, weight_decay=0.01),
    "lamb": smooth("Lamb", "mean_squared_logarithmic_error", learning_rate=0.01, gradient_accumulation_steps=2),
    "muon": smooth("Muon", "sparse_categorical_crossentropy", False, learning_rate=0.01),
    "schedule_free_adamw": smooth("ScheduleFreeAdamW", "cosine_similarity", learning_rate=0.01, warmup_steps=20,
                                  loss_scale_factor=16.0),
    "fashion_real": ("fashion", "adam", "sparse_categorical_crossentropy", 10, 32, 10, False, "fashion_mnist", 1),
    "digits_first10": ("digits", "rmsprop", "categorical_crossentropy", 10, 128, 10, True, "mnist", 1),
    "digits_first10_scaled": ("digits", "rmsprop", "categorical_crossentropy", 10, 128, 10, True, "mnist_scaled", 1),
}


def seeds_from(first):
    """The seed of each array of a run; weight v of model.weights has first_weight + v."""
    names = ("images", "labels", "extra", "predict", "predict_extra", "pattern")
    return {**{name: first + 1 + n for n, name in enumerate(names)}, "first_weight": first + 100}


def fashion_mnist(count):
    images = gzip.open(FASHION_MNIST / "train-images-idx3-ubyte.gz").read()
    classes = gzip.open(FASHION_MNIST / "train-labels-idx1-ubyte.gz").read()
    x = np.frombuffer(images, np.uint8, count * 784, 16).reshape(count, 28, 28, 1)
    return x.astype(np.float32) / np.float32(255), np.frombuffer(classes, np.uint8, count, 8).astype(np.int32)


def mnist(count, divisor):
    with np.load(SHARED / "data" / "mnist.npz") as file:
        x, y = file["x_train"][:count, ..., None], file["y_train"][:count]
    return x.astype(np.float32) / np.float32(divisor), y.astype(np.int32)


def data_of(model, source, count, classes, seeds):
    """The inputs (one array each), the integer labels, and the inputs to predict."""
    first, *rest = [tuple(x.shape[1:]) for x in model.inputs]
    predict = [units(seeds["predict"], (4, *first))] + [units(seeds["predict_extra"], (4, *s)) for s in rest]
    if source == "unit":
        inputs = [units(seeds["images"], (count, *first))] + [units(seeds["extra"], (count, *s)) for s in rest]
        return inputs, labels(seeds["labels"], count, classes), predict
    if source == "pattern":
        # Half noise, half a picture that belongs to the class: there is something to learn.
        y = labels(seeds["labels"], count, classes)
        noise, own = units(seeds["images"], (count, *first)), units(seeds["pattern"], (classes, *first))[y]
        return [((noise.astype(np.float64) + own) / 2).astype(np.float32)], y, predict
    images, y = fashion_mnist(count) if source == "fashion_mnist" else mnist(count, 255 if "scaled" in source else 1)
    return [images], y, predict


def start(model, seeds):
    """Gives every weight its value by unit(); returns what a reader needs to do the same."""
    described = []
    for index, variable in enumerate(model.weights):
        fans = [int(n) for n in compute_fans(tuple(variable.shape))] if variable.name.endswith("kernel") or variable.name == "vector_u" else None
        seed = seeds["first_weight"] + index
        variable.assign(weight(seed, variable.name, tuple(variable.shape), fans))
        first = [number(x) for x in np.asarray(variable.value, np.float32).reshape(-1)[:3]]
        described.append({"path": variable.path, "name": variable.name, "shape": list(variable.shape),
                          "trainable": bool(variable.trainable), "seed": seed, "fans": fans, "first": first})
    return described


def run(name, with_xla):
    build, optimizer, loss, classes, batch, steps, one_hot, source, first_seed = RUNS[name]
    model, seeds = getattr(models, build)(), seeds_from(first_seed)
    if isinstance(optimizer, dict):  # compile() itself does not find Lamb
        optimizer = getattr(keras.optimizers, optimizer["class_name"])(**optimizer["config"])
    model.compile(optimizer=optimizer, loss=loss, jit_compile=with_xla or "auto")
    inputs, y, predict = data_of(model, source, batch * steps, classes, seeds)
    weights, losses = start(model, seeds), []
    assert all(v.dtype == keras.config.floatx() for v in model.weights)
    targets = np.eye(classes, dtype=np.float32)[y] if one_hot else y
    for step in range(steps):
        rows = slice(step * batch, (step + 1) * batch)
        model.reset_metrics()  # else the loss is the mean since the last reset
        given = [x[rows] for x in inputs]
        loss = model.train_on_batch(given if len(given) > 1 else given[0], targets[rows])
        losses.append(number(np.dtype(keras.config.floatx()).type(loss)))
    predicted = np.asarray(model(predict if len(predict) > 1 else predict[0], training=False))
    after = [np.asarray(v.value, np.float64) for v in model.weights]
    return {
        "model": json.loads(model.to_json()), "compile": model.get_compile_config(), "batch_size": batch, "steps": steps,
        "data": {"source": source, "classes": classes, "labels": "one_hot" if one_hot else "index", "seeds": seeds,
                 "inputs_400_to_403": [[number(v) for v in x.reshape(-1)[400:404]] for x in inputs],
                 "first_labels": y[:8].tolist()},
        "weights": weights, "losses": losses, "predictions": array(predicted),
        "weights_after": [{"path": v.path, "sum": float(a.sum()), "l2": float(np.sqrt((a * a).sum()))}
                          for v, a in zip(model.weights, after)],
    }


def keep_means_in_float64():
    """On TensorFlow, Keras' mean goes through float32 even for float64 (GlobalAveragePooling2D, 9e-8 off)."""
    backend = keras.src.backend
    backend.numpy.mean = lambda x, axis=None, keepdims=False: environment.tf.reduce_mean(x, axis, keepdims)


if __name__ == "__main__":
    keras.config.set_floatx(sys.argv[2])
    if sys.argv[2] == "float64" and environment.BACKEND == "tensorflow":
        keep_means_in_float64()
    print(json.dumps(run(sys.argv[1], sys.argv[3] == "xla")))
