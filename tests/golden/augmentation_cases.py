"""The rows of layers that act in training alone, and of ConvNeXt's. cases.py runs them."""
from row import TRAINING, row

PICTURE = (2, 2, 3, 3)
CHANNELS_FIRST = row("channels_first", (1, 3, 2, 3), data_format="channels_first")
CHANNELS_FIRST_FACTOR = row("channels_first", (1, 3, 2, 3), factor=0.2, data_format="channels_first")

LAYERS = {
    "RandomFlip": [
        row("default", PICTURE), row("every_argument", PICTURE, mode="vertical", seed=3, bounding_box_format="xyxy"),
        CHANNELS_FIRST,
    ],
    "RandomRotation": [
        row("number", PICTURE, factor=0.2), row("two", PICTURE, factor=(0.3, -0.1)), row("beyond", PICTURE, factor=(-3, 0.5)),
        row("every_argument", PICTURE, factor=-0.5, fill_mode="constant", interpolation="nearest", seed=3, fill_value=0.5, bounding_box_format="xywh"),
    ],
    "RandomZoom": [
        row("number", PICTURE, height_factor=0.2),
        row("every_argument", PICTURE, height_factor=(0.3, -0.1), width_factor=-0.4, fill_mode="wrap", interpolation="nearest", seed=3, fill_value=1.5),
    ],
    "RandomTranslation": [
        row("numbers", PICTURE, height_factor=0.2, width_factor=-1.0),
        row("every_argument", PICTURE, height_factor=(0.3, -0.1), width_factor=(0, 1), fill_mode="nearest", interpolation="nearest", seed=3, fill_value=2),
    ],
    "RandomShear": [
        row("two", PICTURE, x_factor=(0.1, 0.3), y_factor=(0.5, 0.25)),
        row("every_argument", PICTURE, x_factor=(0, 1), y_factor=(0, 0.5), interpolation="nearest", fill_mode="constant", fill_value=0.5, seed=3),
    ],
    "RandomPerspective": [
        row("default", PICTURE), row("every_argument", PICTURE, factor=(0.5, 0.2), scale=0.3, interpolation="nearest", fill_value=3, seed=3),
    ],
    "RandomElasticTransform": [
        row("default", PICTURE),
        row("every_argument", PICTURE, factor=0.5, scale=(0.1, 0.2), interpolation="nearest", fill_mode="wrap", fill_value=1, value_range=(0, 1), seed=3),
    ],
    "RandomCrop": [
        row("same_size", (1, 3, 4, 2), height=3, width=4, seed=3),
        *[row(f"training_{name}", shape, TRAINING, height=4, width=5, seed=3)
          for name, shape in (("smaller", (1, 3, 2, 1)), ("wider", (2, 4, 7, 1)), ("higher", (1, 9, 4, 2)), ("one_side", (1, 4, 5, 1)))],
        row("training_wide", (1, 6, 9, 1), TRAINING, height=7, width=3, seed=3),
    ],
    "RandomBrightness": [
        row("number", PICTURE, factor=0.2), row("every_argument", PICTURE, factor=(0.5, -0.25), value_range=(1, 0), seed=3), CHANNELS_FIRST_FACTOR,
    ],
    "RandomContrast": [row("number", PICTURE, factor=0.2), row("every_argument", PICTURE, factor=(0.5, 2), value_range=(1, 0), seed=3)],
    "RandomSaturation": [row("number", PICTURE, factor=0.2), row("every_argument", PICTURE, factor=(0.5, 0.25), value_range=(1, 0), seed=3)],
    "RandomHue": [row("number", PICTURE, factor=0.2), row("every_argument", PICTURE, factor=(0.5, 0.25), value_range=(0, 1), seed=3)],
    "RandomColorJitter": [
        row("default", PICTURE),
        row("every_argument", PICTURE, value_range=(0, 1), brightness_factor=0.1, contrast_factor=(0.1, 0.2), saturation_factor=-0.3, hue_factor=0.4, seed=3),
    ],
    "RandomColorDegeneration": [row("number", PICTURE, factor=0.2), row("every_argument", PICTURE, factor=(0.5, 0.25), value_range=(1, 0), seed=3)],
    "RandomGrayscale": [row("default", PICTURE), row("every_argument", PICTURE, factor=1, seed=3)],
    "RandomInvert": [row("default", PICTURE), row("every_argument", PICTURE, factor=(0.5, 0.25), value_range=(0, 1), seed=3)],
    "RandomPosterization": [row("number", PICTURE, factor=4), row("every_argument", PICTURE, factor=(8, 3), value_range=(1, 0), seed=3)],
    "Solarization": [
        row("default", PICTURE), row("every_argument", PICTURE, addition_factor=0.3, threshold_factor=(0.5, 0.25), value_range=(1, 0), seed=3),
    ],
    "RandomSharpness": [row("number", PICTURE, factor=0.2), row("every_argument", PICTURE, factor=(0.5, 0.25), value_range=(1, 0), seed=3)],
    "RandomGaussianBlur": [
        row("default", PICTURE),
        row("every_argument", PICTURE, factor=(0.5, 0.25), kernel_size=(3, 5), sigma=(0.8, 0.1), value_range=(0, 1), seed=3),
    ],
    "RandomErasing": [
        row("default", PICTURE), row("every_argument", PICTURE, factor=0.5, scale=0.25, fill_value=(1, 2, 3), value_range=(0, 1), seed=3),
        row("fill_number", PICTURE, fill_value=0.5),
    ],
    "AutoContrast": [
        row("default", (2, 4, 3, 3)), row("positive", (1, 3, 3, 1), dict(span=200.0)),
        row("value_range", (2, 3, 4, 2), value_range=(1, -1)), row("training", (2, 3, 3, 2), TRAINING, value_range=(0, 0.5)),
    ],
    "Equalization": [row("default", PICTURE), row("every_argument", PICTURE, value_range=(1, 0), bins=64)],
    "ContrastLimitedAdaptiveHistogramEqualization": [
        row("default", (1, 8, 8, 1)), row("every_argument", (1, 4, 6, 1), value_range=(0, 1), clip_limit=2, tile_grid_size=(2, 3)),
    ],
    "MixUp": [row("default", PICTURE), row("every_argument", PICTURE, alpha=0.5, seed=3)],
    "CutMix": [row("default", PICTURE), row("every_argument", PICTURE, factor=(0.5, 0.25), seed=3)],
    "RandAugment": [row("default", PICTURE), row("every_argument", PICTURE, value_range=(0, 1), num_ops=3, factor=0.7, interpolation="nearest", seed=3)],
    "AugMix": [
        row("default", PICTURE),
        row("every_argument", PICTURE, value_range=(0, 1), num_chains=2, chain_depth=4, factor=(0.5, 0.25), alpha=0.5, all_ops=False,
            interpolation="nearest", seed=3),
    ],
    "Pipeline": [
        row("preprocessing", (2, 4, 3, 2), layers=lambda layers: [layers.Rescaling(0.5, 1), layers.Resizing(3, 2), layers.Rescaling(2)]),
        row("augmenting", (2, 4, 3, 3), layers=lambda layers: [layers.RandomFlip("horizontal", seed=1), layers.RandomRotation(0.1), layers.Rescaling(0.5)]),
        row("weights", (3, 4, 3, 2), TRAINING, layers=lambda layers: [layers.Conv2D(3, 2), layers.BatchNormalization(), layers.PReLU(shared_axes=[1, 2])]),
    ],
    "LayerScale": [
        row("picture", (2, 3, 2, 4), init_values=1e-6, projection_dim=4), row("vector", (3, 5), init_values=1, projection_dim=5, dtype="float32"),
    ],
    "StochasticDepth": [
        row("prediction", (2, 3, 2, 4), drop_path_rate=0.5), row("nothing_to_drop", (3, 5), TRAINING, drop_path_rate=0),
    ],
}

STYLES = [dict(fill_mode=mode, interpolation=interpolation, **({"fill_value": 7.5} if mode == "constant" else {}))
          for mode in ("reflect", "wrap", "constant", "nearest") for interpolation in ("bilinear", "nearest")]


def styled(class_name, picture, numbers, **arguments):
    """A case of each way of finding what lies beyond edges and between pixels."""
    return [(f"{style['fill_mode']}_{style['interpolation']}", class_name, picture, numbers, {**arguments, **style}) for style in STYLES]


SIX = dict(zip(("0.shear_factor", "1.translations", "2.angle", "3.rgb_delta", "4.factor", "5.contrast_factor", "6.factor", "7.shift_factor", "8.additions", "8.thresholds"),
               ([0.2, 0.1], [1.5, -2.25], [77.0], [31.5], [0.4], [1.3], [0.2], [5], [20.0], [100.0])))

# What layers do with numbers that are given: file -> (name, class, picture of makers/augmentations.py, numbers, arguments).
CHANGES = {
    "moves": [
        *[(mode, "RandomFlip", "colours", {"flips": [1]}, dict(mode=mode)) for mode in ("horizontal", "vertical", "horizontal_and_vertical")],
        ("not", "RandomFlip", "grey", {"flips": [0]}, {}),
        *styled("RandomRotation", "colours", {"angle": [33.3]}, factor=0.5),
        ("far", "RandomRotation", "grey", {"angle": [-151.5]}, dict(factor=0.5)), ("quarter", "RandomRotation", "unit", {"angle": [90.0]}, dict(factor=0.5)),
        *styled("RandomZoom", "grey", {"height_zoom": [1.37], "width_zoom": [0.61]}, height_factor=0.5, width_factor=0.5),
        ("smaller", "RandomZoom", "colours", {"height_zoom": [1.83], "width_zoom": [1.83]}, dict(height_factor=0.9)),
        *styled("RandomTranslation", "grey", {"translations": [-7.3, 5.4]}, height_factor=0.8, width_factor=0.8),
        ("far", "RandomTranslation", "grey", {"translations": [31.0, -20.25]}, dict(height_factor=1, width_factor=1, fill_mode="wrap")),
        *styled("RandomShear", "colours", {"shear_factor": [0.43, -0.27]}, x_factor=(0, 0.5), y_factor=(0, 0.5)),
        *[(f"apply_{interpolation}", "RandomPerspective", "colours", {"apply_perspective": [1], "end_points": [0, 0, 7.2, 0, 0, 13.75, 10.8, 9.35]},
           dict(interpolation=interpolation, fill_value=3)) for interpolation in ("bilinear", "nearest")],
        ("not", "RandomPerspective", "grey", {"apply_perspective": [0], "end_points": [0, 0, 7.2, 0, 0, 9.75, 10.8, 9.35]}, {}),
        ("larger", "RandomCrop", "colours", {"h_start": [3], "w_start": [1]}, dict(height=7, width=8)),
        ("smaller", "RandomCrop", "grey", {"h_start": [2], "w_start": [0]}, dict(height=5, width=17)),
    ],
    "bends": [
        *styled("RandomElasticTransform", "colours", {"apply_transform": [1], "distortion_factor": [0.9], "field": "pixels"}),
        ("smoothed", "RandomElasticTransform", "large", {"apply_transform": [1], "distortion_factor": [0.97], "field": "pixels"}, {}),
        ("not", "RandomElasticTransform", "grey", {"apply_transform": [0], "distortion_factor": [0.5], "field": "pixels"}, dict(value_range=(20, 200))),
    ],
    "colours": [
        *[(name, "RandomBrightness", picture, {"rgb_delta": [delta]}, dict(factor=0.5, value_range=(0, high)))
          for name, picture, delta, high in (("more", "colours", 61.5, 255), ("less", "unit", -0.31, 1))],
        *[(name, "RandomContrast", picture, {"contrast_factor": [factor]}, dict(factor=0.5, value_range=(0, high)))
          for name, picture, factor, high in (("more", "colours", 1.47, 255), ("less", "unit", 0.55, 1), ("grey", "grey", 1.2, 255))],
        *[(name, "RandomSaturation", picture, {"factor": [factor]}, dict(factor=0.5, value_range=(0, high)))
          for name, picture, factor, high in (("more", "unit", 1.9, 1), ("less", "unit", 0.3, 1), ("bytes", "colours", 1.4, 255))],
        *[(name, "RandomHue", picture, {"factor": [factor]}, dict(factor=1, value_range=(0, high)))
          for name, picture, factor, high in (("forth", "colours", 0.41, 255), ("back", "unit", -0.27, 1))],
        ("all", "RandomColorJitter", "colours", {"0.rgb_delta": [-20.5], "1.contrast_factor": [1.25], "2.factor": [0.7], "3.factor": [0.11]},
         dict(brightness_factor=0.3, contrast_factor=0.3, saturation_factor=0.3, hue_factor=0.3)),
        ("two", "RandomColorJitter", "unit", {"0.contrast_factor": [0.8], "1.factor": [-0.2]}, dict(value_range=(0, 1), contrast_factor=0.3, hue_factor=0.5)),
        *[(name, "RandomColorDegeneration", picture, {"factor": [factor]}, dict(factor=0.7, value_range=(0, high)))
          for name, picture, factor, high in (("part", "colours", 0.65, 255), ("more", "unit", -0.5, 1), ("grey", "grey", 0.65, 255))],
        ("apply", "RandomGrayscale", "colours", {"should_apply": [1]}, {}), ("not", "RandomGrayscale", "unit", {"should_apply": [0]}, {}),
    ],
    "tones": [
        ("apply", "RandomInvert", "colours", {"apply_inversion": [1]}, {}), ("not", "RandomInvert", "grey", {"apply_inversion": [0]}, {}),
        ("unit", "RandomInvert", "unit", {"apply_inversion": [1]}, dict(value_range=(0, 1))),
        *[(f"{picture}_{shift}", "RandomPosterization", picture, {"shift_factor": [shift]}, dict(factor=(1, 8), value_range=(0, high)))
          for picture, shift, high in (("colours", 5, 255), ("unit", 7, 1), ("unit", 2, 1))],
        *[(picture, "Solarization", picture, {"additions": [41.5], "thresholds": [120.0]}, dict(addition_factor=0.5, threshold_factor=0.5, value_range=(0, high)))
          for picture, high in (("colours", 255), ("unit", 1))],
        *[(name, "RandomSharpness", picture, {"factor": [factor]}, dict(factor=1, value_range=(0, high)))
          for name, picture, factor, high in (("smooth", "colours", 0.1, 255), ("sharp", "unit", 0.85, 1), ("grey", "grey", 0.3, 255))],
        *[(name, "RandomGaussianBlur", picture, {"should_apply_blur": [int(name != "not")], "blur_factor": list(sigma)}, dict(kernel_size=kernel, value_range=(0, high)))
          for name, picture, sigma, kernel, high in (("square", "colours", (0.9, 0.6), 3, 255), ("wide", "grey", (0.9, 0.4), (3, 5), 255),
                                                     ("high", "unit", (0.3, 0.8), (5, 3), 1), ("not", "grey", (0.3, 0.8), 5, 200))],
        ("number", "RandomErasing", "colours", {"apply_erasing": [1], "box": [1.2, 6.0, 3.0, 9.7]}, dict(fill_value=77)),
        ("three", "RandomErasing", "unit", {"apply_erasing": [1], "box": [0.0, 10.0, 5.5, 6.0]}, dict(fill_value=(0.25, 0.5, 2), value_range=(0, 1))),
        ("noise", "RandomErasing", "grey", {"apply_erasing": [1], "box": [2.0, 8.5, 0.5, 7.5], "fill_value": "elements"}, dict(value_range=(0, 2))),
        ("not", "RandomErasing", "grey", {"apply_erasing": [0], "box": [2.0, 8.5, 0.5, 7.5]}, dict(fill_value=1)),
    ],
    "histograms": [
        ("bytes", "AutoContrast", "colours", {}, {}), ("unit", "AutoContrast", "unit", {}, dict(value_range=(0, 1))),
        ("bytes", "Equalization", "colours", {}, {}), ("bins", "Equalization", "grey", {}, dict(bins=16)), ("unit", "Equalization", "unit", {}, dict(value_range=(0, 1))),
        *[(name, "ContrastLimitedAdaptiveHistogramEqualization", picture, {}, arguments)
          for name, picture, arguments in (("default", "colours", {}), ("unit", "unit", dict(value_range=(0, 1), tile_grid_size=(3, 2))),
                                           ("uneven", "grey", dict(clip_limit=40, tile_grid_size=(2, 4))), ("unlimited", "large", dict(clip_limit=0, tile_grid_size=(3, 3))))],
    ],
    "policies": [
        *[(f"{first}_{second}", "RandAugment", picture, {"layer_idxes": [first, second], **SIX}, {})
          for first, second, picture in ((0, 3, "colours"), (5, 2, "colours"), (6, 6, "grey"), (10, 1, "grey"), (7, 4, "colours"), (9, 8, "colours"))],
        ("all", "AugMix", "colours", {"chain_mixing_weights": [0.2, 0.5, 0.3], "weight_sample": [0.35], "layers": [0, 8, -1, 2, 4, 5, -1, 10, 7],
                                      "parameters": [0.1, 0.2, 0.5, 0, 0, 0, 40, 0, 10, 100, 0, 0, 0, 0, 0.2, 0, 20, 0]}, {}),
        ("fewer", "AugMix", "grey", {"chain_mixing_weights": [0.6, 0.4], "weight_sample": [0.1], "layers": [3, 1, 6, -1],
                                     "parameters": [5, 0, 2.5, -1, 0, 0, 0, 0]}, dict(num_chains=2, chain_depth=2, all_ops=False)),
    ],
}

# What layers do with the pictures of a batch, beyond what they do with each: (name, class, numbers, arguments).
BATCHES = [
    ("bytes", "Equalization", {}, {}), ("bins", "Equalization", {}, dict(bins=16)), ("unit", "Equalization", {}, dict(value_range=(0, 1))),
    ("equalized", "RandAugment", {"layer_idxes": [10, 5], **SIX}, {}), ("last", "RandAugment", {"layer_idxes": [7, 10], **SIX}, {}),
    ("unit", "RandAugment", {"layer_idxes": [9, 10], **SIX}, dict(value_range=(0, 1))),
    ("all", "AugMix", {"chain_mixing_weights": [0.2, 0.5, 0.3], "weight_sample": [0.35], "layers": [6, 0, -1, 2, 6, 5, -1, 10, 6],
                       "parameters": [0, 0, 0.2, 0.5, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0, 0.2, 0, 0, 0]}, {}),
]

# Interpolations of Keras 2's RandomHeight and RandomWidth.
SIZES = ["bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic"]

# (name, class, numbers, arguments)
MIXINGS = [
    ("mix_up", "MixUp", {"mix_weight": [0.25, 0.9, 0.5], "permutation_order": [2, 0, 1]}, {}),
    ("cut_mix", "CutMix", {"permutation_order": [1, 2, 0], "box": [0.5, 3.0, 1.0, 4.5, 0.0, 4.0, 0.0, 5.0, 2.25, 2.75, 1.5, 3.5]}, {}),
]
