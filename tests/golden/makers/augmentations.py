"""augmentations/*.json: what layers make of pictures in training when their random numbers are given."""
from unittest import mock

import keras
import numpy as np
import tensorflow as tf

from makers import environment
from makers.draw import Draw
from makers.write import array

# name: shape, upper end of the values
PICTURES = {"colours": ((12, 10, 3), 255), "grey": ((9, 13, 1), 255), "unit": ((12, 10, 3), 1), "large": ((24, 22, 1), 255)}


def pictures():
    return {name: Draw("picture", name).uniform((1, *shape), 0, 1) * np.float32(high) for name, (shape, high) in PICTURES.items()}


def column(values):
    """One number of one picture, with the axes that Keras multiplies pictures by."""
    return tf.reshape(tf.constant(values, tf.float32), (1, 1, 1, 1))


def decided(values):
    return tf.constant([bool(values[0])])


def rotation(layer, numbers, shape):
    zero, one = tf.zeros([1]), tf.ones([1])
    return {"rotation_matrix": layer._compute_affine_matrix(0.5, 0.5, tf.constant(numbers["angle"], tf.float32), zero, zero, one, zero, zero, shape[1], shape[2])}


def perspective(layer, numbers, shape):
    right, bottom = shape[2] - 1.0, shape[1] - 1.0
    return {"apply_perspective": decided(numbers["apply_perspective"]),
            "start_points": tf.constant([[[0, 0], [right, 0], [0, bottom], [right, bottom]]], tf.float32),
            "end_points": tf.reshape(tf.constant(numbers["end_points"], tf.float32), (1, 4, 2))}


def erasing(layer, numbers, shape):
    corners = [tf.constant([x], tf.float32) for x in numbers["box"]]
    noise = np.reshape(numbers["fill_value"], shape).astype(np.float32) if "fill_value" in numbers else None
    with mock.patch.object(layer.backend.random, "normal", lambda *_, **__: noise / layer.value_range[1]):
        fill = layer._get_fill_value(tf.zeros(shape), shape, None)
    return {"apply_erasing": decided(numbers["apply_erasing"]), "batch_masks": layer._generate_batch_mask(shape, corners), "fill_value": fill}


def some(layer, numbers, shape):
    names = layer._AUGMENT_LAYERS
    own = [{key[len(f"{i}."):]: value for key, value in numbers.items() if key.startswith(f"{i}.")} for i in range(len(names))]
    return {"layer_idxes": tf.constant(numbers["layer_idxes"]), "transforms": {name: imposed(getattr(layer, name), own[i], shape) for i, name in enumerate(names)}}


def mixture(layer, numbers, shape):
    chains = []
    places = iter(zip(numbers["layers"], np.reshape(numbers["parameters"], (-1, 2))))
    for _ in range(layer.num_chains):
        steps = [(layer._augment_layers[int(index)], list(values)) for index, values in (next(places) for _ in range(layer.chain_depth)) if index >= 0]
        chains.append([{"layer_name": name, "transformation": imposed(getattr(layer, name), named(getattr(layer, name), values), shape)} for name, values in steps])
    return {"chain_mixing_weights": tf.constant(numbers["chain_mixing_weights"], tf.float32),
            "weight_sample": tf.constant(numbers["weight_sample"][0], tf.float32), "chain_transforms": chains}


def named(layer, values):
    """The numbers of a step of a mixture by their names."""
    names = {"RandomShear": [("shear_factor", 2)], "RandomTranslation": [("translations", 2)], "RandomRotation": [("angle", 1)],
             "RandomBrightness": [("rgb_delta", 1)], "RandomContrast": [("contrast_factor", 1)], "RandomPosterization": [("shift_factor", 1)],
             "Solarization": [("additions", 1), ("thresholds", 1)], "AutoContrast": [], "Equalization": []}
    result, at = {}, 0
    for name, count in names.get(type(layer).__name__, [("factor", 1)]):
        result[name], at = values[at:at + count], at + count
    return result


IMPOSED = {
    "RandomFlip": lambda layer, n, shape: {"flips": tf.reshape(decided(n["flips"]), (1, 1, 1, 1))},
    "RandomRotation": rotation,
    "RandomZoom": lambda layer, n, shape: {key: tf.constant([values], tf.float32) for key, values in n.items()},
    "RandomTranslation": lambda layer, n, shape: {"translations": tf.constant([n["translations"]], tf.float32)},
    "RandomShear": lambda layer, n, shape: {"shear_factor": tf.constant([n["shear_factor"]], tf.float32)},
    "RandomPerspective": perspective,
    "RandomElasticTransform": lambda layer, n, shape: {"apply_transform": decided(n["apply_transform"]), "seed": 1,
                                                       "distortion_factor": tf.constant(n["distortion_factor"][0], tf.float32)},
    "RandomCrop": lambda layer, n, shape: (int(n["h_start"][0]), int(n["w_start"][0])),
    "RandomBrightness": lambda layer, n, shape: {"rgb_delta": column(n["rgb_delta"])},
    "RandomContrast": lambda layer, n, shape: {"contrast_factor": column(n["contrast_factor"])},
    "RandomSaturation": lambda layer, n, shape: {"factor": tf.constant(n["factor"], tf.float32)},
    "RandomHue": lambda layer, n, shape: {"factor": tf.constant(n["factor"], tf.float32)},
    "RandomColorJitter": lambda layer, n, shape: None,
    "RandomColorDegeneration": lambda layer, n, shape: {"factor": column(n["factor"])},
    "RandomGrayscale": lambda layer, n, shape: tf.reshape(decided(n["should_apply"]), (1, 1, 1, 1)),
    "RandomInvert": lambda layer, n, shape: {"apply_inversion": decided(n["apply_inversion"])},
    "RandomPosterization": lambda layer, n, shape: {"shift_factor": tf.constant(np.asarray(n["shift_factor"], "uint8"))},
    "Solarization": lambda layer, n, shape: {key: column(values) for key, values in n.items()},
    "RandomSharpness": lambda layer, n, shape: {"factor": tf.constant(n["factor"], tf.float32)},
    "RandomGaussianBlur": lambda layer, n, shape: {"should_apply_blur": decided(n["should_apply_blur"]), "blur_factor": tf.constant(n["blur_factor"], tf.float32)},
    "RandomErasing": erasing,
    "AutoContrast": lambda layer, n, shape: None,
    "Equalization": lambda layer, n, shape: None,
    "ContrastLimitedAdaptiveHistogramEqualization": lambda layer, n, shape: None,
    "RandAugment": some,
    "AugMix": mixture,
}


def imposed(layer, numbers, shape):
    """The transformation that Keras would have drawn."""
    return IMPOSED[type(layer).__name__](layer, numbers, shape)


def impose_jitter(layer, numbers):
    steps = [step for step in (layer.random_brightness, layer.random_contrast, layer.random_saturation, layer.random_hue) if step is not None]
    for i, step in enumerate(steps):
        own = {key[2:]: value for key, value in numbers.items() if key.startswith(f"{i}.")}
        step.get_random_transformation = lambda *_, s=step, n=own, **__: imposed(s, n, None)


def filled(values, shape, draw):
    """"pixels" and "elements" stand for a normal number for each."""
    counts = {"pixels": np.prod(shape[1:3]), "elements": np.prod(shape[1:])}
    return np.round(draw.random.normal(size=counts[values]), 3).astype(np.float32).tolist() if isinstance(values, str) else values


def case(row):
    name, class_name, picture, numbers, arguments = row
    keras.backend.clear_session()
    layer = getattr(keras.layers, class_name)(**arguments)
    images = pictures()[picture]
    shape = images.shape
    layer.build(shape)
    numbers = {key: filled(values, shape, Draw("augmentation", class_name, name, key)) for key, values in numbers.items()}
    if class_name == "RandomColorJitter":
        impose_jitter(layer, numbers)
    field = np.reshape(numbers["field"], shape[:3]).astype(np.float32) if "field" in numbers else None
    with mock.patch.object(tf.random, "stateless_normal", lambda **_: tf.constant(field)):
        output = layer.transform_images(tf.constant(images), imposed(layer, numbers, shape), training=True)
    return {"name": name, "node": keras.saving.serialize_keras_object(layer), "picture": picture, "numbers": numbers, "output": array(output)}


def document(rows):
    used = {row[2] for row in rows}
    return {"subject": "augmentations", "made_by": environment.versions(),
            "pictures": {name: array(value) for name, value in pictures().items() if name in used}, "cases": [case(row) for row in rows]}


def size_case(class_name, interpolation, factor):
    """Pictures of another size by a layer of Keras 2, brought back as fovea does where sizes are fixed."""
    import tf_keras
    layer = getattr(tf_keras.layers, class_name)((factor, factor), interpolation=interpolation)
    pictures = Draw("size", class_name, interpolation).uniform((2, 7, 6, 1), 0, 255)
    output = tf.image.resize(layer(pictures, training=True), pictures.shape[1:3], method=interpolation)
    return {"name": f"{interpolation}_{factor}", "node": {"class_name": class_name, "config": {"name": layer.name, "factor": [factor, factor], "interpolation": interpolation}},
            "pictures": array(pictures), "output": array(output)}


def sizes(interpolations):
    return {"subject": "augmentations", "made_by": environment.versions(),
            "cases": [size_case(class_name, name, factor) for class_name in ("RandomHeight", "RandomWidth") for name in interpolations for factor in (-0.4, 0.6)]}


def mixing_case(row):
    name, class_name, numbers, arguments = row
    keras.backend.clear_session()
    layer = getattr(keras.layers, class_name)(**arguments)
    images, labels = Draw("mixing", name).uniform((3, 5, 4, 2), 0, 255), Draw("labels", name).one_hot((3, 4))
    order = tf.constant(numbers["permutation_order"])
    if class_name == "MixUp":
        transformation = {"mix_weight": tf.constant(numbers["mix_weight"], tf.float32), "permutation_order": order}
    else:
        corners = tf.unstack(tf.reshape(tf.constant(numbers["box"], tf.float32), (3, 4)), axis=1)
        masks, weight = layer._generate_batch_mask(images.shape, corners)
        transformation = {"batch_masks": masks, "mix_weight": weight, "permutation_order": order}
    return {"name": name, "node": keras.saving.serialize_keras_object(layer), "numbers": numbers, "pictures": array(images), "labels": array(labels),
            "output": array(layer.transform_images(tf.constant(images), transformation, training=True)),
            "labels_output": array(layer.transform_labels(tf.constant(labels), transformation, training=True))}


def batch_case(row):
    """The pictures of a batch, all with the same numbers."""
    name, class_name, numbers, arguments = row
    keras.backend.clear_session()
    layer = getattr(keras.layers, class_name)(**arguments)
    low, high = arguments.get("value_range", (0, 255))
    images = Draw("batch", class_name, name).uniform((3, 6, 5, 3), low, high)
    images[1] = low + (images[1] - low) / 3  # pictures whose values lie elsewhere
    layer.build(images.shape)
    output = layer.transform_images(tf.constant(images), imposed(layer, numbers, images.shape), training=True)
    return {"name": name, "node": keras.saving.serialize_keras_object(layer), "numbers": numbers, "pictures": array(images), "output": array(output)}


def batches(rows):
    return {"subject": "augmentations", "made_by": environment.versions(), "cases": [batch_case(row) for row in rows]}


def mixing(rows):
    return {"subject": "augmentations", "made_by": environment.versions(), "cases": [mixing_case(row) for row in rows]}
