"""keras_files/channels_first.json: small .keras files of channels_first models, what they are given and what they give."""
import json

from makers import environment

import keras
import numpy as np

from makers.draw import Draw
from makers.write import FOLDER, array

SEED = 11
FIRST = dict(data_format="channels_first")
L = keras.layers


def classifier():
    """The plain one: every layer says channels_first, Flatten too."""
    return keras.Sequential([
        keras.Input((2, 8, 7), name="photo"), L.Rescaling(0.5), L.ZeroPadding2D(1, **FIRST), L.Conv2D(3, 3, activation="relu", **FIRST),
        L.BatchNormalization(axis=1), L.MaxPooling2D(2, **FIRST), L.SpatialDropout2D(0.0, **FIRST), L.Flatten(**FIRST),
        L.Dense(3, activation="softmax")])


def joined():
    """A photo in three branches, one of them deeper, a layer that is called twice, and an input that is no picture."""
    photo, extra = keras.Input((2, 6, 5), name="photo"), keras.Input((3,), name="extra")
    x = L.ReLU()(L.BatchNormalization(axis=1)(L.Conv2D(4, 3, padding="same", **FIRST)(photo)))
    shared = L.Conv2D(4, 1, activation="tanh", name="shared", **FIRST)
    once = shared(x)
    twice = L.LayerNormalization(axis=1)(shared(once))
    other = L.LayerNormalization(axis=[1, 2, 3])(L.PReLU(shared_axes=[2, 3])(x))
    x = L.Concatenate(axis=1)([L.Add()([once, twice]), other, L.Softmax(axis=-3)(x)])
    gate = L.Reshape((12, 1, 1))(L.Dense(12, activation="sigmoid")(L.GlobalAveragePooling2D(**FIRST)(x)))
    x = L.GlobalMaxPooling2D(**FIRST)(L.Multiply()([x, gate]))
    return keras.Model([extra, photo], L.Dense(3, activation="softmax")(L.Concatenate()([x, extra])))


def order():
    """Layers that depend on the order of the axes: nothing in them says channels_first."""
    x = photo = keras.Input((2, 5, 6), name="photo")
    x = L.Conv2D(4, 2, **FIRST)(x)
    flat = L.Flatten(data_format="channels_last")(x)
    rows = L.Flatten(data_format="channels_last")(L.Cropping1D(1)(L.Reshape((10, 8))(x)))
    turned = L.Conv2D(2, 2, data_format="channels_last")(L.Permute((2, 3, 1))(x))
    columns = L.Dense(2)(L.Softmax(axis=3)(L.UnitNormalization(axis=2)(L.BatchNormalization()(x))))
    parts = [flat, rows] + [L.Flatten(data_format="channels_last")(part) for part in (turned, columns, L.PReLU()(x))]
    return keras.Model(photo, L.Dense(3)(L.Concatenate()(parts)))


def maps():
    """An image as output: transposed, separable and depthwise convolutions; a model within the model."""
    inner = keras.Sequential([keras.Input((3, 4, 4)), L.GroupNormalization(3, axis=1), L.PReLU(),
                              L.SeparableConv2D(4, 3, padding="same", **FIRST)], name="inner")
    head = keras.Input((4, 4, 4))
    head = keras.Model(head, [L.UpSampling2D(2, interpolation="bilinear", **FIRST)(head),
                              L.GlobalAveragePooling2D(keepdims=True, **FIRST)(head)], name="head")
    photo = keras.Input((3, 9, 9), name="photo")
    x = inner(L.DepthwiseConv2D(3, strides=2, **FIRST)(L.Identity()(photo)))
    large, small = head(L.Activation("softmax")(x))
    large = L.Conv2DTranspose(2, 3, strides=2, padding="same", **FIRST)(L.Cropping2D(((1, 0), (0, 1)), **FIRST)(large))
    return keras.Model(photo, [large, small])


def signals():
    """One axis, as a chain."""
    return keras.Sequential([
        keras.Input((3, 16), name="signal"), L.Conv1D(4, 3, padding="causal", dilation_rate=2, **FIRST), L.PReLU(shared_axes=[2]),
        L.AveragePooling1D(2, **FIRST), L.SeparableConv1D(5, 3, **FIRST), L.GroupNormalization(5, axis=1),
        L.Conv1DTranspose(3, 2, strides=2, **FIRST), L.Flatten(data_format="channels_last"), L.Dense(3)])


def volumes():
    """Three axes, as a chain that ends in a global pool."""
    return keras.Sequential([
        keras.Input((2, 5, 6, 7), name="volume"), L.SpectralNormalization(L.Conv3D(4, 2, **FIRST)), L.LayerNormalization(axis=[1, 2, 3, 4]),
        L.MaxPooling3D(2, **FIRST), L.BatchNormalization(axis=-4), L.GlobalAveragePooling3D(**FIRST), L.Dense(3, activation="softmax")])


MADE = {"classifier": classifier, "joined": joined, "order": order, "maps": maps, "signals": signals, "volumes": volumes}


TRAINED = ("classifier", "joined")  # compiled, and saved after two steps


def batch(model, draw):
    inputs = [draw.uniform((2, *x.shape[1:])) for x in model.inputs]
    return inputs if len(inputs) > 1 else inputs[0]


def case(name, check):
    """Saves a new file with other weights than a fresh layer has, or with --check opens the committed one."""
    path, draw = FOLDER / "keras_files" / f"channels_first_{name}.keras", Draw("channels_first", name)
    keras.backend.clear_session()
    if not check:
        keras.utils.set_random_seed(SEED)
        model, start = MADE[name](), Draw("channels_first", name, "start")
        for v in model.weights:
            v.assign(start.weight(v.name, v.shape))
        if name in TRAINED:
            model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy")
            for _ in range(2):
                model.train_on_batch(batch(model, start), start.integers(2, 3))
        model.save(path)
    model = keras.models.load_model(path)
    inputs = batch(model, draw)
    made = {"name": name, "inputs": [array(x) for x in keras.tree.flatten(inputs)], "outputs": outputs(model, inputs)}
    if name in TRAINED:
        labels = draw.integers(2, 3)
        loss = float(model.train_on_batch(inputs, labels))
        made.update(labels=array(labels), loss=loss, outputs_after=outputs(model, inputs))
    return made


def outputs(model, inputs):
    return [array(np.asarray(y)) for y in keras.tree.flatten(model(inputs, training=False))]


def document(check):
    """TensorFlow has no channels_first on a CPU."""
    if environment.BACKEND != "jax":
        return environment.on_jax("channels_first", *(["check"] if check else []))
    return {"subject": "channels_first_*.keras: what they give", "made_by": environment.versions(),
            "cases": [case(name, check) for name in MADE]}


if __name__ == "__main__":
    import sys

    print(json.dumps(document("check" in sys.argv)))
