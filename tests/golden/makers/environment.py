"""Import before keras: one thread, no vector-width surprises from the terminal, the back end that is asked for."""
import json
import os
import pathlib
import subprocess
import sys

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.update(COLUMNS="80", LINES="24")  # what summary() takes for the size of the terminal

import keras

BACKEND = keras.backend.backend()
if BACKEND == "tensorflow":
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def versions():
    """Who made a file: written at its head."""
    made_by = {"keras": keras.__version__, "backend": BACKEND}
    if BACKEND == "tensorflow":
        made_by["tensorflow"] = tf.__version__
    return made_by


def shared_dir():
    """The folder of data beside the checkout, or FOVEA_SHARED."""
    return pathlib.Path(os.environ.get("FOVEA_SHARED") or pathlib.Path(__file__).resolve().parents[3] / ".." / "shared")


def on_jax(module, *arguments):
    """What `python -m makers.MODULE ARGUMENTS` prints as JSON on Keras' JAX back end, which belongs to a process."""
    done = subprocess.run([sys.executable, "-m", f"makers.{module}", *arguments], cwd=pathlib.Path(__file__).resolve().parents[1],
                          env={**os.environ, "KERAS_BACKEND": "jax"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{module} {arguments} on jax failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)
