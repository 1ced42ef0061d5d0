"""Every golden case, one row each. `python tests/golden/cases.py [--only NAME] [--check]`; README.md says the rest."""
import argparse
import sys

from makers import layers, losses, metrics, networks, optimizers, rules, saved, summaries, write

import objective_cases


def row(name, inputs, _more=None, **arguments):
    """A layer's case: `inputs` is a shape or a list of shapes; `_more` holds training, span (of the inputs), values."""
    return {"name": name, "inputs": inputs, "arguments": arguments, **(_more or {})}


TRAINING = dict(training=True)
WIDE = dict(span=7.0)
IMAGE = (2, 6, 7, 3)
TIES = [[[[1], [1], [0], [0]], [[1], [2], [0], [0]], [[3], [3], [-1], [-1]], [[3], [3], [-1], [-2]]]]

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
    "Concatenate": [
        row("channels", [(2, 3, 4, 2), (2, 3, 4, 3)]), row("three_rank_2", [(3, 2), (3, 4), (3, 1)]),
        row("axis_1", [(2, 1, 3, 2), (2, 4, 3, 2)], axis=1), row("axis_2", [(2, 3, 1, 2), (2, 3, 2, 2)], axis=2),
        row("axis_minus_2", [(2, 3, 1, 2), (2, 3, 2, 2)], axis=-2),
    ],
    "Rescaling": [
        row("scale", (2, 3, 3, 1), scale=1 / 255), row("offset", (2, 3, 3, 1), scale=1 / 127.5, offset=-1.0),
        row("per_channel", (2, 3, 3, 3), scale=[0.5, 2.0, -1.0], offset=[1.0, 0.0, -0.5]),
        row("per_channel_offset", (2, 3, 3, 3), scale=0.25, offset=[0.1, -0.2, 0.3]), row("rank_2", (3, 4), scale=-2.0),
    ],
}
# The training runs of makers/trace.py.
NETWORKS = ("digits", "fashion", "lenet5", "lenet5_learns", "branched", "fashion_real", "digits_first10", "digits_first10_scaled")


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
    made = {f"layers/{snake(name)}": (lambda n=name, c=rows: layers.document(n, c)) for name, rows in LAYERS.items()}
    made.update({f"networks/{name}": (lambda n=name: networks.document(n)) for name in NETWORKS})
    made.update({f"keras_files/{name}": (lambda n=name: saved.document(n, check)) for name in saved.MADE})
    return {
        **made,
        "losses": lambda: losses.document(objective_cases.LOSSES),
        "regularizers": lambda: rules.document("regularizers", rules.regularizer, objective_cases.REGULARIZERS),
        "constraints": lambda: rules.document("constraints", rules.constraint, objective_cases.CONSTRAINTS),
        "initializers": lambda: rules.document("initializers", rules.initializer, objective_cases.INITIALIZERS),
        "metrics": lambda: metrics.document(objective_cases.METRICS, objective_cases.CHOSEN),
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
