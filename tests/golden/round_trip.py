"""Random models through real Keras and fovea and back: python tests/golden/round_trip.py FOVEA [COUNT [FIRST_SEED]]

For each seed a model of random layers, arguments, nesting, shared layers, inputs and outputs is made and saved by Keras, then
    Keras -> fovea -> Keras   fovea converts it; Keras loads both: the same config, weights bit for bit, predictions within 1e-5
    fovea -> Keras -> fovea   Keras saves what fovea wrote, fovea converts that: the same config and weights again
and fovea's own predictions are compared with Keras' at 1e-5. Prints a line a model and what was different; the exit status is 0
only if nothing was.

    python tests/golden/round_trip.py --commit      writes the few models of tests/golden/keras_files/round_trip_* anew
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import keras  # noqa: E402
import numpy as np  # noqa: E402

sys.path.insert(0, str(Path(__file__).parent))
from makers.write import FOLDER, array, text  # noqa: E402

L = keras.layers
ACTIVATIONS = ["relu", "tanh", "sigmoid", "elu", "selu", "softplus", "softsign", "gelu", "silu", "linear", "relu6", "leaky_relu", "mish"]


class Maker:
    """Random models from one seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = []

    def pick(self, *choices):
        return self.random.choice(choices)

    def maybe(self, chance=0.5):
        return self.random.random() < chance

    def name(self, *choices):
        """One that no nested model has yet."""
        self.names.append(self.pick(*choices))
        before = self.names.count(self.names[-1]) - 1
        return self.names[-1] + (f"_{before}" if before else "")

    def common(self):
        """Arguments of layers with kernels."""
        arguments = {"activation": self.pick(*ACTIVATIONS), "use_bias": self.maybe(0.7)}
        if self.maybe(0.3):
            arguments["kernel_regularizer"] = self.pick("l2", keras.regularizers.L1(0.01), keras.regularizers.L1L2(0.1, 0.02))
        if self.maybe(0.2):
            arguments["kernel_constraint"] = self.pick("non_neg", keras.constraints.MaxNorm(1.5, axis=0), "unit_norm")
        if self.maybe(0.3):
            arguments["kernel_initializer"] = self.pick("he_normal", keras.initializers.RandomNormal(0.1, 0.2), "orthogonal",
                                                        keras.initializers.VarianceScaling(2.0, "fan_out", "uniform"))
        if self.maybe(0.2):
            arguments["bias_initializer"] = self.pick("ones", keras.initializers.Constant(0.3))
        return arguments

    def normalization(self):
        return self.pick(
            lambda: L.BatchNormalization(momentum=self.pick(0.9, 0.99), epsilon=self.pick(1e-3, 1e-5), center=self.maybe(0.8),
                                         scale=self.maybe(0.8)),
            lambda: L.LayerNormalization(epsilon=1e-4, center=self.maybe()), lambda: L.GroupNormalization(groups=-1),
            L.UnitNormalization, L.RMSNormalization, lambda: L.Dropout(0.3), lambda: L.GaussianNoise(0.1),
            lambda: L.AlphaDropout(0.2), lambda: L.ActivityRegularization(l2=0.01), lambda: L.Rescaling(0.5, offset=-0.25),
            lambda: L.Activation(self.pick(*ACTIVATIONS)), lambda: L.ReLU(max_value=self.pick(None, 4.0), negative_slope=0.1),
            lambda: L.LeakyReLU(0.2), L.PReLU, lambda: L.ELU(0.7), L.Softmax, lambda: L.Identity())()

    def spatial(self, rank):
        """A layer for a tensor with `rank` spatial axes."""
        n = f"{rank}D"
        size = self.pick(1, 2, 3)
        padding = self.pick("valid", "same")
        choices = [
            lambda: getattr(L, "Conv" + n)(self.pick(2, 3, 4, 6), size, padding=padding, strides=self.pick(1, 1, 2), **self.common()),
            lambda: getattr(L, "Conv" + n)(self.pick(2, 4), 2, padding="same", dilation_rate=2, **self.common()),
            lambda: getattr(L, "Conv" + n + "Transpose")(self.pick(2, 3), size, padding=padding, strides=self.pick(1, 2), **self.common()),
            lambda: getattr(L, "MaxPooling" + n)(2, strides=self.pick(None, 1), padding=padding),
            lambda: getattr(L, "AveragePooling" + n)(2, padding=padding),
            lambda: getattr(L, "ZeroPadding" + n)(1), lambda: getattr(L, "UpSampling" + n)(2),
            lambda: getattr(L, "SpatialDropout" + n)(0.2), self.normalization, self.normalization]
        if rank < 3:
            less = lambda: {k: v for k, v in self.common().items() if not k.startswith("kernel_")}  # noqa: E731
            choices += [lambda: getattr(L, "DepthwiseConv" + n)(size, padding=padding, depth_multiplier=self.pick(1, 2), **less()),
                        lambda: getattr(L, "SeparableConv" + n)(self.pick(2, 4), size, padding=padding, **less()),
                        lambda: getattr(L, "AdaptiveAveragePooling" + n)(3), lambda: getattr(L, "Cropping" + n)(1)]
        if rank == 2:
            choices += [lambda: L.UpSampling2D((2, 1), interpolation=self.pick("bilinear", "nearest")),
                        lambda: L.Resizing(6, 5, interpolation=self.pick("bilinear", "bicubic", "nearest")), lambda: L.CenterCrop(3, 4),
                        lambda: L.ZeroPadding2D(((1, 0), (0, 2))), lambda: L.Permute((2, 1, 3)),
                        lambda: L.SpectralNormalization(L.Conv2D(3, 2))]
        return self.pick(*choices)()

    def flat(self):
        return self.pick(lambda: L.Dense(self.pick(3, 5, 8), **self.common()), lambda: L.Dense(4, **self.common()), self.normalization,
                         lambda: L.RepeatVector(3))()

    def leave(self, rank):
        """From pictures to vectors."""
        n = f"{rank}D"
        return self.pick(L.Flatten, getattr(L, "GlobalAveragePooling" + n), getattr(L, "GlobalMaxPooling" + n))()

    def shape(self):
        return self.pick((7,), (9, 3), (8, 9, 2), (10, 8, 3), (5, 4, 6, 2))

    def chain(self, x, steps):
        for _ in range(steps):
            rank = len(x.shape) - 2
            layer = self.flat() if rank == 0 else self.spatial(rank)
            x = self.call(layer, x)
        return x

    def call(self, layer, x):
        """The layer's output, unless it does not fit or the tensor would grow out of hand."""
        try:
            y = layer(x)
        except Exception:  # Keras says in many ways that sizes do not fit
            return x
        sizes = [d for d in y.shape[1:]]
        return x if any(d == 0 for d in sizes) or np.prod(sizes) > 4000 else y

    def nested(self, shape):
        """A model to stand within another: functional or a chain."""
        if self.maybe():
            i = keras.Input(shape)
            return keras.Model(i, self.chain(i, self.pick(2, 3)), name=self.name("inner", "block", "stem"))
        layers = [keras.Input(shape)]
        x = layers[0]
        for _ in range(2):
            layer = self.flat() if len(shape) == 1 else self.spatial(len(shape) - 1)
            y = self.call(layer, x)
            if y is not x:
                layers.append(layer)
                x = y
        return keras.Sequential(layers, name=self.name("tower", "trunk"))

    def model(self):
        if self.maybe(0.25):
            layers, x = [keras.Input(self.shape())], None
            x = layers[0]
            for _ in range(self.pick(4, 6, 9)):
                rank = len(x.shape) - 2
                layer = self.flat() if rank == 0 else self.spatial(rank)
                y = self.call(layer, x)
                if y is not x:
                    layers.append(layer)
                    x = y
            return keras.Sequential(layers)
        inputs = [keras.Input(self.shape(), name=f"in_{i}") for i in range(self.pick(1, 1, 1, 2))]
        ends, outputs = [], []
        for x in inputs:
            x = self.chain(x, self.pick(2, 4, 6))
            if self.maybe(0.4):
                block = self.nested(x.shape[1:])
                x = block(x)
                if block.input_shape == block.output_shape and self.maybe():
                    x = block(x)
            if self.maybe(0.5):  # branches that meet
                y = self.call(self.normalization(), x)
                merge = self.pick(L.Add, L.Multiply, L.Average, L.Maximum, L.Minimum, L.Subtract, L.Concatenate)()
                x = merge([x, y])
            if self.maybe(0.3):  # a shared layer
                shared = L.Dense(x.shape[-1], activation=self.pick(*ACTIVATIONS))
                x = shared(shared(x))
            if self.maybe(0.3):  # operations
                x = self.pick(lambda: x / 2.0 - 0.5, lambda: 1.0 - x, lambda: keras.ops.sigmoid(x) * x, lambda: keras.ops.relu6(x + 3.0),
                              lambda: x * keras.ops.mean(x, axis=-1, keepdims=True), lambda: x[..., ::-1])()
            x = self.chain(x, self.pick(0, 1, 2))
            if len(x.shape) > 2:
                if self.maybe(0.2):
                    outputs.append(x)
                x = self.leave(len(x.shape) - 2)(x)
            ends.append(x)
        x = L.Concatenate()(ends) if len(ends) > 1 else ends[0]
        for _ in range(self.pick(1, 1, 2)):
            outputs.append(L.Dense(self.pick(1, 3), activation=self.pick("softmax", "sigmoid", None))(x))
        return keras.Model(inputs, outputs)


def make(seed):
    keras.backend.clear_session()
    keras.utils.set_random_seed(seed)
    model = Maker(seed).model()
    if seed % 3 == 0:
        model.compile(["adam", "rmsprop", keras.optimizers.SGD(0.1, momentum=0.9)][seed % 9 // 3], "mse")
    return model


def data(model, seed):
    values = np.random.default_rng(seed)
    return [values.random((2, *x.shape[1:]), dtype="float32") for x in model.inputs]


def predict(model, inputs):
    outputs = model(inputs if len(inputs) > 1 else inputs[0], training=False)
    return [np.asarray(y) for y in (outputs if isinstance(outputs, (list, tuple)) else [outputs])]


def config(model):
    return json.dumps(model.get_config(), sort_keys=True, default=str)


def weights_of(path):
    with zipfile.ZipFile(path) as file:
        import io

        import h5py
        found = {}
        with h5py.File(io.BytesIO(file.read("model.weights.h5"))) as h5:
            h5.visititems(lambda name, item: found.update({name: item[()].tobytes()}) if isinstance(item, h5py.Dataset) else None)
        return found


def shared_free(text_):
    """Keras numbers shared objects by their address."""
    node = json.loads(text_)

    def strip(value):
        if isinstance(value, dict):
            return {k: strip(v) for k, v in value.items() if k != "shared_object_id"}
        return [strip(v) for v in value] if isinstance(value, list) else value
    return strip(node)


def first_difference(a, b, where=""):
    """Where two structures part, or nothing."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(a.keys() | b.keys()):
            if key not in a or key not in b:
                return f"{where}/{key}: only in {'one' if key in a else 'the other'}"
            if found := first_difference(a[key], b[key], f"{where}/{key}"):
                return found
        return ""
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        return next((found for i, (x, y) in enumerate(zip(a, b)) if (found := first_difference(x, y, f"{where}/{i}"))), "")
    return "" if a == b else f"{where}: {str(a)[:80]} and {str(b)[:80]}"


def differences(fovea, seed, folder):
    """What is different on the way, as texts."""
    paths = [folder / f"{name}.keras" for name in "abcd"]
    model, found = make(seed), []
    model.save(paths[0])
    inputs = data(model, seed)
    expected = predict(model, inputs)

    def convert(a, b):
        run = subprocess.run([fovea, "convert", str(a), str(b), "--overwrite"], capture_output=True, text=True)
        if run.returncode:
            raise RuntimeError(run.stderr.strip())
        if run.stderr.strip():
            found.append("fovea says: " + run.stderr.strip())
    convert(paths[0], paths[1])
    again = keras.models.load_model(paths[1])
    if where := first_difference(shared_free(config(keras.models.load_model(paths[0]))), shared_free(config(again))):
        found.append("get_config() differs: " + where)
    for a, b in zip(model.get_weights(), again.get_weights(), strict=True):
        if a.tobytes() != b.tobytes():
            found.append(f"a weight of shape {a.shape} differs")
    for a, b in zip(expected, predict(again, inputs), strict=True):
        if not np.allclose(a, b, rtol=1e-5, atol=1e-5):
            found.append(f"Keras' predictions differ by {np.abs(a - b).max()}")
    again.save(paths[2])
    convert(paths[2], paths[3])
    if weights_of(paths[1]) != weights_of(paths[3]):
        found.append("weights differ on the way fovea -> Keras -> fovea")
    with zipfile.ZipFile(paths[1]) as one, zipfile.ZipFile(paths[3]) as other:
        if shared_free(one.read("config.json")) != shared_free(other.read("config.json")):
            found.append("config.json differs on the way fovea -> Keras -> fovea")
    np.savez(folder / "in.npz", **{x._keras_history.operation.name: v for x, v in zip(model.inputs, inputs)})
    out = folder / "out.npz"
    run = subprocess.run([fovea, "predict", str(paths[1]), str(folder / "in.npz"), "--output", str(out)], capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(run.stderr.strip())
    for (name, b), a in zip(np.load(out).items(), expected, strict=True):
        if not np.allclose(a, b, rtol=1e-5, atol=1e-5):
            found.append(f"fovea's prediction '{name}' differs by {np.abs(a - b).max()}")
    return found, model


def commit():
    """The subset that runs without Keras."""
    cases = []
    for old in (FOLDER / "keras_files").glob("round_trip_*"):
        old.unlink()
    for seed in (2, 3, 6, 9, 11, 14, 21, 27):
        model = make(seed)
        name = f"round_trip_{seed}.keras"
        model.save(FOLDER / "keras_files" / name)
        inputs = data(model, seed)
        cases.append({"name": name, "inputs": [array(x) for x in inputs], "outputs": [array(y) for y in predict(model, inputs)]})
    document = {"subject": "round_trip_*.keras: random models", "made_by": {"keras": keras.__version__}, "cases": cases}
    (FOLDER / "keras_files" / "round_trip.json").write_text(text(document))


def main():
    if sys.argv[1] == "--commit":
        return commit()
    fovea, count, first = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 60, int(sys.argv[3]) if len(sys.argv) > 3 else 0
    wrong = 0
    for seed in range(first, first + count):
        with tempfile.TemporaryDirectory() as folder:
            try:
                found, model = differences(fovea, seed, Path(folder))
                what = f"{len(model.layers)} layers, {model.count_params()} parameters, {len(model.inputs)} -> {len(model.outputs)}"
            except RuntimeError as error:
                found, what = [str(error)], "refused"
        wrong += bool(found)
        print(f"{seed}: {what}: {'the same' if not found else '; '.join(found)}", flush=True)
    print(f"{count - wrong} of {count} models are the same on both ways")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
