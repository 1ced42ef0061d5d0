"""keras_files/forms_*: more forms of models that users have in files, in the way of makers/legacy.py.

Keras 2's are made by tf_keras, in a process of its own: `python -m makers.forms keras2` from this folder's parent.
"""
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from makers.legacy import FILES, SEED, case, tensorflow_js, trained


def keras3():
    import keras
    from keras import ops
    L = keras.layers
    keras.utils.set_random_seed(SEED)
    cases = []

    def save(name, model, *endings):
        for ending in endings:
            model.save(FILES / f"forms_{name}.{ending}")
        cases.extend(case(f"forms_{name}", f"forms_{name}.{ending}", model) for ending in endings)

    # Operations: of the .h5 they have no modules, and Keras itself cannot open it.
    x = keras.Input((6, 5, 3), name="x")
    y = keras.applications.vgg16.preprocess_input(x) / 127.5
    y = ops.pad(ops.pad(y, [[0, 0], [2, 1], [0, 3], [0, 0]], mode="reflect"), [[0, 0], [0, 2], [1, 1], [2, 0]], mode="symmetric")
    y = 3 - y * 2.0 + y[..., :1]
    y = L.Conv2D(4, 3)(y)
    z = ops.concatenate([ops.reshape(y, (-1, 9, 1, 32)), y[:, :, None, 2]], axis=-1)
    z = ops.maximum(ops.mean(z, axis=[1, 2]), 0.1)
    save("operations", keras.Model(x, L.Dense(2)(z)), "keras", "h5")

    # The shortcut of InceptionResNetV2.
    from keras.src.applications.inception_resnet_v2 import CustomScaleLayer
    x = keras.Input((4, 4, 2), name="x")
    save("scaled", keras.Model(x, CustomScaleLayer(0.25)([x, L.Conv2D(2, 3, padding="same")(x)])), "keras")

    # An optimizer that scales the loss, as Keras puts it around that of every model in float16.
    def scaling():
        keras.utils.set_random_seed(SEED)
        model = keras.Sequential([keras.Input((4,)), L.Dense(3, activation="relu"), L.Dense(3, activation="softmax")])
        model.compile(keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.01)), "sparse_categorical_crossentropy")
        return trained("scaling", model)

    for ending in ("keras", "h5"):  # saving .h5 takes the optimizer out of a model
        scaling().save(FILES / f"forms_scaling.{ending}")
        cases.append(case("scaling", f"forms_scaling.{ending}", scaling()))

    # bfloat16 in a whole-model .h5: two opaque bytes a number. Multiples of 1/8 and small sums are the same in float32.
    model = keras.Sequential([keras.Input((4,)), L.Dense(3, dtype="bfloat16")])
    for variable in model.weights:
        variable.assign(np.arange(np.prod(variable.shape)).reshape(variable.shape) / 8 - 0.5)
    model.save(FILES / "forms_bfloat16.h5")
    exact = keras.Sequential([keras.Input((4,)), L.Dense(3)])
    exact.set_weights([np.asarray(v, "float32") for v in model.get_weights()])
    cases.append(case("bfloat16", "forms_bfloat16.h5", exact))
    return cases


def keras2():
    import tf_keras as keras
    from tf_keras.src.applications.inception_resnet_v2 import CustomScaleLayer
    L = keras.layers
    keras.utils.set_random_seed(SEED)
    cases = []

    # A model of another one's first layers, which keep their input shape.
    whole = keras.Sequential([L.Conv2D(3, 3, input_shape=(5, 5, 2)), L.Flatten(), L.Dense(4), L.Dense(2)])
    features = keras.Model(whole.input, whole.layers[-2].output)
    for ending in ("h5", "keras"):
        features.save(FILES / f"forms_features.{ending}")
        cases.append(case("features", f"forms_features.{ending}", features))

    x = keras.Input((4, 4, 2), name="x")
    scaled = keras.Model(x, CustomScaleLayer(0.25)([x, L.Conv2D(2, 3, padding="same")(x)]))
    for ending in ("h5", "keras"):
        scaled.save(FILES / f"forms_scaled2.{ending}")
        cases.append(case("scaled", f"forms_scaled2.{ending}", scaled))

    # Layers of one name in two models, told apart by their paths; a kernel that has another name in Keras 2.
    def block(name):
        return keras.Sequential([keras.Input((6, 6, 2)), L.Conv2D(2, 3, padding="same", name="c"), L.DepthwiseConv2D(3, padding="same", name="d")], name=name)

    first, second = block("first"), block("second")
    x = keras.Input((6, 6, 2))
    nested = keras.Model(x, second(first(x)))
    cases.append(tensorflow_js(nested, "forms_tfjs", None, names=[f"{part.name}/{w.name}" for part in (first, second) for w in part.weights]))
    print(json.dumps({"cases": cases}))


def document(check):
    from makers import environment
    if check:
        raise SystemExit("forms: files are made again or kept; they are not compared")
    out = subprocess.run([sys.executable, "-m", "makers.forms", "keras2"], capture_output=True, text=True, check=True,
                         cwd=Path(__file__).parent.parent, env={**os.environ, "TF_USE_LEGACY_KERAS": "1"})
    cases = keras3() + json.loads(out.stdout.strip().splitlines()[-1])["cases"]
    return {"subject": "forms_*: more forms of models in files", "made_by": environment.versions(), "cases": cases}


if __name__ == "__main__":
    {"keras2": keras2}[sys.argv[1]]()
