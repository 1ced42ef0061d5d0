"""keras_files/legacy_*: files in the forms of older Keras, and of Keras 3 other than one archive, with what each must predict
and, where an optimizer's state is in it, what two more steps make of it.

Keras 2's are made by tf_keras, in a process of its own: `python -m makers.legacy keras2` from this folder's parent.
"""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

from makers.draw import Draw
from makers.write import FOLDER, array

FILES = FOLDER / "keras_files"
SEED = 7


def training(name, model, steps=2):
    draw = Draw("keras_files", "legacy", name)
    return [([draw.uniform((4, *x.shape[1:]), 0.0, 1.0) for x in model.inputs], draw.integers(4, model.outputs[0].shape[-1]))
            for _ in range(steps + 2)]


def one(list_):
    return list_ if len(list_) > 1 else list_[0]


def trained(name, model, steps=2):
    for x, y in training(name, model, steps)[:steps]:
        model.train_on_batch(one(x), y)
    return model


def case(name, file, model, steps=2, **more):
    """What a file holds: predictions now, and the losses of two more steps if it is compiled."""
    batches = training(name, model, steps)
    inputs = batches[0][0]
    outputs = model(one(inputs), training=False)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    result = {"name": name, "file": file, **more, "inputs": [array(x) for x in inputs],
              "outputs": [array(np.asarray(y)) for y in outputs]}
    if getattr(model, "optimizer", None) is not None and "weights" not in more:  # a model.json names no optimizer
        losses = []
        for x, y in batches[steps:]:
            loss = model.train_on_batch(one(x), y)
            losses.append(float(loss[0] if isinstance(loss, (list, tuple)) else loss))
        result["steps"] = [{"inputs": [array(i) for i in x], "labels": array(y), "loss": loss}
                           for (x, y), loss in zip(batches[steps:], losses)]
    return result


def training_and_state(keras):
    """Calls with an argument `training`, hard_sigmoid, optimizers whose state lies otherwise than Adam's."""
    L, cases = keras.layers, []

    def add(name, model, optimizer, *endings):
        model.compile(optimizer, "sparse_categorical_crossentropy")
        trained(name, model)
        for ending in endings:
            model.save(FILES / f"legacy_{name}.{ending}")
        for ending in endings:
            cases.append(case(name, f"legacy_{name}.{ending}", keras.models.load_model(FILES / f"legacy_{name}.{ending}")))
            if name == "nadam":  # whose product of momenta tf_keras multiplies once for every weight
                del cases[-1]["steps"]

    base = keras.Sequential([keras.Input((5, 5, 2)), L.Conv2D(3, 2), L.BatchNormalization(momentum=0.5), L.Dropout(0.5)], name="base")
    i = keras.Input((5, 5, 2))
    x = L.BatchNormalization(momentum=0.5, name="by_batch")(base(i, training=False), training=True)
    x = L.Dropout(0.5)(x, training=False)
    add("training", keras.Model(i, L.Dense(3, activation="softmax")(L.Flatten()(x))), keras.optimizers.SGD(0.05), "h5", "keras")
    chain = [keras.Input((6,)), L.Dense(5, activation="hard_sigmoid", kernel_initializer="he_normal"), L.Dense(4), L.Activation("hard_sigmoid"),
             L.Dense(3, activation="softmax")]
    add("nadam", keras.Sequential(chain), keras.optimizers.Nadam(0.05), "h5", "keras")
    square = [keras.Input((4,)), L.Dense(4, activation="tanh", use_bias=False), L.Dense(4, use_bias=False), L.Dense(3, activation="softmax")]
    add("square", keras.Sequential(square), keras.optimizers.RMSprop(0.01, momentum=0.5, centered=True), "h5", "keras")
    add("amsgrad", keras.models.clone_model(keras.Sequential(square)), keras.optimizers.legacy.Adam(0.05, amsgrad=True), "h5")
    return cases


def keras2():
    """The cases of tf_keras."""
    import tensorflow as tf
    import tf_keras as keras
    L = keras.layers
    keras.utils.set_random_seed(SEED)
    cases = []

    def sequential(optimizer):
        model = keras.Sequential([L.Conv2D(4, 3, activation="relu", input_shape=(6, 6, 2)), L.BatchNormalization(), L.MaxPooling2D(2),
                                  L.DepthwiseConv2D(2, use_bias=False), L.LeakyReLU(0.1), L.Flatten(), L.Dropout(0.0),
                                  L.Dense(3, activation="softmax", kernel_regularizer="l2")])
        model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
        return model

    optimizers = {"adam": keras.optimizers.Adam(0.01), "rmsprop": keras.optimizers.RMSprop(0.01, momentum=0.5),
                  "sgd": keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True),
                  "first_adam": keras.optimizers.legacy.Adam(0.01), "first_sgd": keras.optimizers.legacy.SGD(0.05, momentum=0.9, decay=0.1)}
    for name, optimizer in optimizers.items():
        model = trained(name, sequential(optimizer))
        for ending in ("h5",) if name.startswith("first") or name == "rmsprop" else ("h5", "keras"):
            model.save(FILES / f"legacy_{name}.{ending}")
        state = keras.models.load_model(FILES / f"legacy_{name}.h5")
        for ending in ("h5",) if name.startswith("first") or name == "rmsprop" else ("h5", "keras"):
            cases.append(case(name, f"legacy_{name}.{ending}", keras.models.load_model(FILES / f"legacy_{name}.{ending}")))
        del state

    cases += training_and_state(keras)

    # Nested models, a frozen one, a shared one, functions of TensorFlow.
    i = keras.Input((6, 6, 3), name="photo")
    p = keras.applications.imagenet_utils.preprocess_input(i, mode="caffe")
    a = keras.Input((6, 6, 3))
    h = L.Conv2D(3, 3, padding="same", name="inner_conv")(a)
    block = keras.Model(a, L.BatchNormalization(name="inner_bn")(h) + a, name="block")
    frozen = keras.Sequential([L.Conv2D(2, 1, name="f_conv"), L.BatchNormalization(name="f_bn"), L.Conv2D(2, 1, name="g_conv")], name="frozen")
    x = block(block(p / 255.0))
    f = frozen(x)
    frozen.trainable = False
    for layer in (block.get_layer("inner_bn"), frozen.layers[1]):
        layer.moving_mean.assign(np.linspace(-0.5, 0.5, layer.moving_mean.shape[0]))
    attention = tf.reduce_mean(x, axis=-1, keepdims=True)
    y = tf.concat([x * tf.sigmoid(attention), f], axis=-1)
    y = tf.nn.relu6(y + 3.0)[:, 1:-1, :, ::-1]
    y = tf.reduce_max(y, axis=[1, 2])
    y = tf.clip_by_value(1.0 / (y + 2.0), 0.0, 5.0)
    model = keras.Model(i, L.Dense(2, activation="softmax", name="head")(y))
    model.save(FILES / "legacy_nested.h5")
    model.save_weights(FILES / "legacy_nested_weights.h5")
    (FILES / "legacy_nested.json").write_text(model.to_json())
    for file, more in (("legacy_nested.h5", {}), ("legacy_nested.json", {"weights": "legacy_nested_weights.h5"}),
                       ("legacy_nested.json", {"weights": "legacy_nested_weights.h5", "by_name": True})):
        cases.append(case("nested", file, model, **more))

    # In prediction this one takes the middle and resizes it.
    model = keras.Sequential([keras.Input((7, 10, 3)), L.RandomCrop(4, 3, seed=5), L.Conv2D(2, 3), L.Flatten(), L.Dense(3, activation="softmax")])
    for ending in ("h5", "keras"):
        model.save(FILES / f"legacy_crop.{ending}")
        cases.append(case("crop", f"legacy_crop.{ending}", model))
    print(json.dumps({"version": keras.__version__, "cases": cases}))


def theano():
    """A Keras 1 file, its list of arrays put down by hand as that version's save_weights did, of a model of today."""
    import h5py
    import keras
    draw = Draw("keras_files", "legacy", "theano")
    L = keras.layers
    today = keras.Sequential([keras.Input((6, 5, 2)), L.Conv2D(3, (2, 3), activation="relu", name="convolution2d_1"), L.MaxPooling2D(2, name="maxpooling2d_1"),
                              L.Permute((3, 1, 2)), L.Flatten(), L.Dense(4, activation="softmax", name="dense_1")])
    for variable in today.weights:
        variable.assign(draw.uniform(variable.shape, -1.0, 1.0))
    kernel, bias, dense, offset = [v.numpy() for v in today.weights]
    old = {"convolution2d_1": {"convolution2d_1_W": np.transpose(kernel[::-1, ::-1], (3, 2, 0, 1)), "convolution2d_1_b": bias},
           "maxpooling2d_1": {}, "flatten_1": {}, "dense_1": {"dense_1_W": dense, "dense_1_b": offset}}
    config = [
        {"class_name": "Convolution2D", "config": {
            "name": "convolution2d_1", "trainable": True, "batch_input_shape": [None, 2, 6, 5], "input_dtype": "float32", "nb_filter": 3,
            "nb_row": 2, "nb_col": 3, "init": "glorot_uniform", "activation": "relu", "border_mode": "valid", "subsample": [1, 1],
            "dim_ordering": "th", "W_regularizer": {"name": "WeightRegularizer", "l1": 0.0, "l2": 0.01}, "b_regularizer": None,
            "activity_regularizer": None, "W_constraint": {"name": "MaxNorm", "m": 2.0, "axis": 0}, "b_constraint": None, "bias": True}},
        {"class_name": "MaxPooling2D", "config": {"name": "maxpooling2d_1", "trainable": True, "pool_size": [2, 2], "strides": [2, 2],
                                                  "border_mode": "valid", "dim_ordering": "th"}},
        {"class_name": "Flatten", "config": {"name": "flatten_1", "trainable": True}},
        {"class_name": "Dense", "config": {
            "name": "dense_1", "trainable": True, "output_dim": 4, "init": "normal", "activation": "softmax", "W_regularizer": None,
            "b_regularizer": None, "activity_regularizer": None, "W_constraint": None, "b_constraint": None, "bias": True, "input_dim": None}}]
    with h5py.File(FILES / "legacy_theano.h5", "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": config}).encode()
        file.attrs["keras_version"] = b"1.2.2"
        file.attrs["backend"] = b"theano"
        group = file.create_group("model_weights")
        group.attrs["layer_names"] = [name.encode() for name in old]
        for layer, weights in old.items():
            own = group.create_group(layer)
            own.attrs["weight_names"] = [name.encode() for name in weights]
            for name, value in weights.items():
                own[name] = value
    return case("theano", "legacy_theano.h5", today)


def tensorflow_js(model, name, quantized, names=None):
    """A layers model by tf.js' rules: its topology is Keras 2's JSON, its arrays one file after the other."""
    import tf_keras
    folder = FILES / name
    folder.mkdir(exist_ok=True)
    entries, data = [], b""
    for layer in model.layers:
        for variable in layer.weights:
            text = names[len(entries)] if names else variable.name
            value, entry = variable.numpy(), {"name": text.split(":")[0], "shape": list(variable.shape), "dtype": "float32"}
            if quantized == "uint8":
                least, most = float(value.min()), float(value.max())
                scale = (most - least) / 255 or 1.0
                steps = np.round((value - least) / scale).astype("uint8")
                entry["quantization"] = {"dtype": "uint8", "min": least, "scale": scale, "original_dtype": "float32"}
                data += steps.tobytes()
                variable.assign(steps.astype("float32") * scale + least)
            elif quantized == "float16":
                entry["quantization"] = {"dtype": "float16", "original_dtype": "float32"}
                data += value.astype("float16").tobytes()
                variable.assign(value.astype("float16").astype("float32"))
            else:
                data += value.tobytes()
            entries.append(entry)
    half = len(data) // 2
    (folder / "group1-shard1of2.bin").write_bytes(data[:half])
    (folder / "group1-shard2of2.bin").write_bytes(data[half:])
    topology = {"keras_version": tf_keras.__version__, "backend": "tensorflow", "model_config": json.loads(model.to_json())}
    document = {"format": "layers-model", "generatedBy": "keras v" + tf_keras.__version__, "convertedBy": None, "modelTopology": topology,
                "weightsManifest": [{"paths": ["group1-shard1of2.bin", "group1-shard2of2.bin"], "weights": entries}]}
    (folder / "model.json").write_text(json.dumps(document))
    return case(name, name, model)


def browser():
    import tf_keras as keras
    L = keras.layers
    keras.utils.set_random_seed(SEED)
    cases = []
    for quantized in ("float32", "float16", "uint8"):
        model = keras.Sequential([L.Conv2D(4, 3, activation="relu", input_shape=(6, 6, 2), name="c"), L.BatchNormalization(name="b"), L.Flatten(),
                                  L.Dense(3, activation="softmax", name="d")])
        cases.append(tensorflow_js(model, f"legacy_tfjs_{quantized}", quantized))
    print(json.dumps({"cases": cases}))


def keras3_state(keras):
    """.h5 with states that do not lie slot by slot. Keras cannot train on from them: the model that was saved goes on."""
    L, cases = keras.layers, []
    for name, optimizer in (("keras3_nadam", keras.optimizers.Nadam(0.05)), ("keras3_muon", keras.optimizers.Muon(0.05))):
        model = keras.Sequential([keras.Input((6,)), L.Dense(5, activation="tanh"), L.Dense(4, activation="hard_sigmoid"), L.Dense(3, activation="softmax")])
        model.compile(optimizer, "sparse_categorical_crossentropy")
        trained(name, model).save(FILES / f"legacy_{name}.h5")
        cases.append(case(name, f"legacy_{name}.h5", model))
    return cases


def keras3():
    """Keras 3's own other forms."""
    import keras
    from keras import ops
    L = keras.layers
    keras.utils.set_random_seed(SEED)
    cases = []
    model = keras.Sequential([keras.Input((6, 6, 2)), L.Conv2D(4, 3, activation="relu"), L.BatchNormalization(), L.Flatten(), L.Dense(3, activation="softmax")])
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
    trained("forms", model)
    folder = FILES / "legacy_folder"
    shutil.rmtree(folder, ignore_errors=True)
    keras.saving.save_model(model, folder, zipped=False)
    (FILES / "legacy_forms.json").write_text(model.to_json())
    model.save_weights(FILES / "legacy_forms.weights.h5")
    for old in FILES.glob("legacy_shards*"):
        old.unlink()
    model.save_weights(FILES / "legacy_shards.weights.json", max_shard_size=1.5e-6)
    model.save(FILES / "legacy_keras3.h5")  # the last: it takes the optimizer out of what others would save
    for file, more in (("legacy_forms.json", {"weights": "legacy_forms.weights.h5"}), ("legacy_forms.json", {"weights": "legacy_shards.weights.json"})):
        weightless = keras.models.model_from_json(model.to_json())
        weightless.load_weights(FILES / more["weights"])
        cases.append(case("forms", file, weightless, **more))
    cases.append(case("forms", "legacy_keras3.h5", keras.models.load_model(FILES / "legacy_keras3.h5", compile=False)))
    cases.append(case("forms", "legacy_folder", keras.models.load_model(folder)))
    cases += keras3_state(keras)
    # Operations on tensors.
    x = keras.Input((6, 8, 3), name="x")
    y = (x / 127.5) - np.array([0.5, 0.25, 0.125], "float32")
    y = 1.0 - y[..., ::-1]
    m = ops.mean(y, axis=[1, 2], keepdims=True)
    s = ops.sigmoid(m) * y
    s = ops.concatenate([s, ops.max(s, axis=-1, keepdims=True), ops.min(s, axis=-1, keepdims=True)], axis=-1)
    s = ops.pad(s, [[0, 0], [1, 0], [0, 2], [0, 0]], constant_values=0.5)
    s = ops.transpose(s, (0, 2, 1, 3))
    s = ops.relu6(ops.maximum(s, 0.1) ** 2 + 3.0) / ops.sqrt(ops.square(s) + 1.0)
    s = L.Conv2D(4, 3)(s)[:, 1:-1, ::2]
    s = ops.image.resize(s, (3, 5))
    s = ops.flip(ops.gelu(s), axis=1) - ops.leaky_relu(-s) + ops.clip(ops.exp(-ops.absolute(s)), 0.0, 0.9)
    t = ops.reshape(s, (-1, 3 * 5, 4))
    t = ops.stack([t, ops.elu(t)], axis=1)
    t = ops.squeeze(ops.expand_dims(ops.sum(t, axis=(1, 2)), 1), 1)
    t = ops.normalize(t) @ np.array([[1, 2], [0, 1], [-1, 0], [0.5, 0.5]], "float32")
    model = keras.Model(x, [ops.softmax(t), ops.minimum(t, ops.tanh(t))])
    model.save(FILES / "legacy_operations.keras")
    cases.append(case("operations", "legacy_operations.keras", model))
    return cases


def document(check):
    """Makes all files again; --check only compares what they give, as bytes differ from run to run."""
    from makers import environment
    if check:
        raise SystemExit("legacy: files are made again or kept; they are not compared")
    cases = keras3() + [theano()]
    for part in ("keras2", "browser"):
        out = subprocess.run([sys.executable, "-m", "makers.legacy", part], capture_output=True, text=True, check=True,
                             cwd=Path(__file__).parent.parent, env={**os.environ, "TF_USE_LEGACY_KERAS": "1"})
        cases += json.loads(out.stdout.strip().splitlines()[-1])["cases"]
    return {"subject": "legacy_*: files of older Keras and other forms of Keras 3's", "made_by": environment.versions(), "cases": cases}


if __name__ == "__main__":
    {"keras2": keras2, "browser": browser}[sys.argv[1]]()
