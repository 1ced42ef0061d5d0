"""keras2.json: what tf_keras 2.21 has of Keras 3's classes, arguments and activations, which a .h5 file must do without if it
has not; keras2_nested.h5: nested models, a shared layer, several inputs and outputs as it writes them."""
import inspect

import keras
import numpy as np
import tensorflow as tf
import tf_keras

from makers import environment
from makers.draw import Draw
from makers.write import FOLDER

KINDS = ("layers", "initializers", "regularizers", "constraints", "losses", "metrics", "optimizers", "optimizers.schedules")
OF_EVERY_LAYER = ("name", "trainable", "dtype", "activity_regularizer")
OF_EVERY_OPTIMIZER = ("name", "weight_decay", "clipnorm", "clipvalue", "global_clipnorm", "use_ema", "ema_momentum", "ema_overwrite_frequency")


def arguments(kind, class_):
    """What its constructor takes, and those behind it to which it hands the rest on."""
    names = list({"layers": OF_EVERY_LAYER, "optimizers": OF_EVERY_OPTIMIZER}.get(kind, ()))
    for base in class_.__mro__:
        if base in (tf_keras.layers.Layer, object):
            break
        parameters = inspect.signature(base.__init__).parameters.values()
        names += [p.name for p in parameters if p.name not in ("self", "args", "kwargs") and p.name not in names]
        if not any(p.kind == p.VAR_KEYWORD for p in parameters):
            break
    return names


def can_be_built(class_):
    if class_ is not getattr(tf_keras.layers, "SpectralNormalization"):
        return True
    try:
        class_(tf_keras.layers.Dense(2)).build((None, 3))
    except TypeError:
        return False
    return True


def classes(kind):
    module = tf_keras
    for part in kind.split("."):
        module = getattr(module, part)
    found = {name: value for name, value in vars(module).items() if inspect.isclass(value) and can_be_built(value)}
    return {name: arguments(kind, value) for name, value in sorted(found.items())}


def same_activations():
    """Names of Keras 3's functions with the same results in Keras 2."""
    x, names = tf.reshape(tf.linspace(-5.0, 5.0, 40), (2, 20)), []
    for name, function in sorted(vars(keras.activations).items()):
        if not inspect.isfunction(function) or name in ("get", "serialize", "deserialize"):
            continue
        try:
            same = np.allclose(function(x), tf_keras.activations.get(name)(x), atol=1e-6)
        except (ValueError, TypeError, AttributeError):
            same = False
        names.append((name, same))
    return {"same": [n for n, same in names if same], "different": [n for n, same in names if not same]}


def nested():
    L, draw = tf_keras.layers, Draw("keras_files", "keras2_nested")
    tf_keras.backend.clear_session()
    i = tf_keras.Input((4, 4, 2), name="block_input")
    conv = L.Conv2D(2, 3, padding="same", name="conv", trainable=False)
    block = tf_keras.Model(i, [L.BatchNormalization(name="bn")(conv(i)), L.UpSampling2D(2, name="up")(i)], name="block")
    photo, extra = tf_keras.Input((4, 4, 2), name="photo"), tf_keras.Input((3,), name="extra")
    a, b = block(photo)
    shared = L.Dense(2, name="shared")
    a = L.Add(name="add")([shared(block(a)[0]), shared(a)])
    y = L.Concatenate(name="join")([L.Flatten(name="flat")(a), L.GlobalAveragePooling2D(name="mean")(b), extra])
    model = tf_keras.Model([photo, extra], [L.Dense(2, activation="softmax", name="head")(y), y], name="two")
    for variable in model.weights:
        variable.assign(draw.uniform(variable.shape, 0.2, 1.0))
    return model


def document(check):
    if not check:
        nested().save(FOLDER / "keras_files" / "keras2_nested.h5")
    return {"subject": "what Keras 2 has", "made_by": {**environment.versions(), "tf_keras": tf_keras.__version__},
            **{f"keras.{kind}": classes(kind) for kind in KINDS}, "activations": same_activations()}
