"""Goes on in real Keras where fovea stopped, with every optimizer: python tests/golden/check_saved.py PATH/TO/fovea

fovea trains a small model for two steps, and again for three. Keras opens the first file, makes the third step, and must
arrive at the weights and the optimizer's state of the second. tf_keras does the same with the .h5 files of `fovea convert`. Keras 3
opens each .h5 compiled.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"  # TensorFlow is not the same for ScheduleFreeAdamW, see README.md
from makers import environment  # noqa: F401, before keras

import h5py
import keras
import numpy as np
import tf_keras

LAYERS = """Input((6, 6, 1))
Conv2D(3, 3, activation='tanh')
Flatten()
Dense(4, activation='tanh')
Dense(2, activation='softmax')
"""
OPTIMIZERS = ("SGD(momentum=0.9)", "RMSprop(centered=True)", "Adam(amsgrad=True)", "AdamW()", "Adamax()", "Nadam()", "Adagrad()",
              "Adadelta(learning_rate=1.0)", "Adafactor(learning_rate=0.1)", "Ftrl()", "Lion()", "Lamb()", "Muon()",
              "ScheduleFreeAdamW()", "Adamax(gradient_accumulation_steps=2)", "Lamb(weight_decay=0.1, clipnorm=0.1)")
# Those that Keras 2 has. Its Nadam forgets what it needs to go on.
OPTIMIZERS_2 = ("SGD()", "SGD(momentum=0.9, nesterov=True)", "RMSprop()", "RMSprop(centered=True, momentum=0.5)", "Adam()",
                "Adam(amsgrad=True, clipnorm=0.1)", "Adam(use_ema=True, ema_overwrite_frequency=3)",
                "SGD(learning_rate=ExponentialDecay(0.1, 2, 0.5), momentum=0.9)", "Adam(learning_rate=CosineDecay(0.01, 100))",
                "Adam(learning_rate=PiecewiseConstantDecay([2, 10], [0.01, 0.005, 0.001]))",
                "Adam(learning_rate=PolynomialDecay(0.01, 10))", "Adam(learning_rate=InverseTimeDecay(0.01, 2, 0.5))",
                "Adam(learning_rate=CosineDecayRestarts(0.01, 2))", "AdamW()", "Adamax()", "Adagrad(weight_decay=0.1)",
                "Adadelta(learning_rate=1.0)", "Adafactor(learning_rate=0.1)", "Ftrl()", "Lion()")


def run(fovea, folder, optimizer, steps):
    """The file of a run of that many epochs, each one batch."""
    out = folder / f"run_{steps}"
    subprocess.run([fovea, "train", folder / "data.npz", "--model", folder / "small.layers", "--optimizer", optimizer, "--epochs",
                    str(steps), "--batch-size", "16", "--no-shuffle", "--seed", "3", "--out", out, "--overwrite", "--quiet"], check=True)
    return out / "model.keras"


def train(fovea, folder, optimizer, steps):
    return keras.models.load_model(run(fovea, folder, optimizer, steps))


def train_keras2(fovea, folder, optimizer, steps):
    """The same as the .h5 file that fovea makes of it, in tf_keras."""
    file = folder / f"run_{steps}.h5"
    subprocess.run([fovea, "convert", run(fovea, folder, optimizer, steps), file, "--overwrite", "--quiet"], check=True)
    return file, tf_keras.models.load_model(file)


def state_of(file):
    """The optimizer's state in a legacy file, in its order."""
    with h5py.File(file) as content:
        group = content["optimizer_weights"]
        return [group[name][()] for name in group.attrs["weight_names"]]


def in_keras2(fovea, folder, optimizer, x, y):
    """How far tf_keras is apart after the third step."""
    file, model = train_keras2(fovea, folder, optimizer, 2)
    expected_file, expected = train_keras2(fovea, folder, optimizer, 3)
    distance = apart([w.numpy() for w in expected.weights], keras.models.load_model(expected_file).get_weights())
    if not keras.models.load_model(file).compiled:
        raise RuntimeError(f"{optimizer}: Keras 3 does not compile the .h5")
    model.train_on_batch(x, y)
    distance = max(distance, apart([w.numpy() for w in model.weights], [w.numpy() for w in expected.weights]))
    if optimizer != "SGD()":  # its momenta are kept and never used
        distance = max(distance, apart([v.numpy() for v in model.optimizer.variables], state_of(expected_file)))
    return distance


def apart(one, other):
    """The largest distance of two lists of variables, relative to 1 or more."""
    return max(float(np.max(np.abs(a - b) / np.maximum(np.abs(b), 1), initial=0)) for a, b in zip(one, other, strict=True))


def main():
    fovea, worst = pathlib.Path(sys.argv[1]).resolve(), 0.0
    random = np.random.RandomState(5)
    x, y = random.rand(16, 6, 6, 1).astype(np.float32), random.randint(0, 2, 16)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        np.savez(folder / "data.npz", x_train=x, y_train=y)
        (folder / "small.layers").write_text(LAYERS)
        for optimizer in OPTIMIZERS:
            keras.backend.clear_session()
            model, expected = train(fovea, folder, optimizer, 2), train(fovea, folder, optimizer, 3)
            model.train_on_batch(x, y)
            distance = max(apart(model.get_weights(), expected.get_weights()),
                           apart([np.asarray(v) for v in model.optimizer.variables], [np.asarray(v) for v in expected.optimizer.variables]))
            print(f"{optimizer}: {distance:.1e}", flush=True)
            worst = max(worst, distance)
        for optimizer in OPTIMIZERS_2:
            keras.backend.clear_session()
            distance = in_keras2(fovea, folder, optimizer, x, y)
            print(f"{optimizer} as .h5: {distance:.1e}", flush=True)
            worst = max(worst, distance)
    sys.exit(0 if worst < 1e-5 else f"the largest distance is {worst:.1e}")


if __name__ == "__main__":
    main()
