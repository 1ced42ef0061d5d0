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
    "LayerScale": [
        row("picture", (2, 3, 2, 4), init_values=1e-6, projection_dim=4), row("vector", (3, 5), init_values=1, projection_dim=5, dtype="float32"),
    ],
    "StochasticDepth": [
        row("prediction", (2, 3, 2, 4), drop_path_rate=0.5), row("nothing_to_drop", (3, 5), TRAINING, drop_path_rate=0),
    ],
}
