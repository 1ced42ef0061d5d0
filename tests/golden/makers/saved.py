"""keras_files/: small .keras files as real Keras saves them after two steps, beside what they must give again."""
import json
import zipfile

import keras
import numpy as np

from makers import environment, models
from makers.draw import Draw
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


MADE = {"sequential": small_sequential, "branched": small_branched}


def described(name, model):
    draw = Draw("keras_files", name)
    inputs = [draw.uniform((3, *x.shape[1:]), 0.0, 1.0) for x in model.inputs]
    output = model(inputs if len(inputs) > 1 else inputs[0], training=False)
    return {
        "subject": f"{name}.keras", "made_by": environment.versions(), "inputs": [array(x) for x in inputs],
        "output": array(output),
        "weights": [{"path": v.path, "shape": list(v.shape), "sum": float(np.sum(v.numpy(), dtype=np.float64))}
                    for v in model.weights],
        "optimizer_variables": [{"path": v.path, "name": v.name, "value": array(v.numpy())}
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
