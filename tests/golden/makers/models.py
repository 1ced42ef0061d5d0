"""The networks that traces, summaries and saved files are made from."""
import keras
from keras import layers as L


def digits():
    return keras.Sequential([
        keras.Input((28, 28, 1)), L.Conv2D(6, 3, padding="same", activation="relu"), L.MaxPooling2D(2),
        L.Conv2D(16, 3, padding="same", activation="relu"), L.MaxPooling2D(2), L.Flatten(),
        L.Dense(10, activation="softmax")])


def fashion():
    return keras.Sequential([
        keras.Input((28, 28, 1)), L.Conv2D(64, 3, padding="same", activation="relu"), L.MaxPooling2D(2),
        L.Conv2D(64, 3, activation="relu"), L.MaxPooling2D(2), L.Conv2D(32, 3, activation="relu"), L.MaxPooling2D(2),
        L.Flatten(), L.Dense(128, activation="relu"), L.Dense(10, activation="softmax")])


def lenet5():
    return keras.Sequential([
        keras.Input((28, 28, 1)), L.Conv2D(6, 5, padding="same", activation="tanh"), L.AveragePooling2D(2),
        L.Conv2D(16, 5, activation="tanh"), L.AveragePooling2D(2), L.Flatten(), L.Dense(120, activation="tanh"),
        L.Dense(84, activation="tanh"), L.Dense(10, activation="softmax")])


def tinyvgg():
    return keras.Sequential([
        keras.Input((224, 224, 3)), L.Conv2D(10, 3, activation="relu"), L.Conv2D(10, 3, activation="relu"),
        L.MaxPooling2D(2), L.Conv2D(10, 3, activation="relu"), L.Conv2D(10, 3, activation="relu"), L.MaxPooling2D(2),
        L.Flatten(), L.Dense(10, activation="softmax")])


def branched():
    """Two inputs, BatchNormalization, branches that are added and joined, and a convolution that is called twice."""
    photo, extra = keras.Input((16, 16, 3), name="photo"), keras.Input((4,), name="extra")
    x = L.Conv2D(8, 3, padding="same", use_bias=False)(photo)
    x = L.Activation("relu")(L.BatchNormalization()(x))
    left = L.Conv2D(8, 3, padding="same", activation="relu")(x)
    right = L.Conv2D(8, 1)(x)
    x = L.Add()([left, right])
    x = L.ReLU()(L.BatchNormalization()(x))
    shared = L.Conv2D(8, 3, padding="same", activation="tanh", name="shared")
    once = shared(x)
    x = L.Concatenate()([once, shared(once), x])
    x = L.GlobalAveragePooling2D()(x)
    x = L.Concatenate()([x, L.Dense(6, activation="relu")(extra)])
    return keras.Model([photo, extra], L.Dense(5, activation="softmax")(x))


def any_size():
    """Height and width unknown, several outputs."""
    photo = keras.Input((None, None, 3))
    x = L.Conv2D(4, 3, strides=2)(photo)
    x = L.MaxPooling2D(2, padding="same")(x)
    pooled = L.GlobalMaxPooling2D()(x)
    return keras.Model(photo, [L.Dense(3, activation="softmax", name="kind")(pooled), x])


def nested():
    """A functional model inside a Sequential inside a functional model."""
    photo = keras.Input((12, 12, 3), name="photo")
    small = keras.Input((12, 12, 3))
    x = L.Rescaling(1 / 255)(small)
    x = L.Conv2D(4, 3)(x)
    features = keras.Model(small, L.BatchNormalization()(x), name="features")
    head = keras.Sequential([keras.Input((10, 10, 4)), L.GlobalAveragePooling2D(), L.Dropout(0.5),
                             L.Dense(2, activation="softmax")], name="head")
    return keras.Model(photo, head(features(photo)), name="outer")


def tiny_branched():
    """Few layers, for a saved file: a convolution called twice, BatchNormalization, Add and Concatenate."""
    photo, extra = keras.Input((6, 6, 2), name="photo"), keras.Input((3,), name="extra")
    shared = L.Conv2D(2, 3, padding="same", activation="relu", name="shared")
    once = shared(photo)
    x = L.BatchNormalization()(L.Add()([once, shared(once)]))
    x = L.Concatenate()([L.GlobalAveragePooling2D()(x), extra])
    return keras.Model([photo, extra], L.Dense(3, activation="softmax")(x))
