"""layers/<snake_case>.json: one layer, its inputs and weights, what it gives, and every gradient of sum(output * cotangent)."""
import inspect

import keras
import numpy as np
import tensorflow as tf
from keras.src.applications import convnext, inception_resnet_v2

from makers import environment
from makers.draw import Draw
from makers.write import array


def inputs_of(draw, case):
    if "values" in case:
        return [np.array(case["values"], np.float32)]
    if "several_values" in case:
        return [np.array(values, np.float32) for values in case["several_values"]]
    shapes = case["inputs"] if isinstance(case["inputs"], list) else [case["inputs"]]
    return [draw.distinct(shape, case.get("span", 2.0)) for shape in shapes]


def name_of(weight, layer):
    """Its name, or that of its attribute where Keras gave it none."""
    return next(key for key, value in vars(layer).items() if value is weight) if weight.name == "variable" else weight.name


def make(class_name, case):
    draw = Draw(class_name, case["name"])
    keras.backend.clear_session()
    # A layer within a layer is made where its name starts from nothing too.
    arguments = {key: value(keras.layers) if callable(value) else value for key, value in case["arguments"].items()}
    places = (keras.layers, convnext, inception_resnet_v2)
    layer = next(getattr(place, class_name) for place in places if hasattr(place, class_name))(**arguments)
    training = case.get("training", False)
    arguments = {"training": training} if "training" in inspect.signature(layer.call).parameters else {}
    inputs = [tf.constant(x) for x in inputs_of(draw, case)]
    call_with = inputs if isinstance(case.get("inputs"), list) or "several_values" in case else inputs[0]
    call = tf.function(layer, jit_compile=True) if case.get("xla") else layer
    call(call_with)  # builds it
    for weight in layer.weights:
        weight.assign(draw.weight(weight.name, weight.shape))
    if hasattr(layer, "finalize_state"):  # what Normalization computes from its weights
        layer.finalize_state()
    before = [weight.numpy() for weight in layer.weights]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        output = call(call_with, **arguments)
        cotangent = draw.uniform(output.shape)
        total = tf.reduce_sum(output * cotangent)
    trainable = [weight.value for weight in layer.trainable_weights]
    found = tape.gradient(total, inputs + trainable, unconnected_gradients="zero")
    by_path = {w.path: array(g) for w, g in zip(layer.trainable_weights, found[len(inputs):])}
    made = {
        "name": case["name"],
        "node": keras.saving.serialize_keras_object(layer),
        "training": training,
        "inputs": [array(x) for x in inputs],
        "weights": [{"path": w.path, "name": name_of(w, layer), "trainable": w.path in by_path, "value": array(value)}
                    for w, value in zip(layer.weights, before)],
        "output": array(output),
        "cotangent": array(cotangent),
        "input_gradients": [array(g) for g in found[:len(inputs)]],
        "weight_gradients": [by_path.get(w.path) for w in layer.weights],
    }
    after = [weight.numpy() for weight in layer.weights]
    if any((a != b).any() for a, b in zip(before, after)):
        made["weights_after"] = [array(value) for value in after]
    return made


def document(class_name, cases):
    return {"subject": class_name, "made_by": environment.versions(), "cases": [make(class_name, c) for c in cases]}
