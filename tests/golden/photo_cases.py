"""The rows behind photos/*.json: see makers/photos.py for what is done with them."""
from makers import photos

SEEDS = (0, 1, 42, 123, 4294967295)

MAPS = {
    "turned": ((0.9, 0.31, -1.7), (-0.42, 1.1, 0.6)),
    "far": ((1.9, 0.2, -9.3), (-0.3, 2.3, -3.45)),
    "shifted": ((1.0, 0.0, 1.25), (0.0, 1.0, -2.0)),
    "outside": ((1.0, 0.0, -15.25), (0.0, 1.0, 14.0)),
}

SHAPES = {"photo": (20, 16, 3), "wide": (7, 12, 3), "gray": (9, 8, 1), "alpha": (6, 7, 4)}


def row(name, picture="wide", **arguments):
    """`seed`, `impose`, `scale` and `offset` are the case's, all else the generator's."""
    own = {key: arguments.pop(key) for key in ("seed", "impose", "scale", "offset") if key in arguments}
    return {"name": name, "arguments": arguments, "picture": picture, **own}


EVERYTHING = dict(rotation_range=20, width_shift_range=0.2, height_shift_range=0.2, shear_range=15.0, zoom_range=0.2,
                  channel_shift_range=30.0, brightness_range=[0.6, 1.4], horizontal_flip=True, vertical_flip=True)

ROWS = [
    row("nothing"),
    row("lesson", "photo", rotation_range=20, shear_range=0.2, zoom_range=0.2, width_shift_range=0.2, height_shift_range=0.2,
        horizontal_flip=True, rescale=1 / 255),
    row("everything", "photo", seed=3, **EVERYTHING),
    row("everything reflect cubic", "photo", seed=4, fill_mode="reflect", interpolation_order=3, **EVERYTHING),
    row("everything gray", "gray", seed=5, **EVERYTHING),
    row("everything alpha", "alpha", seed=6, **EVERYTHING),
    row("rotation", rotation_range=40),
    row("quarter turn", impose=dict(theta=90)),
    row("half turn constant", impose=dict(theta=180), fill_mode="constant", cval=7.0),
    row("height shift fraction", height_shift_range=0.4),
    row("width shift fraction", width_shift_range=0.4),
    row("height shift pixels", height_shift_range=5),
    row("width shift pixels as real", width_shift_range=3.0),
    row("width shift list", width_shift_range=[-3, 1, 2], seed=2),
    row("height shift list of fractions", height_shift_range=[0.1, 0.3], seed=8),
    row("height shift list of one", height_shift_range=[2.0], width_shift_range=1.0),
    row("shear", shear_range=35),
    row("zoom", zoom_range=0.5, seed=7),
    row("zoom pair", zoom_range=[0.5, 0.9]),
    row("zoom beyond constant", zoom_range=[1.5, 1.9], fill_mode="constant", cval=100.5),
    row("zoom beyond wrap", zoom_range=[1.5, 1.9], fill_mode="wrap"),
    row("zoom beyond reflect", zoom_range=[1.5, 3.9], fill_mode="reflect"),
    *[row(f"order {order} {mode}", "gray", seed=order, rotation_range=60, zoom_range=[1.1, 1.6], fill_mode=mode, cval=9.0,
          interpolation_order=order) for order in range(6) for mode in ("nearest", "constant", "reflect", "wrap")],
    row("flip horizontal", horizontal_flip=True),
    row("flip vertical", vertical_flip=True, seed=0),
    row("flips imposed", impose=dict(flip_horizontal=True, flip_vertical=True)),
    row("channel shift", channel_shift_range=90.0),
    row("brightness down", brightness_range=[0.2, 0.5]),
    row("brightness up", brightness_range=(1.3, 2.5)),
    row("brightness one", impose=dict(brightness=1.0), scale=0.7),
    row("brightness of other ranges", brightness_range=[0.5, 1.5], scale=1.5, offset=-40.25),
    row("brightness of fractions", brightness_range=[0.5, 1.5], scale=1 / 255),
    row("rescale", rescale=1 / 127.5),
    row("samplewise center", samplewise_center=True),
    row("samplewise std", samplewise_std_normalization=True, rescale=0.1),
    *[row(f"preprocess {name}", "gray" if mode == "tf" else "wide", preprocessing_function=name)
      for name, mode in (("vgg16", "caffe"), ("xception", "tf"), ("densenet", "torch"), ("efficientnet", "none"))],
    row("preprocess and rescale", preprocessing_function="mobilenet", rescale=0.5),
    row("preprocess caffe and rescale", "wide", preprocessing_function="resnet50", rescale=0.25),
    row("preprocess torch, rescale and each", "wide", preprocessing_function="densenet", rescale=2.0, samplewise_std_normalization=True),
]

FITS = [
    dict(name="center", shape=(4, 3, 5, 3), arguments=dict(featurewise_center=True), fit={}),
    dict(name="std", shape=(4, 3, 5, 3), arguments=dict(featurewise_std_normalization=True, rescale=1 / 255), fit={}),
    dict(name="zca", shape=(14, 2, 3, 1), arguments=dict(zca_whitening=True, rescale=1 / 255), fit={}),
    dict(name="zca epsilon", shape=(14, 2, 1, 3), arguments=dict(zca_whitening=True, zca_epsilon=0.1, featurewise_std_normalization=True), fit={}),
    dict(name="zca of few", shape=(3, 2, 2, 3), arguments=dict(zca_whitening=True, rescale=1 / 255), fit={}),
    dict(name="augmented", shape=(3, 4, 5, 1), arguments=dict(featurewise_std_normalization=True, rotation_range=50, zoom_range=0.3,
                                                              brightness_range=[0.5, 1.2]), fit=dict(augment=True, rounds=2, seed=9)),
]

FLOWS = [dict(name=name, n=n, batch_size=4, shuffle=shuffle, seed=seed) for name, n, shuffle, seed in (
    ("shuffled", 10, True, 42), ("in order", 10, False, 42), ("even", 8, True, 123), ("one batch", 3, True, 5))]

FILES = ["stray.jpg", "b/2.jpg", "b/10.JPG", "b/1.png", "b/notes.txt", "b/.hidden.jpg", "b/apng", "b/.jpg", "b/t.TIFF", "b/w.webp", "b/g.gif",
         "b/sub/0.jpg", "b/sub-2/0.jpg", "b/sub/deep/z.bmp", "b/p.ppm", "a/é.jpg", "a/z.jpg", "a/Z.jpg", "a/鳥.png", "a/😀.png",
         "a/ｊ.jpg", ".dot/d.jpg", "10/x.jpeg", "2/x.jpeg"]
FOLDERS = ["a", "b/sub/deep", "b/sub-2", ".dot", "10", "2", "empty"]
LISTINGS = [
    dict(name="odd names", files=FILES, folders=FOLDERS,
         flow=[{}, dict(validation_split=0.34, subset="training"), dict(validation_split=0.34, subset="validation"), dict(classes=["b", "a", "gone"])],
         dataset=[dict(shuffle=False), dict(seed=42), dict(seed=42, validation_split=0.3, subset="training"),
                  dict(seed=42, validation_split=0.3, subset="validation"), dict(seed=123, validation_split=0.3, subset="both"),
                  dict(shuffle=False, validation_split=0.01, subset="validation"), dict(shuffle=False, class_names=["b", "a"]),
                  dict(shuffle=False, validation_split=0.5, subset="both")]),
]

DIRECTORY = {"a/1.png": (9, 12, 3), "a/2.png": (8, 6, 3), "b/sub/3.png": (14, 10, 3), "b/4.png": (7, 7, 3), "b/5.png": (6, 13, 1),
             "a/6.png": (11, 9, 4), "b/7.png": (10, 5, 3)}
DIRECTORY_FLOWS = [dict(name=name, kind="flow", generator=generator, arguments=dict(target_size=[8, 6], batch_size=3, seed=42, **arguments))
                   for name, generator, arguments in (
    ("rescaled", dict(rescale=1 / 255), dict(class_mode="binary")),
    ("in order", {}, dict(class_mode="sparse", shuffle=False, interpolation="bilinear", keep_aspect_ratio=True)),
    ("lesson", dict(rotation_range=20, shear_range=0.2, zoom_range=0.2, width_shift_range=0.2, height_shift_range=0.2,
                    horizontal_flip=True, rescale=1 / 255), dict(interpolation="bilinear")),
    ("everything", EVERYTHING, dict(class_mode="input", color_mode="grayscale", interpolation="lanczos")),
    ("part", dict(rotation_range=30, validation_split=0.4), dict(class_mode=None, subset="training", classes=["b", "a"])))]
DIRECTORY_DATASETS = [dict(name=name, kind="dataset", arguments={"image_size": [8, 6], "batch_size": 3, **arguments})
                      for name, arguments in (
    ("int", {}), ("categorical cropped", dict(label_mode="categorical", crop_to_aspect_ratio=True)),
    ("binary gray", dict(label_mode="binary", color_mode="grayscale", interpolation="nearest")),
    ("no labels", dict(label_mode=None)), ("padded", dict(pad_to_aspect_ratio=True)), ("padded wide", dict(pad_to_aspect_ratio=True, image_size=[5, 9])),
    ("gaussian", dict(interpolation="gaussian", color_mode="grayscale")), ("mitchellcubic", dict(interpolation="mitchellcubic", color_mode="grayscale")),
    ("listed", dict(labels=[2, 0, 1, 1, 0, 2, 0], label_mode="categorical", color_mode="grayscale")),
    ("listed part", dict(labels=[1, 0, 1, 1, 0, 0, 0], label_mode="binary", color_mode="grayscale", validation_split=0.4, subset="training")),
    ("both", dict(color_mode="grayscale", validation_split=0.4, subset="both")), ("held out", dict(validation_split=0.4, subset="validation", seed=1)))]

SUBJECTS = {
    "photos/numpy_random": lambda: photos.numpy_random(SEEDS),
    "photos/affine_spline": lambda: photos.affine_spline((6, 5, 2), MAPS, range(6), ("constant", "nearest", "reflect", "wrap", "grid-wrap")),
    "photos/image_data_generator": lambda: photos.image_data_generator(ROWS, SHAPES),
    "photos/fit": lambda: photos.fits(FITS),
    "photos/flow": lambda: photos.flows(FLOWS),
    "photos/directory": lambda: photos.directories(DIRECTORY, DIRECTORY_FLOWS, DIRECTORY_DATASETS),
    "photos/listing": lambda: photos.listings(LISTINGS),
}
