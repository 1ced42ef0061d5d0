"""keras_files/: small .keras files as real Keras saves them after two steps, beside what they must give again."""
import json
import re
import sys
import zipfile

import keras
import numpy as np
from keras.src.applications import convnext

from makers import environment, models
from makers.draw import Draw
from makers.optimizers import stored
from makers.write import FOLDER, array

SEED = 7


def small_sequential():
    L = keras.layers
    model = keras.Sequential([keras.Input((8, 8, 2)), L.Conv2D(4, 3, activation="relu"), L.BatchNormalization(),
                              L.MaxPooling2D(2), L.Flatten(), L.Dropout(0.0), L.Dense(3, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def small_branched():
    model = models.tiny_branched()
    schedule = keras.optimizers.schedules.ExponentialDecay(0.05, 10, 0.5)
    model.compile(keras.optimizers.SGD(schedule, momentum=0.9, nesterov=True),
                  keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    return model


def small_wrapped():
    """A layer within a layer, and one that was adapted: their weights have places of their own."""
    L = keras.layers
    adapted = L.Normalization()
    adapted.adapt(Draw("keras_files", "wrapped", "adapt").uniform((20, 5, 5, 2), 0.0, 1.0))
    model = keras.Sequential([keras.Input((5, 5, 2)), adapted, L.SpectralNormalization(L.Conv2D(3, 2)), L.PReLU(shared_axes=[1, 2]),
                              L.SpatialDropout2D(0.0), L.Flatten(), L.SpectralNormalization(L.Dense(4)), L.LayerNormalization(), L.Dense(3, activation="softmax")])
    model.compile("rmsprop", "sparse_categorical_crossentropy")
    return model


def small_augmented():
    """Layers that act in training alone, those of them within which Keras keeps layers, and ConvNeXt's."""
    L = keras.layers
    inputs = keras.Input((6, 6, 3))
    x = L.RandomCrop(6, 6, seed=5)(L.RandomFlip("horizontal", seed=3)(inputs))
    x = L.RandAugment((0, 1))(L.RandomColorJitter((0, 1), brightness_factor=0.1, hue_factor=(0.1, 0.2))(x))
    x = L.AutoContrast((0, 1))(L.RandomErasing(value_range=(0, 1), fill_value=(0.1, 0.2, 0.3))(x))
    block = convnext.StochasticDepth(0.1)(convnext.LayerScale(0.1, 4)(L.Conv2D(4, 3, padding="same")(x)))
    x = L.Add()([L.Conv2D(4, 1)(x), block])
    model = keras.Model(inputs, L.Dense(3, activation="softmax")(L.GlobalAveragePooling2D()(x)))
    model.compile(keras.optimizers.SGD(0.05, momentum=0.9), "sparse_categorical_crossentropy")
    return model


MADE = {"sequential": small_sequential, "branched": small_branched, "wrapped": small_wrapped, "augmented": small_augmented}


def path_of(variable):
    """Keras gives LayerScale's gamma no name, and so the next free one of "variable", "variable_1", ..."""
    return re.sub(r"(layer_scale[/_])variable(_\d+)?", r"\1gamma", variable.path)


def described(name, model):
    draw = Draw("keras_files", name)
    inputs = [draw.uniform((3, *x.shape[1:]), 0.0, 1.0) for x in model.inputs]
    output = model(inputs if len(inputs) > 1 else inputs[0], training=False)
    return {
        "subject": f"{name}.keras", "made_by": environment.versions(), "inputs": [array(x) for x in inputs],
        "output": array(output),
        "weights": [{"path": path_of(v), "shape": list(v.shape), "sum": float(np.sum(v.numpy(), dtype=np.float64))}
                    for v in model.weights],
        "optimizer_variables": [{"path": path_of(v), "name": v.name, "value": array(v.numpy())}
                                for v in model.optimizer.variables],
        "compile": model.get_compile_config(),
    }


def document(name, check):
    """Trains and saves a new file, or with --check opens the committed one."""
    path = FOLDER / "keras_files" / f"{name}.keras"
    keras.backend.clear_session()
    if not check:
        keras.utils.set_random_seed(SEED)
        model, draw = MADE[name](), Draw("keras_files", name, "training")
        for _ in range(2):
            inputs = [draw.uniform((4, *x.shape[1:]), 0.0, 1.0) for x in model.inputs]
            classes = draw.integers(4, model.outputs[0].shape[-1])
            model.train_on_batch(inputs if len(inputs) > 1 else inputs[0], classes)
        path.parent.mkdir(exist_ok=True)
        model.save(path)
    model = keras.models.load_model(path)
    with zipfile.ZipFile(path) as file:
        entries = [{"name": e.filename, "stored": e.compress_type == zipfile.ZIP_STORED} for e in file.infolist()]
        config = json.loads(file.read("config.json"))
    return {**described(name, model), "entries": entries, "config": config}


# The optimizers whose state is saved by a small model after two steps; name of the file, class, arguments.
STATES = [(name, class_name, dict(learning_rate=0.05, **more)) for name, class_name, more in (
    ("adamax", "Adamax", {}), ("nadam", "Nadam", {}), ("adagrad", "Adagrad", dict(weight_decay=0.1)),
    ("adadelta", "Adadelta", dict(use_ema=True)), ("adafactor", "Adafactor", {}), ("ftrl", "Ftrl", {}), ("lion", "Lion", {}),
    ("lamb", "Lamb", dict(gradient_accumulation_steps=2)), ("muon", "Muon", {}),
    ("schedule_free_adamw", "ScheduleFreeAdamW", {}))]


def state(name, class_name, arguments, check):
    if class_name == "ScheduleFreeAdamW" and environment.BACKEND != "jax":
        return environment.on_jax("saved", name, *(["check"] if check else []))
    path, draw = FOLDER / "keras_files" / f"optimizer_{name}.keras", Draw("keras_files", "optimizer", name)
    batches = [(draw.uniform((4, 3)), draw.integers(4, 2)) for _ in range(3)]
    keras.backend.clear_session()
    if not check:
        keras.utils.set_random_seed(SEED)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="softmax")])
        model.compile(getattr(keras.optimizers, class_name)(**arguments), "sparse_categorical_crossentropy")
        for inputs, classes in batches[:2]:
            model.train_on_batch(inputs, classes)
        model.save(path)
    model = keras.models.load_model(path)
    inputs, classes = batches[2]
    loss = model.train_on_batch(inputs, classes)
    return {"name": name, "inputs": array(inputs), "labels": array(classes), "loss": float(loss),
            "weights": [array(np.asarray(v)) for v in model.weights],
            "optimizer_variables": [array(stored(v)) for v in model.optimizer.variables]}


def states(check):
    """optimizer_*.keras, and what one more step makes of each."""
    return {"subject": "optimizer_*.keras: one more step", "made_by": environment.versions(),
            "cases": [state(*row, check) for row in STATES]}


if __name__ == "__main__":
    print(json.dumps(next(state(*row, "check" in sys.argv) for row in STATES if row[0] == sys.argv[1])))
