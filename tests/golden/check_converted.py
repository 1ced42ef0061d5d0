"""Opens in tf_keras 2 and in Keras 3 what fovea writes: python tests/golden/check_converted.py PATH/TO/fovea

Every layer of layers/*.json with every case's arguments, and models with branches, shared layers and models in models, are saved by
Keras 3 as .keras; `fovea convert` makes .h5, .weights.h5 and .json of them. All must predict the same: .h5 in both, weights and
JSON in Keras 3. Prints what fovea refuses to write as .h5, and what Keras 3 cannot open.
"""
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
warnings.filterwarnings("ignore")  # of names of inputs
from makers import environment  # noqa: F401, before keras

import keras
import numpy as np
import tf_keras

from makers import models
from makers.write import FOLDER

L = keras.layers


def single(case):
    """A model of one layer on the inputs of its golden case."""
    layer = keras.saving.deserialize_keras_object(case["node"])
    inputs = [keras.Input(tuple(x["shape"][1:])) for x in case["inputs"]]
    return keras.Model(inputs, layer(inputs if len(inputs) > 1 else inputs[0])) if inputs else None


def block(name, x, outputs=1):
    """A nested model with weights of all kinds."""
    i = keras.Input(x.shape[1:])
    y = L.BatchNormalization(name="bn")(L.Conv2D(3, 3, padding="same", name="conv")(i))
    return keras.Model(i, y if outputs == 1 else [y, L.ReLU(name="relu")(y)], name=name)


def structures():
    """Name, model, whether Keras 3 can follow its calls in Keras 2's form."""
    yield "branched", models.tiny_branched(), True
    i = keras.Input((6, 6, 3), name="photo")
    base = block("base", i)
    yield "sequential_of_models", keras.Sequential([i, base, L.GlobalAveragePooling2D(), keras.Sequential([L.Dense(4), L.Dense(2)], name="head")]), True
    yield "transfer", keras.Sequential([i, block("base", i), L.GlobalAveragePooling2D(), L.Dropout(0.5), L.Dense(2, activation="softmax")]), True
    base = block("base", i)
    yield "nested_last", keras.Model(i, base(i)), True
    base = block("base", i)
    base.trainable = False
    yield "nested_frozen", keras.Model(i, L.Dense(2)(L.Flatten()(base(i)))), False
    base = block("base", i)
    base.get_layer("conv").trainable = False
    yield "nested_shared", keras.Model(i, L.Dense(2)(L.Flatten()(base(base(i))))), False
    base = block("base", i, 2)
    a, b = base(i)
    yield "nested_of_two_outputs", keras.Model(i, [L.Flatten()(L.Add()([a, b])), a]), False
    outer = keras.Input((6, 6, 3))
    base = block("inner", outer)
    twice = keras.Model(outer, L.Conv2D(3, 1, name="conv")(base(outer)), name="middle")
    yield "nested_twice", keras.Model(i, L.Flatten()(twice(i))), False
    chain = keras.Sequential([L.Conv2D(3, 1, name="c"), L.BatchNormalization(name="b"), L.Conv2D(3, 1, name="d")], name="chain")
    chain(i)
    chain.layers[0].trainable = False
    yield "chain_called_twice", keras.Model(i, L.Flatten()(chain(chain(i)))), True
    shared, extra = L.Conv2D(3, 3, padding="same"), keras.Input((4,), name="extra")
    a = shared(i)
    s = L.Concatenate()([L.GlobalMaxPooling2D()(L.Subtract()([shared(a), a])), extra])
    yield "shared_layer", keras.Model([i, extra], [L.Dense(1, activation="sigmoid", name="one")(s), L.Dense(2, name="two")(s)]), True
    partly = keras.Sequential([keras.Input((6, 6, 3)), L.Conv2D(4, 3, trainable=False), L.BatchNormalization(trainable=False), L.Conv2D(2, 2, dtype="mixed_bfloat16"), L.Flatten(), L.Dense(2, dtype="float32")])
    yield "frozen_layers", partly, True
    yield "large_config", keras.Sequential([i, *[L.Conv2D(3, 1, kernel_regularizer="l2", name=f"layer_{n}") for n in range(120)], L.Flatten(), L.Dense(1)]), True
    yield "bfloat16_weights", keras.Sequential([keras.Input((4,)), L.Dense(3, dtype="bfloat16"), L.Dense(2, dtype="float32")]), True


def randomize(model, random):
    for variable in model.weights:
        if variable.dtype in ("float32", "bfloat16"):
            low, high = (-0.7, 0.7) if len(model.layers) > 100 else (0.2, 1.0)
            variable.assign(random.uniform(low, high, variable.shape))


def predict(model, inputs):
    """All outputs as one list; inputs are those of the first model, whose order every other has too."""
    outputs = model(inputs if len(inputs) > 1 else inputs[0], training=False)
    return [np.asarray(y).astype(np.float64) for y in (outputs if isinstance(outputs, (list, tuple)) else [outputs])]


def apart(one, other):
    """The largest distance, relative to 1 or more."""
    return max(float(np.max(np.abs(a - b) / np.maximum(np.abs(b), 1), initial=0)) for a, b in zip(one, other, strict=True))


class Check:
    def __init__(self, fovea, folder):
        self.fovea, self.folder, self.random = fovea, folder, np.random.RandomState(1)
        self.counts, self.worst, self.failures, self.refused = collections.Counter(), 0.0, [], {}

    def note(self, name, what, work, expected, inputs, tolerance):
        try:
            distance = apart(predict(work(), inputs), expected)
        except Exception as error:  # noqa: BLE001, any failure is one line of the report
            self.failures.append(f"{name}: {what} fails: {' '.join(str(error).split())[:200]}")
            return
        self.worst = max(self.worst, distance if tolerance < 1e-4 else 0)
        self.counts[what] += 1
        if not distance < tolerance:
            self.failures.append(f"{name}: {what} is {distance:.1e} away")

    def convert(self, source, target):
        result = subprocess.run([self.fovea, "convert", source, target, "--overwrite", "--quiet"], capture_output=True, text=True, check=False)
        return None if result.returncode == 0 else result.stderr

    def model(self, name, model, keras3=True):
        randomize(model, self.random)
        source = self.folder / "model.keras"
        model.save(source)
        inputs = [self.random.uniform(0, 1, [3, *[d or 5 for d in x.shape[1:]]]).astype(np.float32) for x in model.inputs]
        expected = predict(keras.models.load_model(source), inputs)
        tolerance = 2e-2 if "bfloat16" in str([layer.dtype_policy.name for layer in model.layers]) else 1e-5
        weights, text, legacy = self.folder / "model.weights.h5", self.folder / "model.json", self.folder / "model.h5"
        for target in (weights, text):
            if error := self.convert(source, target):
                self.failures.append(f"{name}: {target.name}: {error}")
                return

        def from_parts():
            again = keras.models.model_from_json(text.read_text())
            again.load_weights(weights)
            return again
        self.note(name, "json and weights in Keras 3", from_parts, expected, inputs, tolerance)
        error = self.convert(source, legacy)
        if error:
            if "Keras 2's form" not in error:
                self.failures.append(f"{name}: {error}")
            self.refused[name] = error.split("\n")[1].strip() if "\n" in error else error
            return
        self.note(name, "h5 in tf_keras", lambda: tf_keras.models.load_model(legacy), expected, inputs, tolerance)
        if keras3:
            self.note(name, "h5 in Keras 3", lambda: keras.models.load_model(legacy), expected, inputs, tolerance)

    def compiled(self, name, loss, metrics, sparse=False):
        """Loss and metrics of an .h5 against those of the model it was made of."""
        model = keras.Sequential([keras.Input((4,)), L.Dense(3, activation="softmax")])
        randomize(model, self.random)
        model.compile("adam", loss, metrics=metrics)
        source, legacy = self.folder / "model.keras", self.folder / "model.h5"
        model.save(source)
        x, y = self.random.uniform(0, 1, (8, 4)).astype(np.float32), self.random.randint(0, 3, 8)
        y = y if sparse else np.eye(3, dtype=np.float32)[y]
        expected = model.evaluate(x, y, verbose=0, return_dict=True)
        result = subprocess.run([self.fovea, "convert", source, legacy, "--overwrite", "--quiet"], capture_output=True, text=True, check=True)
        if "without" in result.stderr:
            self.refused[name] = " ".join(result.stderr.split())
            return
        for library in (tf_keras, keras):
            try:
                received = library.models.load_model(legacy).evaluate(x, y, verbose=0, return_dict=True)
                if set(received) != set(expected) or any(abs(received[key] - value) > 1e-5 * max(1, abs(value)) for key, value in expected.items()):
                    self.failures.append(f"{name}: {library.__name__} says {received} instead of {expected}")
            except Exception as error:  # noqa: BLE001
                self.failures.append(f"{name}: {library.__name__} fails: {' '.join(str(error).split())[:200]}")
            self.counts[f"compiled in {library.__name__}"] += 1


def objectives():
    """Name, loss, metrics, whether labels are numbers of classes."""
    for name in ("BinaryCrossentropy", "BinaryFocalCrossentropy", "CategoricalCrossentropy", "CategoricalFocalCrossentropy", "CategoricalHinge",
                 "CosineSimilarity", "Hinge", "Huber", "KLDivergence", "LogCosh", "MeanAbsoluteError", "MeanAbsolutePercentageError",
                 "MeanSquaredError", "MeanSquaredLogarithmicError", "Poisson", "SquaredHinge", "Dice", "Tversky"):
        yield f"loss {name}", getattr(keras.losses, name)(), ["accuracy"], False
    yield "loss SparseCategoricalCrossentropy", "sparse_categorical_crossentropy", ["accuracy", keras.metrics.SparseTopKCategoricalAccuracy(2)], True
    yield "loss CategoricalGeneralizedCrossEntropy", keras.losses.CategoricalGeneralizedCrossEntropy(), None, True
    yield "loss arguments", keras.losses.CategoricalCrossentropy(label_smoothing=0.1, reduction="sum"), None, False
    yield "loss mean", keras.losses.CategoricalCrossentropy(reduction="mean"), None, False
    for name in ("AUC", "BinaryAccuracy", "BinaryCrossentropy", "CategoricalAccuracy", "CategoricalCrossentropy", "CategoricalHinge", "CosineSimilarity",
                 "FalseNegatives", "FalsePositives", "Hinge", "KLDivergence", "LogCoshError", "MeanAbsoluteError",
                 "MeanAbsolutePercentageError", "MeanSquaredError", "MeanSquaredLogarithmicError", "Poisson", "Precision", "Recall",
                 "RootMeanSquaredError", "SquaredHinge", "TopKCategoricalAccuracy", "TrueNegatives", "TruePositives"):
        yield f"metric {name}", "categorical_crossentropy", [getattr(keras.metrics, name)()], False
    yield "metrics by name", "mse", ["accuracy", "mae", "auc", "precision", "top_k_categorical_accuracy"], False
    yield "metrics with arguments", "mse", [keras.metrics.Precision(thresholds=0.3, name="p"), keras.metrics.PrecisionAtRecall(0.5), keras.metrics.FBetaScore(beta=2.0, average="micro")], False


def main():
    with tempfile.TemporaryDirectory() as name:
        check = Check(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(name))
        only = sys.argv[2] if len(sys.argv) > 2 else ""
        for kind, model, keras3 in structures():
            if only in kind:
                check.model(kind, model, keras3)
        for row in objectives():
            if only in row[0]:
                check.compiled(*row)
        for path in sorted((FOLDER / "layers").glob("*.json")):
            if only not in path.stem:
                continue
            for case in json.loads(path.read_text())["cases"]:
                if "channels_first" in json.dumps(case["node"]):
                    continue
                keras.backend.clear_session()
                try:
                    model = single(case)
                except Exception:  # noqa: BLE001, cases of other shapes than a model's
                    model = None
                if model is not None:
                    check.model(f"{path.stem}/{case['name']}", model)
    for name, reason in check.refused.items():
        print(f"refused as .h5  {name}: {reason}")
    print(*check.failures, sep="\n")
    print(f"{dict(check.counts)}; {len(check.refused)} refused as .h5; largest distance {check.worst:.1e}")
    sys.exit(f"{len(check.failures)} failures" if check.failures else 0)


if __name__ == "__main__":
    main()
