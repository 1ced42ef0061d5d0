"""summary.json: the text of summary(), of Keras 3 and for two networks of Keras 2."""
import json
import os
import subprocess
import sys

from makers import environment

import keras

from makers import models
from makers.write import FOLDER

KERAS_2 = """
import sys, tf_keras
from makers import models
models.keras, models.L = tf_keras, tf_keras.layers
tf_keras.backend.clear_session()
getattr(models, sys.argv[1])().summary()
"""


def make(row):
    name, build, prepare, arguments, columns = row
    os.environ["COLUMNS"] = str(columns)
    keras.backend.clear_session()
    model = getattr(models, build)()
    if prepare is not None:
        prepare(model)
    printed = []
    model.summary(print_fn=lambda text, line_break=True: printed.append(text), **arguments)
    compiled = model.get_compile_config() if model.compiled else None
    return {"name": name, "model": json.loads(model.to_json()), "compile": compiled,
            "optimizer_built": bool(model.compiled and model.optimizer.built), "arguments": arguments, "terminal_columns": columns,
            "not_trainable": [layer.name for layer in model.layers if not layer.trainable], "text": "".join(printed)}


def keras_2(build):
    surroundings = {**os.environ, "TF_USE_LEGACY_KERAS": "1"}
    done = subprocess.run([sys.executable, "-c", KERAS_2, build], cwd=FOLDER, env=surroundings, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise RuntimeError(f"tf_keras failed:\n{done.stderr[-3000:]}")
    keras.backend.clear_session()
    return {"name": f"keras2_{build}", "model": json.loads(getattr(models, build)().to_json()), "compile": None,
            "optimizer_built": False, "arguments": {"style": "keras2"}, "terminal_columns": 80,
            "not_trainable": [], "text": done.stdout}


def document(rows, keras_2_models):
    made = [make(row) for row in rows] + [keras_2(build) for build in keras_2_models]
    return {"subject": "summary", "made_by": environment.versions(), "cases": made}
