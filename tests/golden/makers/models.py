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


def smooth():
    """Few weights and no kinks: what an optimizer does to it can be followed."""
    return keras.Sequential([
        keras.Input((8, 8, 2)), L.Conv2D(4, 3, activation="tanh"), L.AveragePooling2D(2), L.Flatten(),
        L.Dense(8, activation="tanh"), L.Dense(4, activation="softmax")])


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


def upsampled():
    """Strided, dilated, grouped and transposed convolutions."""
    return keras.Sequential([
        keras.Input((14, 13, 3)), L.Conv2D(8, 3, strides=2, padding="same", activation="tanh"),
        L.Conv2D(8, (3, 2), dilation_rate=2, padding="same", activation="elu"),
        L.Conv2D(8, 3, groups=4, padding="same", activation="softplus"),
        L.Conv2DTranspose(6, 3, strides=2, padding="same", activation="tanh"),
        L.Conv2DTranspose(4, 2, strides=3, output_padding=1, activation="relu"), L.AdaptiveAveragePooling2D((3, 4)),
        L.Flatten(), L.Dense(6, activation="softmax")])


def separable():
    """Separable and depthwise convolutions, with more than one kernel a channel too."""
    return keras.Sequential([
        keras.Input((13, 12, 3)), L.SeparableConv2D(8, 3, depth_multiplier=2, padding="same", activation="silu"),
        L.DepthwiseConv2D(3, strides=2, padding="same", activation="tanh"), L.Conv2D(12, 1, activation="relu"),
        L.DepthwiseConv2D((3, 2), dilation_rate=(1, 2), depth_multiplier=2), L.MaxPooling2D(2, padding="same"),
        L.SeparableConv2D(16, 2, activation="tanh"), L.GlobalAveragePooling2D(), L.Dense(5, activation="softmax")])


def signals():
    """One axis: causal, dilated, separable and transposed convolutions, every pool."""
    return keras.Sequential([
        keras.Input((40, 2)), L.Conv1D(8, 3, padding="causal", activation="tanh"),
        L.Conv1D(8, 3, dilation_rate=2, padding="causal", activation="relu"), L.MaxPooling1D(2),
        L.SeparableConv1D(10, 3, padding="same", activation="elu"), L.DepthwiseConv1D(4, activation="tanh"),
        L.AveragePooling1D(3, strides=2, padding="same"), L.Conv1DTranspose(6, 3, strides=2, activation="tanh"),
        L.GlobalMaxPooling1D(), L.Dense(4, activation="softmax")])


def volumes():
    """Three axes. TensorFlow has no 3-D pools in float64."""
    return keras.Sequential([
        keras.Input((7, 8, 6, 2)), L.Conv3D(6, 3, strides=(1, 2, 2), padding="same", activation="tanh"),
        L.Conv3D(8, 2, strides=2, padding="same", activation="relu"),
        L.Conv3DTranspose(4, 3, strides=(1, 2, 2), padding="same", activation="tanh"),
        L.Conv3D(8, (1, 2, 2), activation="silu"), L.GlobalMaxPooling3D(), L.Dense(5, activation="softmax")])


def normalised():
    """Every normalisation, one behind the other, with nothing that has a kink."""
    photo = keras.Input((12, 12, 3), name="photo")
    x = L.Normalization(mean=[0.4, 0.5, 0.6], variance=[0.05, 0.1, 0.2])(photo)
    x = L.SpectralNormalization(L.Conv2D(8, 3, padding="same"), power_iterations=2)(x)
    x = L.Activation("tanh")(L.LayerNormalization(axis=[1, 2, 3])(x))
    x = L.Conv2D(8, 3, strides=2, padding="same")(x)
    x = L.Activation("silu")(L.GroupNormalization(groups=4)(x))
    x = L.Conv2D(8, 3, use_bias=False)(x)
    x = L.Activation("softplus")(L.RMSNormalization()(x))
    x = L.Conv2D(8, 1)(x)
    x = L.Activation("tanh")(L.BatchNormalization(momentum=0.9)(x))
    x = L.GlobalAveragePooling2D()(x)
    x = L.UnitNormalization()(L.LayerNormalization()(x))
    return keras.Model(photo, L.Dense(5, activation="softmax")(x))


def merged():
    """Branches, a shared convolution, all merging layers, and a penalty on what runs through."""
    photo, extra = keras.Input((12, 12, 3), name="photo"), keras.Input((4,), name="extra")
    x = L.Conv2D(6, 3, padding="same", activation="tanh")(photo)
    shared = L.Conv2D(6, 3, padding="same", activation="tanh", name="shared")
    once = shared(x)
    twice = shared(once)
    gate = L.Dense(6, activation="sigmoid")(L.GlobalAveragePooling2D()(x))
    gated = L.Multiply()([once, L.Reshape((1, 1, 6))(gate), twice])
    mean = L.Average()([L.Add()([x, once]), L.Subtract()([twice, x]), gated])
    high = L.Maximum()([mean, once])
    low = L.Minimum()([high, twice, x])
    x = L.GlobalAveragePooling2D()(L.Concatenate()([high, low, mean]))
    x = L.ActivityRegularization(l1=0.001, l2=0.01)(L.Dense(8, activation="tanh")(x))
    near = L.Dot(axes=1, normalize=True)([x, L.Dense(8, activation="tanh")(extra)])
    return keras.Model([photo, extra], L.Dense(5, activation="softmax")(L.Concatenate()([x, near])))


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
