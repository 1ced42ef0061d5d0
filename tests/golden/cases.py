"""Every golden case, one row each. `python tests/golden/cases.py [--only NAME] [--check]`; README.md says the rest."""
import argparse
import sys

from makers import augmentations, channels_first, forms, keras2, layers, legacy, losses, metrics, networks, optimizers, rules, saved, summaries, write

import augmentation_cases
import objective_cases
import photo_cases
from row import TRAINING, row

WIDE = dict(span=7.0)
IMAGE = (2, 6, 7, 3)
TIES = [[[[1], [1], [0], [0]], [[1], [2], [0], [0]], [[3], [3], [-1], [-1]], [[3], [3], [-1], [-2]]]]

XLA = dict(xla=True)  # what TensorFlow computes on a CPU only through XLA


def of_kernels(names):
    """Every initializer, regularizer and constraint of these weights, and what all convolutions take."""
    return {
        **{f"{name}_{what}": value for name in names for what, value in
           (("initializer", "he_normal"), ("regularizer", "l2"), ("constraint", "non_neg"))},
        "activity_regularizer": "l1", "activation": "tanh", "use_bias": True, "padding": "same",
        "dtype": "float32"}


EVERY_ARGUMENT = of_kernels(("kernel", "bias"))


def adaptive(kind, axes):
    """The rows of an adaptive pooling: windows of unequal size, of one size, of one pixel, and more windows than pixels."""
    rows = [row("unequal", (2, *(7, 5, 4)[:axes], 3), output_size=(3, 4, 2)[:axes]),
            row("even", (1, *(6, 4, 4)[:axes], 2), output_size=(3, 2, 2)[:axes]),
            row("as_they_are", (1, *(3, 3, 3)[:axes], 2), output_size=3),
            row("more_than_pixels", (1, *(3, 2, 2)[:axes], 2), output_size=(5, 3, 2)[:axes])]
    if kind == "Average":  # the largest of all values of an axis kills the process that computes it
        rows.append(row("one_for_all", (2, *(5, 4, 3)[:axes], 2), output_size=1))
    if axes < 3:
        rows.append(row("channels_first", (1, 2, *(6, 4)[:axes]), output_size=2, data_format="channels_first"))
    return rows


LAYERS = {
    "Conv2D": [
        row("valid", IMAGE, filters=4, kernel_size=3),
        row("same", IMAGE, filters=4, kernel_size=3, padding="same"),
        row("one_channel_5x5_same", (2, 8, 8, 1), filters=3, kernel_size=5, padding="same"),
        row("1x1", IMAGE, filters=5, kernel_size=1),
        row("1x1_strides_2", IMAGE, filters=2, kernel_size=1, strides=2),
        row("even_kernel_same", IMAGE, filters=2, kernel_size=2, padding="same"),
        row("even_kernel_4x2_same_strides_2", (2, 7, 8, 2), filters=3, kernel_size=(4, 2), strides=2, padding="same"),
        row("non_square_kernel", IMAGE, filters=2, kernel_size=(3, 5)),
        row("non_square_strides", (2, 7, 9, 2), filters=3, kernel_size=3, strides=(1, 2), padding="same"),
        row("strides_2_same_even_size", (1, 8, 8, 2), filters=3, kernel_size=3, strides=2, padding="same"),
        row("strides_2_same_odd_size", (1, 7, 7, 2), filters=3, kernel_size=3, strides=2, padding="same"),
        row("strides_3_same_odd_size", (2, 7, 11, 2), filters=3, kernel_size=3, strides=3, padding="same"),
        row("strides_3_same_kernel_2", (1, 7, 5, 2), filters=2, kernel_size=2, strides=3, padding="same"),
        row("strides_beyond_kernel_valid", (1, 9, 8, 2), filters=2, kernel_size=2, strides=3),
        row("dilation_2_valid", (1, 7, 8, 2), filters=3, kernel_size=3, dilation_rate=2),
        row("dilation_2_same", (1, 7, 8, 2), filters=3, kernel_size=3, dilation_rate=2, padding="same"),
        row("dilation_2x3_same", (1, 9, 8, 2), filters=2, kernel_size=(3, 2), dilation_rate=(2, 3), padding="same"),
        row("groups_2", (2, 5, 6, 4), filters=6, kernel_size=3, groups=2, padding="same"),
        row("groups_of_one_channel", (2, 5, 6, 3), filters=6, kernel_size=3, groups=3),
        row("groups_2_strides_2", (1, 6, 7, 4), filters=4, kernel_size=3, groups=2, strides=2, padding="same"),
        row("no_bias", IMAGE, filters=3, kernel_size=3, use_bias=False),
        row("kernel_fills_input", (2, 4, 5, 2), filters=3, kernel_size=(4, 5)),
        row("batch_of_one_wide", (1, 3, 17, 1), filters=17, kernel_size=3, padding="same"),
        *[row(f"activation_{name}", (1, 5, 5, 2), filters=3, kernel_size=3, activation=name)
          for name in ("relu", "tanh", "sigmoid", "softmax", "elu", "selu", "gelu", "silu", "softplus", "leaky_relu")],
        row("channels_first", (2, 3, 6, 7), filters=4, kernel_size=3, strides=2, padding="same",
            data_format="channels_first"),
    ],
    "Conv1D": [
        row("valid", (2, 9, 3), filters=4, kernel_size=3), row("same_even_kernel", (2, 8, 2), filters=3, kernel_size=4, padding="same"),
        row("strides_2_same_odd_size", (1, 7, 2), filters=3, kernel_size=3, strides=2, padding="same"),
        row("causal", (2, 7, 2), filters=3, kernel_size=3, padding="causal"),
        row("causal_strides_2", (1, 8, 2), filters=2, kernel_size=4, strides=2, padding="causal"),
        row("causal_dilation_2", (1, 9, 2), filters=2, kernel_size=3, dilation_rate=2, padding="causal"),
        row("dilation_3_valid", (1, 11, 2), filters=2, kernel_size=3, dilation_rate=3),
        row("groups_2_relu", (2, 8, 4), filters=6, kernel_size=3, groups=2, activation="relu", use_bias=False),
        row("every_argument", (1, 6, 2), filters=2, kernel_size=(2,), strides=(2,), **EVERY_ARGUMENT),
        row("channels_first", (2, 3, 9), filters=4, kernel_size=3, data_format="channels_first"),
    ],
    "Conv3D": [
        row("valid", (2, 4, 5, 3, 2), filters=3, kernel_size=(2, 3, 2)),
        row("same_even_kernel", (1, 4, 3, 5, 2), filters=2, kernel_size=2, padding="same"),
        row("strides_2_same_odd_size", (1, 5, 4, 3, 2), filters=3, kernel_size=3, strides=2, padding="same"),
        row("non_square_strides", (1, 5, 6, 7, 1), filters=2, kernel_size=(1, 2, 3), strides=(2, 1, 3)),
        row("dilation_2", (1, 5, 6, 5, 2), XLA, filters=2, kernel_size=(2, 2, 3), dilation_rate=2),
        row("groups_2", (1, 3, 4, 4, 4), filters=4, kernel_size=2, groups=2, activation="tanh", use_bias=False),
        row("one_pixel_kernel", (2, 2, 3, 2, 3), filters=4, kernel_size=1),
        row("channels_first", (1, 2, 4, 4, 4), filters=2, kernel_size=2, data_format="channels_first"),
    ],
    "Conv1DTranspose": [
        row("valid", (2, 5, 3), filters=4, kernel_size=3), row("same", (2, 5, 3), filters=2, kernel_size=3, padding="same"),
        row("strides_2_valid", (1, 4, 2), filters=3, kernel_size=3, strides=2),
        row("strides_2_same_even_kernel", (1, 5, 2), filters=3, kernel_size=4, strides=2, padding="same"),
        row("strides_beyond_kernel", (1, 4, 2), filters=2, kernel_size=2, strides=3),
        row("output_padding", (1, 4, 2), filters=2, kernel_size=3, strides=2, output_padding=1),
        row("dilation_2", (1, 5, 2), XLA, filters=2, kernel_size=3, dilation_rate=2),
        row("every_argument", (1, 4, 2), filters=2, kernel_size=(3,), strides=(2,), output_padding=(0,), **EVERY_ARGUMENT),
        row("channels_first", (2, 3, 5), filters=2, kernel_size=3, data_format="channels_first"),
    ],
    "Conv2DTranspose": [
        row("valid", (2, 3, 4, 3), filters=4, kernel_size=3), row("same", (2, 4, 3, 2), filters=3, kernel_size=3, padding="same"),
        row("even_kernel_same", (1, 4, 3, 2), filters=2, kernel_size=(2, 4), padding="same"),
        row("strides_2_valid", (1, 4, 3, 2), filters=3, kernel_size=3, strides=2),
        row("strides_2_same", (2, 3, 4, 2), filters=3, kernel_size=3, strides=2, padding="same", activation="relu"),
        row("strides_3_same_kernel_2", (1, 3, 2, 2), filters=2, kernel_size=2, strides=3, padding="same"),
        row("strides_beyond_kernel", (1, 3, 2, 2), filters=2, kernel_size=(1, 2), strides=(3, 4)),
        row("non_square", (1, 4, 3, 2), filters=3, kernel_size=(2, 3), strides=(3, 1), use_bias=False),
        row("output_padding_valid", (1, 3, 3, 2), filters=2, kernel_size=3, strides=2, output_padding=1),
        row("output_padding_0_valid", (1, 3, 3, 2), filters=2, kernel_size=2, strides=3, output_padding=0),
        row("output_padding_pair", (1, 3, 3, 2), filters=2, kernel_size=(3, 2), strides=(3, 2), output_padding=(2, 1)),
        row("output_padding_same", (1, 3, 4, 2), filters=2, kernel_size=3, strides=2, padding="same", output_padding=1),
        row("output_padding_0_same", (1, 3, 4, 2), filters=2, kernel_size=5, strides=2, padding="same", output_padding=0),
        row("dilation_2", (1, 4, 3, 2), XLA, filters=2, kernel_size=3, dilation_rate=2),
        row("dilation_2x3_same", (1, 4, 5, 2), XLA, filters=2, kernel_size=(3, 2), dilation_rate=(2, 3), padding="same"),
        row("one_pixel", (3, 1, 1, 4), filters=3, kernel_size=4, strides=2),
        row("channels_first", (2, 3, 3, 4), filters=2, kernel_size=3, data_format="channels_first"),
    ],
    "Conv3DTranspose": [
        row("valid", (1, 2, 3, 2, 2), filters=2, kernel_size=(2, 1, 3)),
        row("strides_2_same", (1, 2, 3, 2, 2), filters=2, kernel_size=3, strides=2, padding="same"),
        row("strides_beyond_kernel", (1, 2, 2, 2, 2), filters=2, kernel_size=1, strides=(1, 2, 2)),
        row("output_padding", (1, 2, 2, 3, 1), filters=2, kernel_size=2, strides=2, output_padding=1, use_bias=False),
        row("output_padding_same", (2, 2, 1, 2, 2), filters=2, kernel_size=3, strides=2, output_padding=(1, 1, 1), padding="same",
            activation="tanh"),
        row("unequal_strides", (1, 2, 1, 3, 3), filters=2, kernel_size=(2, 3, 2), strides=(1, 2, 3), padding="same"),
    ],
    "DepthwiseConv1D": [
        row("valid", (2, 9, 3), kernel_size=3), row("strides_2_same_even_size", (1, 8, 4), kernel_size=3, strides=2, padding="same"),
        row("depth_multiplier_2", (2, 7, 3), kernel_size=2, depth_multiplier=2, padding="same"),
        row("dilation_2", (1, 9, 3), kernel_size=3, dilation_rate=2, activation="relu"),
        row("one_channel", (2, 6, 1), kernel_size=4, depth_multiplier=3, padding="same"),
        row("every_argument", (1, 6, 2), kernel_size=(2,), strides=(2,), **of_kernels(("depthwise", "bias"))),
    ],
    "DepthwiseConv2D": [
        row("valid", (2, 6, 5, 3), kernel_size=3), row("same_even_kernel", (2, 5, 6, 3), kernel_size=(2, 4), padding="same"),
        row("strides_2_same_odd_size", (1, 7, 5, 4), kernel_size=3, strides=2, padding="same"),
        row("strides_3_valid", (1, 8, 9, 2), kernel_size=(2, 3), strides=3),
        row("depth_multiplier_2", (2, 5, 4, 3), kernel_size=3, depth_multiplier=2, padding="same", activation="relu"),
        row("depth_multiplier_3_strides_2", (1, 6, 7, 2), kernel_size=2, strides=2, depth_multiplier=3, use_bias=False),
        row("dilation_2x3_same", (1, 7, 8, 3), kernel_size=3, dilation_rate=(2, 3), padding="same"),
        row("strides_2_dilation_2", (1, 9, 8, 2), kernel_size=3, strides=2, dilation_rate=2, padding="same"),
        row("one_channel", (2, 5, 6, 1), kernel_size=3), row("many_channels", (1, 4, 4, 19), kernel_size=3, padding="same"),
        row("channels_first", (2, 3, 6, 5), kernel_size=3, data_format="channels_first"),
    ],
    "SeparableConv1D": [
        row("valid", (2, 9, 3), filters=4, kernel_size=3), row("causal_like_same", (1, 8, 2), filters=3, kernel_size=4, padding="same"),
        row("strides_2_depth_multiplier_2", (1, 7, 3), filters=2, kernel_size=3, strides=2, depth_multiplier=2, padding="same"),
        row("dilation_2", (1, 9, 3), filters=2, kernel_size=3, dilation_rate=2, activation="relu", use_bias=False),
        row("every_argument", (1, 6, 2), filters=2, kernel_size=(2,), strides=(2,), **of_kernels(("depthwise", "pointwise", "bias"))),
    ],
    "SeparableConv2D": [
        row("valid", (2, 6, 5, 3), filters=4, kernel_size=3),
        row("same_even_kernel", (1, 5, 6, 2), filters=3, kernel_size=(2, 4), padding="same"),
        row("strides_2_same_odd_size", (1, 7, 5, 3), filters=2, kernel_size=3, strides=2, padding="same", activation="relu"),
        row("depth_multiplier_2", (1, 4, 5, 3), filters=5, kernel_size=2, depth_multiplier=2, use_bias=False),
        row("dilation_2_same", (1, 6, 7, 2), filters=3, kernel_size=3, dilation_rate=2, padding="same"),
        row("strides_2_dilation_2", (1, 8, 7, 2), filters=2, kernel_size=2, strides=2, dilation_rate=2, depth_multiplier=2),
        row("channels_first", (2, 3, 6, 5), filters=2, kernel_size=3, data_format="channels_first"),
    ],
    "MaxPooling2D": [
        row("default", (2, 6, 8, 3)),
        row("odd_size_valid", (2, 7, 5, 3), pool_size=2),
        row("odd_size_same", (2, 7, 5, 3), pool_size=2, padding="same"),
        row("overlapping", (2, 7, 8, 2), pool_size=3, strides=2),
        row("overlapping_same", (2, 7, 8, 2), pool_size=3, strides=2, padding="same"),
        row("strides_1_same", (1, 5, 6, 2), pool_size=3, strides=1, padding="same"),
        row("non_square", (1, 7, 9, 2), pool_size=(2, 3), strides=(3, 2)),
        row("strides_beyond_pool", (1, 8, 8, 2), pool_size=2, strides=3, padding="same"),
        row("whole_input", (2, 4, 5, 3), pool_size=(4, 5)),
        row("ties", None, dict(values=TIES)),
        row("channels_first", (2, 3, 6, 7), data_format="channels_first"),
    ],
    "AveragePooling2D": [
        row("strides_none", (2, 6, 8, 3), pool_size=2, strides=None),
        row("odd_size_valid", (2, 7, 5, 3), pool_size=2),
        row("odd_size_same", (2, 7, 5, 3), pool_size=2, padding="same"),
        row("overlapping", (2, 7, 8, 2), pool_size=3, strides=2),
        row("overlapping_same", (2, 7, 8, 2), pool_size=3, strides=2, padding="same"),
        row("strides_1_same", (1, 5, 6, 2), pool_size=3, strides=1, padding="same"),
        row("non_square", (1, 7, 9, 2), pool_size=(2, 3), strides=(3, 2)),
        row("non_square_same", (1, 7, 9, 2), pool_size=(4, 3), strides=(3, 2), padding="same"),
    ],
    "GlobalAveragePooling2D": [
        row("default", (2, 5, 4, 3)), row("keepdims", (2, 5, 4, 3), keepdims=True), row("one_pixel", (2, 1, 1, 5)),
        row("channels_first", (2, 3, 5, 4), data_format="channels_first"),
    ],
    "GlobalMaxPooling2D": [
        row("default", (2, 5, 4, 3)), row("keepdims", (2, 5, 4, 3), keepdims=True), row("one_pixel", (2, 1, 1, 5)),
        row("channels_first", (2, 3, 5, 4), data_format="channels_first"),
    ],
    "MaxPooling1D": [
        row("default", (2, 8, 3)), row("odd_size_same", (2, 7, 3), padding="same"), row("odd_size_valid", (1, 7, 2), pool_size=2),
        row("overlapping", (2, 9, 2), pool_size=3, strides=2), row("strides_beyond_pool", (1, 8, 2), pool_size=(2,), strides=(3,)),
        row("channels_first", (2, 3, 8), data_format="channels_first"),
    ],
    "MaxPooling3D": [
        row("default", (1, 4, 2, 4, 3)), row("odd_size_same", (2, 3, 5, 3, 2), padding="same"),
        row("overlapping_same", (1, 4, 3, 5, 2), pool_size=3, strides=2, padding="same"),
        row("non_square", (1, 3, 7, 4, 2), pool_size=(1, 3, 2), strides=(2, 2, 1)),
        row("whole_input", (2, 2, 3, 2, 3), pool_size=(2, 3, 2)),
    ],
    "AveragePooling1D": [
        row("strides_none", (2, 8, 3), pool_size=2, strides=None), row("odd_size_same", (2, 7, 3), pool_size=2, padding="same"),
        row("overlapping_same", (1, 9, 2), pool_size=4, strides=2, padding="same"), row("strides_1", (1, 6, 2), pool_size=3, strides=1),
    ],
    "AveragePooling3D": [
        row("default", (1, 4, 2, 4, 3), pool_size=2), row("odd_size_same", (2, 3, 5, 3, 2), pool_size=2, padding="same"),
        row("overlapping_same", (1, 4, 3, 5, 2), pool_size=3, strides=2, padding="same"),
        row("non_square", (1, 3, 7, 4, 2), pool_size=(1, 3, 2), strides=(2, 2, 1)),
    ],
    **{f"Global{kind}Pooling{n}D": [
        row("default", shape), row("keepdims", shape, keepdims=True), row("one_pixel", (1, *[1] * n, 5)),
        row("wide", (3, *shape[1:-1], 17)),
        *([row("channels_first", shape, data_format="channels_first")] if n == 1 else []),
    ] for kind in ("Average", "Max") for n, shape in ((1, (2, 5, 3)), (3, (2, 3, 2, 4, 3)))},
    **{f"Adaptive{kind}Pooling{n}D": adaptive(kind, n) for kind in ("Average", "Max") for n in (1, 2, 3)},
    "Flatten": [
        row("rank_4", (2, 3, 4, 2)), row("rank_3", (3, 4, 2)), row("rank_2", (3, 5)),
        row("channels_first", (2, 3, 2, 4), data_format="channels_first"),
    ],
    "Reshape": [
        row("to_image", (2, 24), target_shape=(3, 4, 2)), row("minus_one_last", (2, 3, 4, 2), target_shape=(6, -1)),
        row("minus_one_first", (2, 24), target_shape=(-1, 4, 2)), row("to_vector", (2, 3, 4), target_shape=(-1,)),
        row("same_shape", (2, 3, 4), target_shape=(3, 4)),
    ],
    "Dense": [
        row("linear", (4, 5), units=3), row("one_unit_sigmoid", (5, 4), units=1, activation="sigmoid"),
        row("softmax", (4, 6), units=10, activation="softmax"), row("relu", (4, 6), units=5, activation="relu"),
        row("no_bias", (3, 5), units=4, use_bias=False), row("batch_of_one", (1, 7), units=3, activation="tanh"),
        row("rank_3", (2, 3, 4), units=5, activation="softplus"),
        row("rank_4", (2, 3, 2, 4), units=3, activation="elu"),
        row("rank_4_softmax_no_bias", (2, 2, 2, 5), units=4, activation="softmax", use_bias=False),
    ],
    # Every function of keras.activations that a name reaches; `threshold` needs arguments and cannot be named.
    "Activation": [
        *[row(name, (3, 8), WIDE, activation=name)
          for name in ("celu", "elu", "exponential", "gelu", "glu", "hard_shrink", "hard_sigmoid", "hard_silu",
                       "hard_swish", "hard_tanh", "leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu",
                       "relu6", "selu", "sigmoid", "silu", "soft_shrink", "softmax", "softplus", "softsign",
                       "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "swish", "tanh", "tanh_shrink")],
        row("softmax_rank_4", (2, 2, 3, 4), WIDE, activation="softmax"),
        *[row(f"{name}_far_out", None, dict(values=[[-100, -30, -15, 0.25, 15, 30, 100, 3.5]]), activation=name)
          for name in ("elu", "gelu", "log_sigmoid", "log_softmax", "mish", "selu", "sigmoid", "silu", "softmax",
                       "softplus", "tanh")],
        row("relu_at_zero", None, dict(values=[[-1, 0, 0, 2]]), activation="relu"),
    ],
    "ReLU": [
        row("default", (3, 8), WIDE), row("max_value", (3, 8), WIDE, max_value=3.05),
        row("negative_slope", (3, 8), WIDE, negative_slope=0.2), row("threshold", (3, 8), WIDE, threshold=1.05),
        row("all_three", (4, 8), WIDE, max_value=4.05, negative_slope=0.3, threshold=1.05),
        row("negative_slope_and_max", (2, 3, 3, 2), WIDE, max_value=6.0, negative_slope=0.1),
    ],
    "Softmax": [
        row("default", (3, 5), WIDE), row("axis_1", (2, 4, 3), WIDE, axis=1), row("axis_minus_2", (2, 4, 3), axis=-2),
        row("two_axes", (2, 2, 3, 2), axis=[1, 2]), row("rank_4", (2, 2, 3, 4), axis=-1),
        row("axes_apart", (2, 2, 3, 2), WIDE, axis=[-1, 1]), row("three_axes", (1, 2, 3, 2), axis=(1, 2, 3)),
        row("list_of_one", (2, 3, 4), axis=[1]),
    ],
    "Dropout": [
        row("inference", (3, 6), rate=0.5), row("rate_0_training", (3, 6), TRAINING, rate=0.0),
        row("inference_noise_shape", (2, 3, 4), rate=0.25, noise_shape=[None, 1, 4], seed=7),
        row("inference_rate_1", (3, 6), rate=1.0),
    ],
    "BatchNormalization": [
        row("inference", (3, 4, 3, 2)), row("training", (3, 4, 3, 2), TRAINING), row("inference_rank_2", (5, 4)),
        row("training_rank_2", (5, 4), TRAINING), row("training_rank_3", (4, 3, 2), TRAINING),
        row("training_no_scale", (4, 3, 2, 3), TRAINING, scale=False),
        row("training_no_center", (4, 3, 2, 3), TRAINING, center=False),
        row("training_neither", (4, 3, 2, 3), TRAINING, scale=False, center=False),
        row("inference_no_scale", (4, 3, 2, 3), scale=False),
        row("inference_neither", (4, 3, 2, 3), scale=False, center=False),
        row("training_axis_1", (3, 2, 4, 3), TRAINING, axis=1), row("inference_axis_1", (3, 2, 4, 3), axis=1),
        row("training_momentum_epsilon", (3, 4, 3, 2), TRAINING, momentum=0.6, epsilon=0.1),
        row("training_momentum_0", (3, 4, 3, 2), TRAINING, momentum=0.0),
        row("inference_epsilon", (3, 4), epsilon=0.2),
        row("frozen_training", (3, 4, 3, 2), TRAINING, trainable=False),
    ],
    "ZeroPadding2D": [
        row("default", (2, 3, 4, 2)), row("int", (1, 3, 4, 2), padding=2), row("pair", (2, 3, 4, 2), padding=(1, 2)),
        row("pairs", (2, 3, 4, 2), padding=((1, 0), (2, 3))), row("none", (2, 3, 4, 2), padding=0),
        row("channels_first", (2, 3, 4, 2), padding=((1, 0), (2, 3)), data_format="channels_first"),
    ],
    "Add": [
        row("two", [(2, 3, 4, 2)] * 2), row("three", [(2, 5)] * 3), row("broadcast_channel", [(2, 3, 4, 3), (2, 3, 4, 1)]),
        row("broadcast_pixels", [(2, 3, 4, 3), (2, 1, 1, 3)]), row("broadcast_both_ways", [(2, 3, 1, 2), (2, 1, 4, 2)]),
        row("broadcast_rank", [(2, 3, 4), (2, 4, 3, 4)]),
    ],
    "CustomScaleLayer": [row("pictures", [(2, 3, 4, 2)] * 2, scale=0.17), row("vectors", [(3, 5)] * 2, scale=-1.5)],
    "Concatenate": [
        row("channels", [(2, 3, 4, 2), (2, 3, 4, 3)]), row("three_rank_2", [(3, 2), (3, 4), (3, 1)]),
        row("axis_1", [(2, 1, 3, 2), (2, 4, 3, 2)], axis=1), row("axis_2", [(2, 3, 1, 2), (2, 3, 2, 2)], axis=2),
        row("axis_minus_2", [(2, 3, 1, 2), (2, 3, 2, 2)], axis=-2),
    ],
    "ZeroPadding1D": [
        row("default", (2, 3, 2)), row("int", (1, 3, 2), padding=2), row("pair", (2, 4, 3), padding=(1, 2)),
        row("one_end", (1, 1, 5), padding=(0, 3)), row("none", (2, 3, 2), padding=0),
        row("channels_first", (2, 2, 3), padding=(1, 2), data_format="channels_first"),
    ],
    "ZeroPadding3D": [
        row("default", (1, 2, 1, 3, 2)), row("int", (1, 2, 1, 2, 1), padding=2),
        row("triple", (2, 1, 2, 3, 1), padding=(0, 1, 2)),
        row("pairs", (1, 2, 3, 2, 2), padding=((1, 0), (0, 2), (2, 1))), row("none", (2, 1, 2, 2, 1), padding=0),
        row("channels_first", (1, 2, 2, 1, 3), padding=(0, 1, 0), data_format="channels_first"),
    ],
    "Cropping1D": [
        row("default", (2, 5, 2)), row("int", (1, 7, 2), cropping=2), row("pair", (2, 5, 3), cropping=(1, 2)),
        row("one_end", (1, 4, 3), cropping=(3, 0)), row("none", (2, 3, 2), cropping=0),
    ],
    "Cropping2D": [
        row("default", (2, 3, 4, 2)), row("int", (1, 5, 4, 2), cropping=1), row("pair", (2, 4, 7, 1), cropping=(1, 2)),
        row("pairs", (2, 4, 7, 2), cropping=((1, 0), (2, 3))), row("to_one_pixel", (1, 3, 4, 3), cropping=((2, 0), (1, 2))),
        row("channels_first", (2, 2, 4, 5), cropping=1, data_format="channels_first"),
    ],
    "Cropping3D": [
        row("default", (1, 3, 4, 3, 2)), row("int", (1, 5, 5, 6, 1), cropping=2),
        row("triple", (2, 1, 4, 5, 1), cropping=(0, 1, 2)),
        row("pairs", (1, 3, 3, 4, 2), cropping=((1, 0), (0, 2), (2, 1))), row("none", (2, 1, 2, 2, 1), cropping=0),
        row("channels_first", (1, 1, 3, 3, 4), data_format="channels_first"),
    ],
    "Permute": [
        row("swap", (2, 3, 4), dims=(2, 1)), row("channels_first", (2, 3, 4, 2), dims=(3, 1, 2)),
        row("reversed", (1, 2, 3, 4), dims=(3, 2, 1)), row("same", (2, 3, 4), dims=(1, 2)), row("one", (3, 5), dims=(1,)),
        row("rank_5", (1, 2, 3, 2, 3), dims=(4, 2, 1, 3)),
    ],
    "RepeatVector": [
        row("three", (2, 5), n=3), row("one", (2, 4), n=1), row("batch_of_one", (1, 7), n=4), row("one_feature", (3, 1), n=2),
    ],
    "UpSampling1D": [
        row("default", (2, 3, 2)), row("three", (1, 3, 5), size=3), row("one", (2, 4, 3), size=1), row("one_step", (2, 1, 3), size=4),
    ],
    "UpSampling2D": [
        row("default", (2, 3, 2, 3)), row("pair", (1, 3, 2, 2), size=(2, 3)), row("one", (2, 3, 4, 1), size=1),
        row("width_alone", (1, 3, 3, 2), size=(1, 4)),
        *[row(f"{how}_{size[0]}x{size[1]}", shape, size=size, interpolation=how)
          for how in ("bilinear", "bicubic", "lanczos3", "lanczos5")
          for shape, size in (((1, 3, 5, 2), (2, 2)), ((2, 4, 3, 1), (3, 1)), ((1, 1, 6, 1), (2, 3)))],
        row("channels_first", (2, 2, 3, 2), data_format="channels_first"),
    ],
    "UpSampling3D": [
        row("default", (1, 2, 1, 3, 2)), row("triple", (1, 2, 3, 2, 1), size=(1, 2, 3)), row("one", (2, 1, 2, 2, 1), size=1),
        row("three", (1, 1, 2, 1, 3), size=3), row("channels_first", (1, 2, 1, 2, 2), data_format="channels_first"),
    ],
    "LeakyReLU": [
        row("default", (3, 8), WIDE), row("slope", (2, 3, 3, 2), WIDE, negative_slope=0.05), row("zero", (3, 8), negative_slope=0.0),
        row("above_one", (1, 9), WIDE, negative_slope=1.5),
    ],
    "PReLU": [
        row("default", (3, 5)), row("image", (2, 3, 2, 3)), row("shared_pixels", (2, 3, 4, 3), shared_axes=[1, 2]),
        row("shared_one", (2, 3, 4), shared_axes=1), row("shared_all", (1, 3, 3, 2), WIDE, shared_axes=(1, 2, 3)),
        row("rules", (2, 4), alpha_initializer="he_normal", alpha_regularizer="l2", alpha_constraint="non_neg"),
    ],
    "ELU": [
        row("default", (3, 8), WIDE), row("alpha", (3, 8), WIDE, alpha=0.5), row("alpha_2", (2, 3, 3, 1), WIDE, alpha=2.0),
        row("alpha_1_given", (1, 9), alpha=1.0),
    ],
    "SpatialDropout1D": [
        row("inference", (2, 3, 4), rate=0.5), row("seed", (1, 3, 2), rate=0.25, seed=3),
        row("rate_0_training", (2, 3, 4), TRAINING, rate=0.0), row("rate_1", (2, 1, 3), rate=1.0),
    ],
    "SpatialDropout2D": [
        row("inference", (2, 3, 2, 4), rate=0.5), row("seed", (1, 3, 2, 1), rate=0.25, seed=3),
        row("rate_0_training", (2, 3, 1, 4), TRAINING, rate=0.0), row("rate_1", (2, 1, 1, 3), rate=1.0),
        row("channels_first", (2, 3, 2, 4), rate=0.5, data_format="channels_first"),
    ],
    "SpatialDropout3D": [
        row("inference", (2, 3, 1, 2, 2), rate=0.5), row("seed", (1, 1, 3, 2, 1), rate=0.25, seed=3),
        row("rate_0_training", (2, 3, 1, 1, 2), TRAINING, rate=0.0), row("rate_1", (2, 1, 1, 1, 3), rate=1.0),
        row("channels_first", (1, 3, 2, 2, 2), rate=0.5, data_format="channels_first"),
    ],
    "GaussianNoise": [
        row("inference", (3, 6), stddev=0.5), row("stddev_0_training", (3, 6), TRAINING, stddev=0.0),
        row("seed", (2, 3, 3, 1), stddev=1.0, seed=4), row("batch_of_one", (1, 5), stddev=0.1),
    ],
    "GaussianDropout": [
        row("inference", (3, 6), rate=0.5), row("rate_0_training", (3, 6), TRAINING, rate=0.0),
        row("seed", (2, 3, 3, 1), rate=0.9, seed=4), row("rate_1", (1, 5), rate=1.0),
    ],
    "AlphaDropout": [
        row("inference", (3, 6), rate=0.5), row("rate_0_training", (3, 6), TRAINING, rate=0.0),
        row("noise_shape", (2, 3, 4), rate=0.25, noise_shape=[None, 1, 4], seed=7), row("rate_1", (1, 5), rate=1.0),
    ],
    "ActivityRegularization": [
        row("default", (3, 4)), row("l1", (2, 3), l1=0.1), row("l2", (2, 3, 2, 1), l2=0.2), row("both", (1, 5), l1=0.01, l2=0.3),
    ],
    "Identity": [row("rank_2", (3, 4)), row("rank_3", (2, 3, 2)), row("rank_4", (2, 3, 1, 2)), row("batch_of_one", (1, 7))],
    "LayerNormalization": [
        row("default", (3, 5)), row("image", (2, 3, 4, 3)), row("axis_1", (2, 3, 4), axis=1),
        row("three_axes", (2, 3, 2, 2), axis=[1, 2, 3]), row("two_axes", (2, 3, 2, 4), axis=(1, 3)),
        row("negative_axes", (2, 3, 4), axis=[-1, -2]), row("mixed_axes", (2, 3, 2, 4), axis=[-1, 1]),
        row("no_scale", (3, 5), scale=False), row("no_center", (3, 5), center=False),
        row("neither", (1, 7), scale=False, center=False), row("epsilon", (2, 4), epsilon=0.5),
        row("rms_scaling", (2, 3, 4), rms_scaling=True), row("rms_scaling_no_scale", (2, 5), rms_scaling=True, scale=False),
        row("one_element", (3, 1)),
    ],
    "GroupNormalization": [
        row("groups_2", (2, 3, 2, 4), groups=2), row("one_group", (2, 3, 3), groups=1), row("instance", (2, 3, 2, 3), groups=-1),
        row("every_channel", (1, 3, 5, 3), groups=3), row("axis_1", (2, 4, 3, 2), groups=2, axis=1),
        row("axis_minus_2", (2, 3, 4, 2), groups=2, axis=-2), row("rank_2", (3, 6), groups=3),
        row("no_scale", (2, 3, 4), groups=2, scale=False), row("no_center", (2, 3, 4), groups=2, center=False),
        row("neither", (2, 3, 4), groups=2, scale=False, center=False), row("epsilon", (2, 3, 4), groups=2, epsilon=0.3),
        row("rank_5", (1, 2, 2, 3, 4), groups=2),
    ],
    "RMSNormalization": [
        row("default", (3, 5)), row("image", (2, 3, 2, 4)), row("epsilon", (2, 6), epsilon=0.5),
        row("two_axes", (2, 3, 2, 3), axis=[-1, -2]), row("three_axes", (1, 3, 2, 2), axis=(1, 2, 3)),
    ],
    "UnitNormalization": [
        row("default", (3, 5)), row("image", (2, 3, 2, 4)), row("axis_1", (2, 3, 4), axis=1),
        row("two_axes", (2, 3, 2, 3), axis=[1, 2]), row("all_axes", (1, 3, 2, 2), axis=(1, 2, 3)),
    ],
    "SpectralNormalization": [
        row("dense_inference", (3, 4), layer=lambda L: L.Dense(3)),
        row("dense_training", (3, 4), TRAINING, layer=lambda L: L.Dense(3, activation="tanh")),
        row("conv_training", (1, 4, 5, 2), TRAINING, layer=lambda L: L.Conv2D(3, (3, 2), padding="same", use_bias=False)),
        row("three_iterations", (2, 5), TRAINING, layer=lambda L: L.Dense(4), power_iterations=3),
        row("one_unit_training", (2, 3), TRAINING, layer=lambda L: L.Dense(1)),
        row("conv_inference", (2, 3, 3, 1), layer=lambda L: L.Conv2D(2, 2, activation="elu")),
    ],
    "Subtract": [
        row("two", [(2, 3, 2, 2)] * 2), row("broadcast_channel", [(2, 3, 2, 3), (2, 3, 2, 1)]),
        row("broadcast_rank", [(2, 3, 4), (2, 4, 3, 4)]), row("batch_of_one", [(1, 5)] * 2),
    ],
    "Multiply": [
        row("two", [(2, 3, 2, 2)] * 2), row("three", [(2, 5)] * 3), row("broadcast_pixels", [(2, 3, 4, 3), (2, 1, 1, 3)]),
        row("broadcast_both_ways", [(2, 3, 1, 2), (2, 1, 4, 2)]), row("broadcast_rank", [(2, 3), (2, 4, 2, 3)]),
        row("one", [(2, 3)]),
    ],
    "Average": [
        row("two", [(2, 3, 2, 2)] * 2), row("three", [(2, 5)] * 3), row("broadcast_channel", [(2, 3, 2, 3), (2, 3, 2, 1)]),
        row("batch_of_one", [(1, 4)] * 4),
    ],
    "Maximum": [
        row("two", [(2, 3, 2, 2)] * 2), row("three", [(2, 5)] * 3), row("broadcast_channel", [(2, 3, 2, 3), (2, 3, 2, 1)]),
        row("broadcast_rank", [(2, 3, 4), (2, 4, 3, 4)]), row("ties", None, dict(several_values=[[[1, 2, 3]], [[1, 3, 2]], [[1, 3, 3]]])),
    ],
    "Minimum": [
        row("two", [(2, 3, 2, 2)] * 2), row("three", [(2, 5)] * 3), row("broadcast_pixels", [(2, 3, 4, 3), (2, 1, 1, 3)]),
        row("broadcast_rank", [(2, 3, 4), (2, 4, 3, 4)]), row("ties", None, dict(several_values=[[[1, 2, 3]], [[1, 3, 2]], [[1, 3, 3]]])),
    ],
    "Dot": [
        row("vectors", [(3, 4)] * 2, axes=1), row("normalized", [(3, 4)] * 2, axes=-1, normalize=True),
        row("rank_3", [(2, 3, 5), (2, 4, 3)], axes=(1, 2)), row("same_axis", [(2, 3, 2), (2, 3, 4)], axes=1),
        row("rank_2_and_3", [(2, 3), (2, 4, 3)], axes=(1, 2)), row("rank_4", [(2, 2, 3, 2), (2, 3, 2)], axes=(2, 1)),
        row("rank_4_normalized", [(1, 2, 3, 2), (1, 2, 2, 3)], axes=(2, 3), normalize=True),
        row("negative", [(2, 3, 4), (2, 2, 4)], axes=-1),
    ],
    "Resizing": [
        *[row(f"{how}_{name}", shape, height=size[0], width=size[1], interpolation=how)
          for how in ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")
          for name, shape, size in (("larger", (1, 3, 4, 2), (5, 7)), ("smaller", (2, 7, 5, 1), (3, 2)), ("mixed", (1, 5, 3, 1), (2, 8)))],
        *[row(f"{how}_antialias", (1, 9, 7, 1), height=3, width=5, interpolation=how, antialias=True)
          for how in ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")],
        row("antialias_larger", (1, 3, 7, 1), height=5, width=3, antialias=True),
        row("same_size", (2, 3, 4, 1), height=3, width=4), row("to_one_pixel", (1, 5, 4, 2), height=1, width=1),
        row("crop", (1, 5, 9, 1), height=4, width=3, crop_to_aspect_ratio=True),
        row("crop_high", (2, 7, 4, 1), height=3, width=5, crop_to_aspect_ratio=True, interpolation="bicubic"),
        row("pad", (1, 3, 6, 2), height=4, width=5, pad_to_aspect_ratio=True),
        row("pad_value", (1, 7, 4, 1), height=5, width=6, pad_to_aspect_ratio=True, fill_value=0.5, interpolation="nearest"),
        row("channels_first", (1, 2, 3, 4), height=2, width=2, data_format="channels_first"),
    ],
    "CenterCrop": [
        row("even", (1, 6, 8, 2), height=2, width=4), row("odd", (2, 5, 6, 1), height=2, width=3), row("same", (2, 3, 4, 1), height=3, width=4),
        row("smaller_image", (1, 3, 5, 1), height=6, width=4), row("one_side_smaller", (1, 8, 3, 2), height=4, width=5),
        row("channels_first", (1, 2, 4, 4), height=2, width=2, data_format="channels_first"),
    ],
    "Normalization": [
        row("adapted", (3, 4)), row("adapted_image", (2, 3, 2, 3)), row("adapted_axis_1", (2, 3, 4), axis=1),
        row("adapted_axes", (2, 3, 2, 4), axis=(1, 3)), row("adapted_all", (3, 4), axis=None), row("adapted_invert", (3, 4), invert=True),
        row("given", (2, 3, 2, 3), mean=[0.1, 0.2, 0.3], variance=[0.5, 1.0, 2.0]), row("given_scalar", (3, 4), mean=3.0, variance=2.0),
        row("given_scalar_axis_none", (3, 4), axis=None, mean=0.5, variance=0.25),
        row("given_invert", (1, 2), mean=[1.0, -1.0], variance=[4.0, 0.01], invert=True),
        row("given_two_axes", (1, 2, 3, 2), axis=(1, 3), mean=[[0.1, 0.2], [0.3, 0.4]], variance=[[1.0, 2.0], [3.0, 4.0]]),
        row("variance_0", (2, 2), mean=[0.5, 0.0], variance=[0.0, 1.0]),
    ],
    "Rescaling": [
        row("scale", (2, 3, 3, 1), scale=1 / 255), row("offset", (2, 3, 3, 1), scale=1 / 127.5, offset=-1.0),
        row("per_channel", (2, 3, 3, 3), scale=[0.5, 2.0, -1.0], offset=[1.0, 0.0, -0.5]),
        row("per_channel_offset", (2, 3, 3, 3), scale=0.25, offset=[0.1, -0.2, 0.3]), row("rank_2", (3, 4), scale=-2.0),
    ],
}
# The training runs of makers/trace.py.
NETWORKS = ("digits", "fashion", "lenet5", "lenet5_learns", "branched", "upsampled", "separable", "signals", "volumes",
            "normalised", "merged", "adamax", "nadam", "adagrad", "adadelta", "adafactor", "ftrl", "lion", "lamb", "muon",
            "schedule_free_adamw", "fashion_real", "digits_first10", "digits_first10_scaled")


def compiled(model):
    model.compile("adam", "sparse_categorical_crossentropy")


def optimizer_built(model):
    compiled(model)
    model.optimizer.build(model.trainable_variables)


def first_frozen(model):
    model.layers[0].trainable = False


# name, model of makers/models.py, what is done to it first, arguments of summary(), columns of the terminal
SUMMARIES = [
    *[(name, name, None, {}, 80) for name in ("digits", "fashion", "lenet5", "tinyvgg", "branched", "any_size", "nested")],
    *[(f"{name}_120_columns", name, None, {}, 120) for name in ("fashion", "branched", "nested")],
    ("digits_compiled", "digits", compiled, {}, 80), ("digits_optimizer_built", "digits", optimizer_built, {}, 80),
    ("nested_expanded", "nested", None, dict(expand_nested=True), 80),
    ("fashion_line_length_60", "fashion", None, dict(line_length=60), 80),
    ("digits_show_trainable", "digits", first_frozen, dict(show_trainable=True), 80),
    ("branched_show_trainable", "branched", None, dict(show_trainable=True), 80),
    ("nested_expanded_show_trainable", "nested", None, dict(expand_nested=True, show_trainable=True), 80),
]


def snake(class_name):
    """Keras' file name of a class: MaxPooling2D is max_pooling2d."""
    import keras

    return keras.src.utils.naming.to_snake_case(class_name)


def subjects(check):
    """File name without .json -> what makes its document."""
    made = {f"layers/{snake(name)}": (lambda n=name, c=rows: layers.document(n, c)) for name, rows in {**LAYERS, **augmentation_cases.LAYERS}.items()}
    made.update({f"augmentations/{name}": (lambda r=rows: augmentations.document(r)) for name, rows in augmentation_cases.CHANGES.items()})
    made["augmentations/batches"] = lambda: augmentations.batches(augmentation_cases.BATCHES)
    made["augmentations/sizes"] = lambda: augmentations.sizes(augmentation_cases.SIZES)
    made["augmentations/mixing"] = lambda: augmentations.mixing(augmentation_cases.MIXINGS)
    made.update({f"networks/{name}": (lambda n=name: networks.document(n)) for name in NETWORKS})
    made.update({f"keras_files/{name}": (lambda n=name: saved.document(n, check)) for name in saved.MADE})
    made["keras_files/optimizers"] = lambda: saved.states(check)
    made["keras_files/channels_first"] = lambda: channels_first.document(check)
    made["keras_files/keras2"] = lambda: keras2.document(check)
    made["keras_files/legacy"] = lambda: legacy.document(check)
    made["keras_files/forms"] = lambda: forms.document(check)
    return {
        **made, **photo_cases.SUBJECTS,
        "losses": lambda: losses.document(objective_cases.LOSSES),
        "regularizers": lambda: rules.document("regularizers", rules.regularizer, objective_cases.REGULARIZERS),
        "constraints": lambda: rules.document("constraints", rules.constraint, objective_cases.CONSTRAINTS),
        "initializers": lambda: rules.document("initializers", rules.initializer, objective_cases.INITIALIZERS),
        "metrics": lambda: metrics.document(
            objective_cases.METRICS, objective_cases.SKLEARN_METRICS, objective_cases.CHOSEN),
        "optimizers": lambda: optimizers.document("optimizers", optimizers.make, objective_cases.OPTIMIZERS),
        "summary": lambda: summaries.document(SUMMARIES, ("digits", "fashion")),
        "schedules": lambda: optimizers.document("schedules", optimizers.schedule, objective_cases.SCHEDULES),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", metavar="NAME", help="subjects whose name begins so, as layers/conv2d")
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    parser.add_argument("--tolerance", type=float, default=1e-4, help="relative, for --check (default %(default)g)")
    chosen = parser.parse_args()
    found = {name: make for name, make in subjects(chosen.check).items() if name.startswith(chosen.only)}
    if chosen.only in found:
        found = {chosen.only: found[chosen.only]}
    if not found:
        sys.exit(f"--only {chosen.only}: no such subject. There are {', '.join(subjects(False))}")
    well = [write.store(name, make(), chosen.check, chosen.tolerance) for name, make in found.items()]
    sys.exit(0 if all(well) else 1)


if __name__ == "__main__":
    main()
