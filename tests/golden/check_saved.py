"""Goes on in real Keras where fovea stopped, with every optimizer: python tests/golden/check_saved.py PATH/TO/fovea

fovea trains a small model for two steps, and again for three. Keras opens the first file, makes the third step, and must
arrive at the weights and the optimizer's state of the second.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"  # TensorFlow is not the same for ScheduleFreeAdamW, see README.md
from makers import environment  # noqa: F401, before keras

import keras
import numpy as np

LAYERS = """Input((6, 6, 1))
Conv2D(3, 3, activation='tanh')
Flatten()
Dense(4, activation='tanh')
Dense(2, activation='softmax')
"""
OPTIMIZERS = ("SGD(momentum=0.9)", "RMSprop(centered=True)", "Adam(amsgrad=True)", "AdamW()", "Adamax()", "Nadam()", "Adagrad()",
              "Adadelta(learning_rate=1.0)", "Adafactor(learning_rate=0.1)", "Ftrl()", "Lion()", "Lamb()", "Muon()",
              "ScheduleFreeAdamW()", "Adamax(gradient_accumulation_steps=2)", "Lamb(weight_decay=0.1, clipnorm=0.1)")


def train(fovea, folder, optimizer, steps):
    """The file of a run of that many epochs, each one batch."""
    out = folder / f"run_{steps}"
    subprocess.run([fovea, "train", folder / "data.npz", "--model", folder / "small.layers", "--optimizer", optimizer, "--epochs",
                    str(steps), "--batch-size", "16", "--no-shuffle", "--seed", "3", "--out", out, "--overwrite", "--quiet"],
                   check=True)
    return keras.models.load_model(out / "model.keras")


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
    sys.exit(0 if worst < 1e-5 else f"the largest distance is {worst:.1e}")


if __name__ == "__main__":
    main()
