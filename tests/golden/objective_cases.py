"""The rows of losses, metrics, optimizers, schedules and of what acts on one weight. cases.py runs them."""
from keras.optimizers import schedules


def loss(name, true, pred, shape, _weight=None, _span=4.0, **arguments):
    """A loss's case: the forms of labels and predictions are named in makers/losses.py."""
    return {"name": name, "true": true, "pred": pred, "shape": shape, "weight": _weight, "span": _span,
            "arguments": arguments}


REDUCTIONS = ("sum_over_batch_size", "sum", "none", "mean", "mean_with_sample_weight")
LOGITS = dict(from_logits=True)


def every_reduction(true, pred, shape, element_weights=False, **arguments):
    """Each reduction without weights, with one weight a sample, and for higher ranks one an element."""
    weights = [None, "sample", *(["element"] if element_weights else [])]
    if element_weights:  # one weight a sample does not broadcast against (samples, pixels)
        weights.remove("sample")
    return [loss(f"{pred}_{reduction}_{weight or 'no'}_weight_rank_{len(shape)}", true, pred, shape, weight,
                 reduction=reduction, **arguments) for reduction in REDUCTIONS for weight in weights]


EXTREME = [[0, 1], [1, 0], [0.5, 0.5], [1e-9, 1], [0.25, 0]]
LOSSES = {
    "BinaryCrossentropy": [
        *every_reduction("binary", "unit", (5, 1)), *every_reduction("binary", "logit", (5, 3), **LOGITS),
        loss("labels_without_column", "binary_vector", "unit", (6, 1)),
        loss("labels_without_column_logits", "binary_vector", "logit", (6, 1), **LOGITS),
        loss("several_outputs", "binary", "unit", (4, 3), "sample"),
        loss("label_smoothing", "binary", "unit", (5, 2), label_smoothing=0.2),
        loss("label_smoothing_logits", "binary", "logit", (5, 2), label_smoothing=0.1, **LOGITS),
        loss("extreme", [[0, 0], [0, 1], [1, 0], [1, 1], [1, 1]], EXTREME, (5, 2)),
        loss("extreme_logits", "binary", "logit_far", (6, 2), **LOGITS),
        loss("soft_labels", "soft", "unit", (3, 4)), loss("rank_3", "binary", "unit", (2, 3, 4), "element"),
        loss("from_sigmoid", "binary", "sigmoid", (6, 1)), loss("from_sigmoid_far", "binary", "sigmoid", (8, 1), None, 60.0),
        loss("from_sigmoid_no_column", "binary_vector", "sigmoid", (6, 1), "sample"),
        loss("from_sigmoid_smoothing", "binary", "sigmoid", (4, 3), label_smoothing=0.1),
    ],
    "CategoricalCrossentropy": [
        *every_reduction("one_hot", "probability", (5, 4)), *every_reduction("one_hot", "logit", (5, 4), **LOGITS),
        *every_reduction("one_hot", "probability", (2, 3, 4), True),
        loss("not_normalised", "one_hot", "unit", (4, 3)), loss("soft_labels", "soft", "probability", (4, 5)),
        loss("soft_labels_logits", "soft", "logit", (4, 5), **LOGITS),
        loss("label_smoothing", "one_hot", "probability", (5, 4), label_smoothing=0.1),
        loss("label_smoothing_logits", "one_hot", "logit", (5, 4), label_smoothing=0.2, **LOGITS),
        loss("extreme", [[0, 1], [0, 1], [1, 0], [1, 0], [0, 1]], EXTREME, (5, 2)),
        loss("extreme_logits", "one_hot", "logit_far", (6, 3), **LOGITS),
        loss("rank_3_logits", "one_hot", "logit", (2, 3, 4), **LOGITS),
        loss("rank_4", "one_hot", "probability", (2, 2, 3, 4)), loss("axis_1", "binary", "unit", (2, 3, 4), axis=1),
        loss("axis_1_logits", "binary", "logit", (2, 3, 4), axis=1, **LOGITS),
        loss("from_softmax", "one_hot", "softmax", (5, 4)), loss("from_softmax_far", "one_hot", "softmax", (6, 3), None, 60.0),
        loss("from_softmax_weights", "one_hot", "softmax", (5, 4), "sample"),
        loss("from_softmax_smoothing", "one_hot", "softmax", (5, 4), label_smoothing=0.1),
        loss("from_softmax_rank_3", "one_hot", "softmax", (2, 3, 4)), loss("from_sigmoid", "one_hot", "sigmoid", (4, 3)),
    ],
    "SparseCategoricalCrossentropy": [
        *every_reduction("index", "probability", (5, 4)), *every_reduction("index", "logit", (5, 4), **LOGITS),
        *every_reduction("index", "probability", (2, 3, 4), True),
        loss("column", "index_column", "probability", (5, 4)), loss("column_weights", "index_column", "logit", (5, 4), "sample", **LOGITS),
        loss("weights_column", "index", "logit", (5, 4), "column", **LOGITS), loss("not_normalised", "index", "unit", (4, 3)),
        loss("extreme", [1, 1, 0, 0, 1], EXTREME, (5, 2)), loss("extreme_logits", "index", "logit_far", (6, 3), **LOGITS),
        loss("rank_3_logits", "index", "logit", (2, 3, 4), **LOGITS),
        loss("rank_4", "index", "probability", (2, 2, 3, 4)),
        loss("ignore_class", "index_255", "probability", (8, 4), ignore_class=255),
        loss("ignore_class_logits_sum", "index_255", "logit", (8, 4), "sample", ignore_class=255, reduction="sum", **LOGITS),
        loss("from_softmax", "index", "softmax", (5, 4)), loss("from_softmax_far", "index", "softmax", (6, 3), None, 60.0),
        loss("from_softmax_column", "index_column", "softmax", (5, 4)),
        loss("from_softmax_weights", "index", "softmax", (5, 4), "sample"),
        loss("from_softmax_rank_3", "index", "softmax", (2, 3, 4)), loss("from_sigmoid", "index", "sigmoid", (4, 3)),
    ],
    "MeanSquaredError": [
        *every_reduction("real", "real", (5, 3)), *every_reduction("real", "real", (2, 3, 2), True),
        loss("one_output", "real", "real", (6, 1), "sample"), loss("labels_without_column", "binary_vector", "unit", (6, 1)),
        loss("image", "real", "real", (2, 2, 3, 2)), loss("from_sigmoid", "binary", "sigmoid", (4, 3)),
    ],
}

def formula(true, pred, **arguments):
    """The cases of a loss that is a formula of two arrays: ranks, weights, reductions."""
    return [loss("rank_2", true, pred, (5, 3), **arguments), loss("weights", true, pred, (5, 3), "sample", **arguments),
            loss("rank_3", true, pred, (2, 3, 4), "element", **arguments),
            loss("sum", true, pred, (2, 3, 4), reduction="sum", **arguments),
            loss("mean_with_sample_weight", true, pred, (4, 3), "sample", reduction="mean_with_sample_weight", **arguments)]


FOCAL = dict(alpha=0.6, gamma=1.5)
LOSSES.update({
    "BinaryFocalCrossentropy": [
        *formula("binary", "unit"), *every_reduction("binary", "logit", (5, 3), apply_class_balancing=True, **LOGITS),
        loss("one_output", "binary_vector", "unit", (6, 1)), loss("balanced", "binary", "unit", (5, 2), apply_class_balancing=True),
        loss("alpha_gamma", "binary", "unit", (5, 2), "sample", apply_class_balancing=True, **FOCAL),
        loss("gamma_0", "binary", "unit", (4, 2), gamma=0.0), loss("gamma_large", "binary", "unit", (4, 2), gamma=5.0),
        loss("label_smoothing", "binary", "unit", (5, 2), label_smoothing=0.2),
        loss("label_smoothing_logits", "binary", "logit", (5, 2), label_smoothing=0.1, **LOGITS),
        loss("soft_labels", "soft", "unit", (3, 4)), loss("from_sigmoid", "binary", "sigmoid", (6, 1)),
        loss("from_sigmoid_balanced", "binary", "sigmoid", (5, 3), "sample", apply_class_balancing=True, **FOCAL),
    ],
    "CategoricalFocalCrossentropy": [
        *formula("one_hot", "probability"), *every_reduction("one_hot", "logit", (5, 4), **LOGITS),
        loss("alpha_gamma", "one_hot", "probability", (5, 4), "sample", **FOCAL),
        loss("gamma_0", "one_hot", "probability", (4, 3), gamma=0.0), loss("not_normalised", "one_hot", "unit", (4, 3)),
        loss("label_smoothing", "one_hot", "probability", (5, 4), label_smoothing=0.1),
        loss("label_smoothing_logits", "one_hot", "logit", (5, 4), label_smoothing=0.2, **LOGITS),
        loss("from_softmax", "one_hot", "softmax", (5, 4)),
        loss("alpha_of_classes", "one_hot", "probability", (5, 4), "sample", alpha=[0.1, 0.4, 0.25, 0.7], gamma=1.5),
        loss("alpha_of_classes_logits", "one_hot", "logit", (2, 3, 4), alpha=[0.1, 0.4, 0.25, 0.7], **LOGITS),
    ],
    "CategoricalGeneralizedCrossEntropy": [
        loss("default", "index", "probability", (5, 4)), loss("q_small", "index", "probability", (5, 4), "sample", q=0.1),
        loss("q_large", "index", "probability", (5, 4), q=0.9, reduction="sum"), loss("rank_3", "index", "unit", (2, 3, 4)),
        loss("from_softmax", "index", "softmax", (5, 4), q=0.7),
    ],
    "KLDivergence": [*formula("soft", "probability"), loss("one_hot", "one_hot", "probability", (5, 4)),
                     loss("from_softmax", "soft", "softmax", (4, 5)), loss("extreme", "one_hot", EXTREME, (5, 2))],
    "Poisson": [*formula("count", "unit"), loss("one_output", "count", "unit", (6, 1), "sample"),
                loss("from_sigmoid", "count", "sigmoid", (4, 3))],
    "Hinge": [*formula("sign", "real"), loss("labels_0_and_1", "binary", "real", (5, 3)), loss("other_labels", "real", "real", (5, 3)),
              loss("labels_0_and_1_one_output", "binary_vector", "real", (6, 1), "sample")],
    "SquaredHinge": [*formula("sign", "real"), loss("labels_0_and_1", "binary", "real", (5, 3)),
                     loss("other_labels", "real", "real", (5, 3))],
    "CategoricalHinge": [*formula("one_hot", "real"), loss("from_softmax", "one_hot", "softmax", (5, 4)),
                         loss("soft_labels", "soft", "real", (4, 5))],
    "MeanAbsoluteError": [*formula("real", "real"), loss("labels_without_column", "binary_vector", "unit", (6, 1))],
    "MeanAbsolutePercentageError": [*formula("real", "real"), loss("labels_of_0", "binary", "unit", (4, 2)),
                                    loss("labels_without_column", "count", "unit", (6, 1))],
    "MeanSquaredLogarithmicError": [*formula("count", "unit"), loss("below_0", "real", "real", (5, 3)),
                                    loss("labels_without_column", "binary_vector", "unit", (6, 1))],
    "Huber": [*formula("real", "real"), loss("delta_small", "real", "real", (5, 3), delta=0.3),
              loss("delta_large", "real", "real", (5, 3), "sample", delta=2.5), loss("labels_without_column", "binary_vector", "unit", (6, 1))],
    "LogCosh": [*formula("real", "real"), loss("far", "real", "logit_far", (6, 2)), loss("labels_without_column", "binary_vector", "unit", (6, 1))],
    "CosineSimilarity": [*formula("real", "real"), loss("one_hot", "one_hot", "probability", (5, 4)),
                         loss("labels_of_length_0", [[0, 0], [1, 0], [0, 2]], "real", (3, 2))],
    "Dice": [loss("whole_batch", "binary", "unit", (3, 2, 4)), loss("whole_batch_weights", "binary", "unit", (4, 3), "sample"),
             loss("whole_batch_sum", "binary", "unit", (4, 3), "sample", reduction="sum"),
             loss("by_sample", "binary", "unit", (3, 2, 4, 2), axis=[1, 2, 3]), loss("by_class", "binary", "unit", (3, 2, 4, 2), axis=[1, 2]),
             loss("by_class_sum", "binary", "unit", (3, 2, 4, 2), axis=[1, 2], reduction="sum"),
             loss("last_axis", "binary", "unit", (3, 5), "sample", axis=-1)],
    "Tversky": [loss("whole_batch", "binary", "unit", (3, 2, 4)), loss("whole_batch_weights", "binary", "unit", (4, 3), "sample", alpha=0.3, beta=0.7),
                loss("by_sample", "binary", "unit", (3, 2, 4, 2), axis=[1, 2, 3], alpha=0.8, beta=0.2),
                loss("by_class", "binary", "unit", (3, 2, 4, 2), axis=[1, 2]), loss("last_axis", "binary", "unit", (3, 5), "sample", axis=-1)],
})

# name, class, arguments, shape of the weight
REGULARIZERS = [
    ("l1", "L1", dict(l1=0.02), (3, 3, 2, 4)), ("l1_default", "L1", {}, (4, 3)),
    ("l2", "L2", dict(l2=1e-4), (3, 3, 2, 4)), ("l2_default", "L2", {}, (5,)),
    ("l1_l2", "L1L2", dict(l1=0.01, l2=0.03), (4, 5)), ("l1_l2_default", "L1L2", {}, (4, 5)),
    ("l1_l2_only_l1", "L1L2", dict(l1=0.05), (4, 5)), ("l1_l2_only_l2", "L1L2", dict(l2=0.05), (4, 5)),
    ("orthogonal_rows", "OrthogonalRegularizer", dict(factor=0.1), (3, 5)),
    ("orthogonal_columns", "OrthogonalRegularizer", dict(factor=0.02, mode="columns"), (5, 3)),
]
CONSTRAINTS = [
    ("max_norm_default", "MaxNorm", {}, (6, 4)), ("max_norm", "MaxNorm", dict(max_value=1.5), (6, 4)),
    ("max_norm_axis_1", "MaxNorm", dict(max_value=1.2, axis=1), (4, 6)),
    ("max_norm_kernel", "MaxNorm", dict(max_value=2.0, axis=[0, 1, 2]), (3, 3, 2, 4)),
    ("max_norm_bias", "MaxNorm", dict(max_value=1.0), (5,)), ("min_max_norm_default", "MinMaxNorm", {}, (6, 4)),
    ("min_max_norm_grows", "MinMaxNorm", dict(min_value=3.0, max_value=4.0), (3, 5)),
    ("min_max_norm_rate", "MinMaxNorm", dict(min_value=0.5, max_value=1.0, rate=0.3, axis=1), (4, 6)),
    ("min_max_norm_kernel", "MinMaxNorm", dict(min_value=1.0, max_value=2.0, axis=[0, 1, 2]), (3, 3, 2, 4)),
    ("non_neg", "NonNeg", {}, (4, 5)), ("unit_norm_default", "UnitNorm", {}, (6, 4)),
    ("unit_norm_axis_1", "UnitNorm", dict(axis=1), (4, 6)),
    ("unit_norm_kernel", "UnitNorm", dict(axis=[0, 1, 2]), (3, 3, 2, 4)),
]
SHAPES = {"vector": (7,), "matrix": (20, 30), "kernel": (3, 5, 4, 6)}
INITIALIZERS = [
    ("zeros", "Zeros", {}, (2, 3)), ("ones", "Ones", {}, (3,)), ("constant", "Constant", dict(value=-0.3), (2, 2)),
    ("constant_default", "Constant", {}, (2,)), ("identity", "Identity", {}, (3, 3)),
    ("identity_gain", "Identity", dict(gain=0.5), (2, 4)),
    ("random_normal", "RandomNormal", {}, (3, 4)), ("random_normal_given", "RandomNormal", dict(mean=1.0, stddev=0.2, seed=3), (3, 4)),
    ("random_uniform", "RandomUniform", {}, (3, 4)), ("random_uniform_given", "RandomUniform", dict(minval=-1.0, maxval=2.0), (3,)),
    ("truncated_normal", "TruncatedNormal", {}, (3, 4)), ("truncated_normal_given", "TruncatedNormal", dict(mean=0.5, stddev=0.1), (3,)),
    ("orthogonal", "Orthogonal", {}, (4, 4)), ("orthogonal_kernel", "Orthogonal", dict(gain=1.5), (2, 2, 3, 5)),
    *[(f"{name}_{key}", name, {}, shape) for key, shape in SHAPES.items()
      for name in ("GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal", "LecunUniform", "LecunNormal")],
    *[(f"variance_scaling_{mode}_{distribution}", "VarianceScaling", dict(scale=2.5, mode=mode, distribution=distribution),
       (3, 5, 4, 6)) for mode in ("fan_in", "fan_out", "fan_avg")
      for distribution in ("truncated_normal", "untruncated_normal", "uniform")],
    ("variance_scaling_default", "VarianceScaling", {}, (6, 2)),
    ("variance_scaling_scalar_fans", "VarianceScaling", dict(mode="fan_avg"), ()),
]

# name, class, arguments, form of labels, form of predictions, shape of one sample, weights
METRICS = [
    ("accuracy", "Accuracy", {}, "index", "index", (3,), None), ("accuracy_weights", "Accuracy", {}, "index", "index", (3,), "sample"),
    ("binary", "BinaryAccuracy", {}, "binary", "unit", (1,), None), ("binary_weights", "BinaryAccuracy", {}, "binary", "unit", (1,), "sample"),
    ("binary_threshold", "BinaryAccuracy", dict(threshold=0.3), "binary", "unit", (4,), None),
    ("binary_labels_without_column", "BinaryAccuracy", {}, "binary_vector", "unit", (1,), None),
    ("binary_several_weights", "BinaryAccuracy", {}, "binary", "unit", (4,), "sample"),
    ("categorical", "CategoricalAccuracy", {}, "one_hot", "probability", (3,), None),
    ("categorical_weights", "CategoricalAccuracy", {}, "one_hot", "probability", (3,), "sample"),
    ("categorical_rank_3", "CategoricalAccuracy", {}, "one_hot", "probability", (2, 3), "element"),
    ("sparse", "SparseCategoricalAccuracy", {}, "index", "probability", (3,), None),
    ("sparse_column", "SparseCategoricalAccuracy", {}, "index_column", "logit", (3,), None),
    ("sparse_weights", "SparseCategoricalAccuracy", {}, "index", "probability", (3,), "sample"),
    ("sparse_rank_3", "SparseCategoricalAccuracy", {}, "index", "probability", (2, 3), None),
    ("top_k_default", "TopKCategoricalAccuracy", {}, "one_hot", "logit", (9,), None),
    ("top_k", "TopKCategoricalAccuracy", dict(k=2), "one_hot", "logit", (5,), "sample"),
    ("sparse_top_k_default", "SparseTopKCategoricalAccuracy", {}, "index", "logit", (9,), None),
    ("sparse_top_k", "SparseTopKCategoricalAccuracy", dict(k=3), "index", "logit", (6,), "sample"),
    ("sparse_top_k_column", "SparseTopKCategoricalAccuracy", dict(k=1), "index_column", "logit", (4,), None),
    ("mse", "MeanSquaredError", {}, "real", "real", (3,), None), ("mse_weights", "MeanSquaredError", {}, "real", "real", (3,), "sample"),
    ("binary_crossentropy", "BinaryCrossentropy", {}, "binary", "unit", (1,), None),
    ("binary_crossentropy_logits", "BinaryCrossentropy", dict(from_logits=True, label_smoothing=0.1), "binary", "logit", (3,), "sample"),
    ("categorical_crossentropy", "CategoricalCrossentropy", {}, "one_hot", "probability", (4,), None),
    ("categorical_crossentropy_logits", "CategoricalCrossentropy", dict(from_logits=True, label_smoothing=0.2), "one_hot", "logit", (4,), "sample"),
    ("sparse_crossentropy", "SparseCategoricalCrossentropy", {}, "index", "probability", (4,), None),
    ("sparse_crossentropy_logits", "SparseCategoricalCrossentropy", dict(from_logits=True), "index", "logit", (4,), "sample"),
]


def thresholded(name, class_name, **arguments):
    """The cases of a metric on yes-or-no labels: one output, several, weights, arguments."""
    return [(f"{name}_one_output", class_name, arguments, "binary", "unit", (1,), None),
            (f"{name}_labels_without_column", class_name, arguments, "binary_vector", "unit", (1,), "sample"),
            (f"{name}_several", class_name, arguments, "binary", "unit", (4,), None),
            (f"{name}_weights", class_name, arguments, "binary", "unit", (3,), "sample")]


UNEVEN, EVEN = [0.7, 0.2, 0.45], [0.0, 0.25, 0.5, 0.75, 1.0]
REGRESSIONS = (("mae", "MeanAbsoluteError"), ("mape", "MeanAbsolutePercentageError"), ("rmse", "RootMeanSquaredError"),
               ("log_cosh", "LogCoshError"))
METRICS += [
    *[(f"{name}{suffix}", class_name, {}, "real", "real", shape, weight) for name, class_name in REGRESSIONS
      for suffix, shape, weight in (("", (3,), None), ("_weights", (1,), "sample"))],
    ("msle", "MeanSquaredLogarithmicError", {}, "count", "unit", (3,), None), ("msle_weights", "MeanSquaredLogarithmicError", {}, "real", "real", (2,), "sample"),
    ("cosine", "CosineSimilarity", {}, "real", "real", (3,), None), ("cosine_weights", "CosineSimilarity", {}, "one_hot", "probability", (4,), "sample"),
    ("kl", "KLDivergence", {}, "soft", "probability", (4,), None), ("kl_weights", "KLDivergence", {}, "one_hot", "probability", (3,), "sample"),
    ("poisson", "Poisson", {}, "count", "unit", (3,), None), ("poisson_weights", "Poisson", {}, "count", "unit", (1,), "sample"),
    ("hinge", "Hinge", {}, "sign", "real", (3,), None), ("hinge_weights", "Hinge", {}, "binary", "real", (1,), "sample"),
    ("squared_hinge", "SquaredHinge", {}, "sign", "real", (3,), None), ("squared_hinge_weights", "SquaredHinge", {}, "binary", "real", (1,), "sample"),
    ("categorical_hinge", "CategoricalHinge", {}, "one_hot", "probability", (4,), None),
    ("categorical_hinge_weights", "CategoricalHinge", {}, "one_hot", "real", (3,), "sample"),
    *[row for name, class_name in (("true_positives", "TruePositives"), ("false_positives", "FalsePositives"),
                                   ("true_negatives", "TrueNegatives"), ("false_negatives", "FalseNegatives"),
                                   ("precision", "Precision"), ("recall", "Recall"))
      for row in (*thresholded(name, class_name)[1:], (f"{name}_threshold", class_name, dict(thresholds=0.3), "binary", "unit", (2,), None),
                  (f"{name}_uneven", class_name, dict(thresholds=UNEVEN), "binary", "unit", (3,), "sample"),
                  (f"{name}_even", class_name, dict(thresholds=EVEN), "binary", "unit", (3,), None))],
    *[row for name, class_name in (("precision", "Precision"), ("recall", "Recall"))
      for row in ((f"{name}_class", class_name, dict(class_id=2), "one_hot", "probability", (4,), "sample"),
                  (f"{name}_top_k", class_name, dict(top_k=2), "one_hot", "probability", (5,), None),
                  (f"{name}_top_k_class", class_name, dict(top_k=2, class_id=1), "one_hot", "probability", (5,), "sample"),
                  (f"{name}_top_k_threshold", class_name, dict(top_k=3, thresholds=0.2), "one_hot", "probability", (5,), None))],
    *[row for class_name, name, value in (("SensitivityAtSpecificity", "specificity", 0.4), ("SpecificityAtSensitivity", "sensitivity", 0.6),
                                          ("PrecisionAtRecall", "recall", 0.5), ("RecallAtPrecision", "precision", 0.6))
      for row in (*thresholded(class_name, class_name, **{name: value})[1:],
                  (f"{class_name}_few", class_name, {name: value, "num_thresholds": 7}, "binary", "unit", (3,), None),
                  (f"{class_name}_one_threshold", class_name, {name: value, "num_thresholds": 1}, "binary", "unit", (3,), None),
                  (f"{class_name}_class", class_name, {name: value, "class_id": 1}, "one_hot", "probability", (3,), "sample"))],
    *thresholded("auc", "AUC"),
    *[(f"auc_{curve}_{method}", "AUC", dict(curve=curve, summation_method=method, num_thresholds=20), "binary", "unit", (3,), "sample")
      for curve in ("ROC", "PR", "PRGAIN") for method in ("interpolation", "majoring", "minoring")],
    ("auc_logits", "AUC", dict(from_logits=True), "binary", "logit", (1,), None),
    ("auc_uneven", "AUC", dict(thresholds=UNEVEN), "binary", "unit", (2,), None),
    ("auc_even", "AUC", dict(thresholds=EVEN[1:-1], curve="PR"), "binary", "unit", (2,), None),
    ("auc_multi_label", "AUC", dict(multi_label=True), "binary", "unit", (4,), None),
    ("auc_multi_label_weights", "AUC", dict(multi_label=True, num_labels=3, curve="PR"), "binary", "unit", (3,), "sample"),
    *[(f"{name}_{average}_{weight}", class_name, dict(average=average, **more), true, pred, (4,), weight)
      for name, class_name, more, true, pred in (
          ("f1", "F1Score", {}, "one_hot", "probability"), ("f1_threshold", "F1Score", dict(threshold=0.4), "binary", "unit"),
          ("fbeta", "FBetaScore", dict(beta=2.0), "one_hot", "probability"), ("fbeta_threshold", "FBetaScore", dict(beta=0.5, threshold=0.6), "binary", "unit"))
      for average in (None, "micro", "macro", "weighted") for weight in (None, "sample")],
]
# What Keras lacks, by scikit-learn: name, class, arguments, form of labels, form of predictions, shape of a sample, weights
SKLEARN_METRICS = [
    (f"{name}_{form}_{weight}", class_name, arguments, form, pred, shape, weight)
    for name, class_name, arguments in (("confusion", "ConfusionMatrix", {}), ("mcc", "MatthewsCorrelation", {}), ("kappa", "CohenKappa", {}),
                                        ("kappa_linear", "CohenKappa", dict(weights="linear")),
                                        ("kappa_quadratic", "CohenKappa", dict(weights="quadratic")))
    for form, pred, shape in (("index", "probability", (4,)), ("one_hot", "logit", (3,)), ("binary", "unit", (1,)))
    for weight in (None, "sample")
]
CHOSEN = [(name, true, pred) for name in ("accuracy", "acc", "crossentropy", "ce")
          for true, pred in (((4, 1), (4, 1)), ((4,), (4, 1)), ((4, 3), (4, 3)), ((4,), (4, 3)), ((4, 1), (4, 3)),
                             ((4, 5), (4, 5, 3)), ((4, 5, 3), (4, 5, 3)))]


def schedule(name, **arguments):
    return getattr(schedules, name)(**arguments)


# label, class, arguments that the rules below come on top of
RULED = (("sgd", "SGD", dict(momentum=0.9)), ("rmsprop", "RMSprop", {}), ("adam", "Adam", {}), ("adamw", "AdamW", {}),
         ("adamax", "Adamax", {}), ("nadam", "Nadam", {}), ("adagrad", "Adagrad", {}), ("adadelta", "Adadelta", {}),
         ("adafactor", "Adafactor", {}), ("ftrl", "Ftrl", dict(learning_rate=1.0)), ("lion", "Lion", {}), ("lamb", "Lamb", {}),
         ("muon", "Muon", {}), ("schedule_free_adamw", "ScheduleFreeAdamW", {}))
OPTIMIZERS = [
    *[(f"{label}_{option}".rstrip("_"), class_name, {"learning_rate": 0.05, **own, **more})
      for label, class_name, own in RULED
      for option, more in (("weight_decay", dict(weight_decay=0.1)), ("clipnorm", dict(clipnorm=0.8)),
                           ("clipvalue", dict(clipvalue=0.3)), ("global_clipnorm", dict(global_clipnorm=1.2)),
                           ("ema", dict(use_ema=True, ema_momentum=0.7)),
                           ("ema_overwrite", dict(use_ema=True, ema_momentum=0.6, ema_overwrite_frequency=2)))],
    *[(f"{label}_accumulation_loss_scale", class_name, {
        "learning_rate": 0.05, "gradient_accumulation_steps": 2, "loss_scale_factor": 8.0, **own}) for label, class_name, own in RULED[4:]],
    *[(f"{label}_schedule", class_name, dict(own, learning_rate=schedule(
        "ExponentialDecay", initial_learning_rate=0.1, decay_steps=2, decay_rate=0.5))) for label, class_name, own in RULED[4:]],
    *[(f"{label}_default", class_name, {}) for label, class_name, own in RULED[4:]],
    ("adamax_betas", "Adamax", dict(learning_rate=0.01, beta_1=0.5, beta_2=0.8, epsilon=1e-3)),
    ("nadam_betas", "Nadam", dict(learning_rate=0.01, beta_1=0.5, beta_2=0.8, epsilon=1e-3)),
    ("adagrad_start", "Adagrad", dict(learning_rate=0.1, initial_accumulator_value=0.5, epsilon=1e-2)),
    ("adadelta_rho", "Adadelta", dict(learning_rate=1.0, rho=0.7, epsilon=1e-3)),
    ("adafactor_own", "Adafactor", dict(learning_rate=0.5, beta_2_decay=-0.5, epsilon_1=1e-3, epsilon_2=0.1, clip_threshold=0.4)),
    ("adafactor_no_relative_step", "Adafactor", dict(learning_rate=0.5, relative_step=False)),
    ("ftrl_penalties", "Ftrl", dict(learning_rate=0.1, initial_accumulator_value=0.3, l1_regularization_strength=0.2,
                                    l2_regularization_strength=0.1, l2_shrinkage_regularization_strength=0.05, beta=0.3)),
    ("ftrl_power", "Ftrl", dict(learning_rate=0.1, learning_rate_power=-0.8)),
    ("ftrl_power_0", "Ftrl", dict(learning_rate=0.1, learning_rate_power=0.0)),
    ("lion_betas", "Lion", dict(learning_rate=0.02, beta_1=0.6, beta_2=0.7)),
    ("lamb_betas", "Lamb", dict(learning_rate=0.01, beta_1=0.5, beta_2=0.8, epsilon=1e-3)),
    ("muon_plain_momentum", "Muon", dict(learning_rate=0.02, nesterov=False, momentum=0.8, ns_steps=3, rms_rate=None)),
    ("muon_polynomial", "Muon", dict(learning_rate=0.02, muon_a=3.0, muon_b=-4.0, muon_c=1.5, rms_rate=0.5, weight_decay=None)),
    ("muon_excluded", "Muon", dict(learning_rate=0.02, exclude_layers=["k.*el"], adam_lr_ratio=0.5, adam_beta_1=0.8,
                                   adam_beta_2=0.9, adam_weight_decay=0.1, epsilon=1e-4)),
    ("schedule_free_adamw_warmup", "ScheduleFreeAdamW", dict(learning_rate=0.05, warmup_steps=4, beta_1=0.8, beta_2=0.9, epsilon=1e-3)),
    ("sgd_default", "SGD", {}), ("sgd_momentum", "SGD", dict(momentum=0.9)),
    ("sgd_nesterov", "SGD", dict(learning_rate=0.02, momentum=0.8, nesterov=True)),
    ("sgd_nesterov_clipnorm_decay", "SGD", dict(momentum=0.5, nesterov=True, clipnorm=0.5, weight_decay=0.01)),
    ("rmsprop_default", "RMSprop", {}), ("rmsprop_momentum", "RMSprop", dict(learning_rate=0.01, momentum=0.9)),
    ("rmsprop_centered", "RMSprop", dict(learning_rate=0.01, centered=True, rho=0.8)),
    ("rmsprop_centered_momentum", "RMSprop", dict(learning_rate=0.01, centered=True, momentum=0.7, epsilon=1e-3)),
    ("adam_default", "Adam", {}), ("adam_amsgrad", "Adam", dict(learning_rate=0.01, amsgrad=True)),
    ("adam_betas", "Adam", dict(learning_rate=0.01, beta_1=0.5, beta_2=0.8, epsilon=1e-3)),
    ("adamw_default", "AdamW", {}), ("adamw_amsgrad", "AdamW", dict(learning_rate=0.01, amsgrad=True)),
    ("sgd_accumulation", "SGD", dict(momentum=0.9, gradient_accumulation_steps=2)),
    ("adam_accumulation", "Adam", dict(learning_rate=0.01, gradient_accumulation_steps=3)),
    ("adam_accumulation_ema_overwrite", "Adam", dict(learning_rate=0.01, gradient_accumulation_steps=2, use_ema=True,
                                                     ema_momentum=0.7, ema_overwrite_frequency=2)),
    ("adamw_accumulation_schedule_clipnorm", "AdamW", dict(
        gradient_accumulation_steps=2, clipnorm=0.5, loss_scale_factor=2.0, learning_rate=schedule(
            "ExponentialDecay", initial_learning_rate=0.1, decay_steps=2, decay_rate=0.5))),
    ("sgd_loss_scale", "SGD", dict(loss_scale_factor=4.0)),
    ("sgd_exponential", "SGD", dict(momentum=0.9, learning_rate=schedule(
        "ExponentialDecay", initial_learning_rate=0.1, decay_steps=2, decay_rate=0.5))),
    ("adam_piecewise", "Adam", dict(learning_rate=schedule(
        "PiecewiseConstantDecay", boundaries=[1, 3], values=[0.1, 0.05, 0.01]))),
    ("rmsprop_polynomial", "RMSprop", dict(learning_rate=schedule(
        "PolynomialDecay", initial_learning_rate=0.1, decay_steps=4, end_learning_rate=0.01, power=2.0))),
    ("sgd_inverse_time", "SGD", dict(learning_rate=schedule(
        "InverseTimeDecay", initial_learning_rate=0.1, decay_steps=1.5, decay_rate=0.6))),
    ("adamw_cosine", "AdamW", dict(learning_rate=schedule(
        "CosineDecay", initial_learning_rate=0.0, decay_steps=4, warmup_target=0.1, warmup_steps=2))),
    ("adam_cosine_restarts", "Adam", dict(learning_rate=schedule(
        "CosineDecayRestarts", initial_learning_rate=0.1, first_decay_steps=2))),
]
STEPS = (0, 1, 2, 3, 5, 9, 10, 11, 19, 20, 25, 39, 40, 70, 71, 100, 1000)
SCHEDULES = [
    ("exponential", "ExponentialDecay", dict(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.9), STEPS),
    ("exponential_staircase", "ExponentialDecay", dict(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.9, staircase=True), STEPS),
    ("piecewise", "PiecewiseConstantDecay", dict(boundaries=[10, 25, 70], values=[0.1, 0.05, 0.01, 0.001]), STEPS),
    ("polynomial", "PolynomialDecay", dict(initial_learning_rate=0.1, decay_steps=40), STEPS),
    ("polynomial_power", "PolynomialDecay", dict(initial_learning_rate=0.1, decay_steps=40, end_learning_rate=0.01, power=0.5), STEPS),
    ("polynomial_cycle", "PolynomialDecay", dict(initial_learning_rate=0.1, decay_steps=20, end_learning_rate=0.01, power=2.0, cycle=True), STEPS),
    ("inverse_time", "InverseTimeDecay", dict(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5), STEPS),
    ("inverse_time_staircase", "InverseTimeDecay", dict(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.5, staircase=True), STEPS),
    ("cosine", "CosineDecay", dict(initial_learning_rate=0.1, decay_steps=40), STEPS),
    ("cosine_alpha", "CosineDecay", dict(initial_learning_rate=0.1, decay_steps=40, alpha=0.2), STEPS),
    ("cosine_warmup", "CosineDecay", dict(initial_learning_rate=0.01, decay_steps=40, alpha=0.1, warmup_target=0.1, warmup_steps=20), STEPS),
    ("restarts", "CosineDecayRestarts", dict(initial_learning_rate=0.1, first_decay_steps=10), STEPS),
    ("restarts_same_length", "CosineDecayRestarts", dict(initial_learning_rate=0.1, first_decay_steps=10, t_mul=1.0, m_mul=0.8), STEPS),
    ("restarts_alpha", "CosineDecayRestarts", dict(initial_learning_rate=0.1, first_decay_steps=20, t_mul=1.5, m_mul=0.5, alpha=0.1), STEPS),
]
