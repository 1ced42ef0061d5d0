"""Hands training over in the middle, both ways: python tests/golden/check_handed_over.py PATH/TO/fovea

A network with BatchNormalization is trained on batches of continuous random images by Keras 3 (.keras), by tf_keras 2 (.h5) and by
fovea (both files), with sgd with momentum, rmsprop and adam. Each hands its file over after ten steps to the others; the fifty
losses that follow must be those of its own unbroken run, within 1e-4 of them.
"""
import csv
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
from makers import environment  # noqa: F401, before keras

import keras
import numpy as np
import tf_keras

BEFORE, AFTER, BATCH = 10, 50, 16
OPTIMIZERS = {"sgd": {"learning_rate": 0.02, "momentum": 0.9}, "rmsprop": {"learning_rate": 0.001, "momentum": 0.5}, "adam": {}}


def make(library, optimizer):
    """The network with the same weights in either library."""
    layers = library.layers
    model = library.Sequential([
        layers.Input((12, 12, 2)), layers.Conv2D(8, 3, padding="same", activation="tanh"), layers.BatchNormalization(),
        layers.AveragePooling2D(2), layers.Conv2D(12, 3, activation="tanh"), layers.Flatten(), layers.Dense(16, activation="tanh"),
        layers.Dense(5, activation="softmax")])
    random = np.random.RandomState(1)
    for weight in model.trainable_weights:
        if len(weight.shape) > 1:
            limit = np.sqrt(6 / (np.prod(weight.shape[:-1]) + np.prod(weight.shape[:-2]) * weight.shape[-1]))
            weight.assign(random.uniform(-limit, limit, weight.shape))
    name = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam"}[optimizer]
    model.compile(getattr(library.optimizers, name)(**OPTIMIZERS[optimizer]), "sparse_categorical_crossentropy")
    return model


def steps(model, x, y):
    losses = [model.train_on_batch(x[i:i + BATCH], y[i:i + BATCH]) for i in range(0, len(x), BATCH)]
    return [float(loss[0] if isinstance(loss, list) else loss) for loss in losses]


class Fovea:
    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def steps(self, file, data, out):
        """The losses of a pass over `data` from the model in `file`, which goes on into `out`."""
        run, log = self.folder / "run", self.folder / "steps.csv"
        subprocess.run([self.program, "train", data, "--model", file, "--epochs", "1", "--batch-size", str(BATCH), "--no-shuffle",
                        "--preprocess", "none", "--step-log", log, "--out", run, "--overwrite", "--quiet"], check=True)
        subprocess.run([self.program, "convert", run / "model.keras", out, "--overwrite", "--quiet"], check=True)
        with open(log) as lines:
            return [float(row["loss"]) for row in csv.DictReader(lines)]


def apart(losses, unbroken):
    return max(abs(a - b) / max(b, 0.1) for a, b in zip(losses, unbroken, strict=True))


def main():
    worst = 0.0
    random = np.random.RandomState(7)
    samples, cut = (BEFORE + AFTER) * BATCH, BEFORE * BATCH
    x, y = random.rand(samples, 12, 12, 2).astype(np.float32), random.randint(0, 5, samples)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        fovea = Fovea(pathlib.Path(sys.argv[1]).resolve(), folder)
        np.savez(folder / "before.npz", x_train=x[:cut], y_train=y[:cut])
        np.savez(folder / "after.npz", x_train=x[cut:], y_train=y[cut:])
        for library, ending in ((keras, ".keras"), (tf_keras, ".h5")):
            for optimizer in OPTIMIZERS:
                start, middle, own, end = (folder / (part + ending) for part in ("start", "middle", "own", "end"))
                model = make(library, optimizer)
                model.save(start)
                steps(model, x[:cut], y[:cut])
                model.save(middle)
                unbroken = steps(model, x[cut:], y[cut:])
                to_fovea = apart(fovea.steps(middle, folder / "after.npz", end), unbroken)
                fovea.steps(start, folder / "before.npz", own)
                unbroken = fovea.steps(own, folder / "after.npz", end)
                from_fovea = apart(steps(library.models.load_model(own), x[cut:], y[cut:]), unbroken)
                print(f"{library.__name__} {ending} {optimizer}: to fovea {to_fovea:.1e}, from fovea {from_fovea:.1e}", flush=True)
                worst = max(worst, to_fovea, from_fovea)
    sys.exit(0 if worst < 1e-4 else f"the largest distance is {worst:.1e}")


if __name__ == "__main__":
    main()
