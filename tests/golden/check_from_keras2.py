"""Models of Keras 2 through fovea into Keras 3: python tests/golden/check_from_keras2.py FOVEA [COUNT [FIRST_SEED]]

For each seed tf_keras makes a random model (see round_trip.py) and saves it as .h5 and in its .keras form. fovea converts both to
.keras, which Keras 3 opens, and to .h5, which tf_keras opens again; all must predict what the first model did, within 1e-5. Prints a
line a model and what was different; the exit status is 0 only if nothing was.
"""
import subprocess
import sys
import tempfile
import types
from pathlib import Path

import keras
import numpy as np
import round_trip
import tensorflow as tf
import tf_keras


class Layers:
    """Those of tf_keras; what it lacks changes nothing."""

    def __getattr__(self, name):
        return getattr(tf_keras.layers, name, lambda *arguments, **named: tf_keras.layers.Activation("linear"))


def keras2():
    """tf_keras with the operations that Keras 3 keeps in keras.ops."""
    module = types.SimpleNamespace(**{name: getattr(tf_keras, name) for name in dir(tf_keras) if not name.startswith("_")})
    module.ops = types.SimpleNamespace(sigmoid=tf.sigmoid, relu6=tf.nn.relu6, mean=tf.reduce_mean)
    module.utils = types.SimpleNamespace(set_random_seed=tf_keras.utils.set_random_seed)
    return module


round_trip.keras, round_trip.L = keras2(), Layers()


def apart(one, other):
    return max(float(np.max(np.abs(a - b) / np.maximum(np.abs(b), 1), initial=0)) for a, b in zip(one, other, strict=True))


def differences(fovea, seed, folder):
    model, found = round_trip.make(seed), []
    inputs = round_trip.data(model, seed)
    expected = round_trip.predict(model, inputs)
    for source in ("old.h5", "old.keras"):
        try:
            model.save(folder / source)
        except TypeError:  # an operation that tf_keras cannot write into its .keras form
            continue
        for target, library in (("new.keras", keras), ("new.h5", tf_keras)):
            run = subprocess.run([fovea, "convert", folder / source, folder / target, "--overwrite"], capture_output=True, text=True)
            if "Keras 2's form, which has no place for" in run.stderr or "without nested models for Keras 3.15" in run.stderr:
                continue  # a .h5 that lacks something, and says so
            if run.returncode:
                found.append(f"{source} to {target}: {' '.join(run.stderr.split())[:300]}")
                continue
            if run.stderr.strip():
                found.append(f"{source} to {target}: fovea says: {run.stderr.strip()[:300]}")
            try:
                distance = apart(round_trip.predict(library.models.load_model(folder / target), inputs), expected)
            except Exception as error:  # noqa: BLE001, any failure is one line of the report
                found.append(f"{source} to {target}: {library.__name__} fails: {' '.join(str(error).split())[:300]}")
                continue
            if not distance < 1e-5:
                found.append(f"{source} to {target}: predictions are {distance:.1e} away")
    return found, model


def main():
    fovea, count, first = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60, int(sys.argv[3]) if len(sys.argv) > 3 else 0
    wrong = 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            found, model = differences(fovea, seed, Path(folder))
        wrong += bool(found)
        print(f"{seed}: {len(model.layers)} layers: {'the same' if not found else '; '.join(found)}", flush=True)
    print(f"{count - wrong} of {count} models are the same")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
