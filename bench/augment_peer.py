"""The lesson's augmentation of pictures of 150x150x3 by Keras: augment_peer.py generator|layers [SECONDS]

generator is ImageDataGenerator, which works in one thread; layers are the preprocessing layers in tf.data, on all cores.
"""
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf

task, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 5
pictures = (np.arange(256 * 150 * 150 * 3) * 37 % 251).astype("uint8").reshape(256, 150, 150, 3)
if task == "generator":
    batches = keras.src.legacy.preprocessing.image.ImageDataGenerator(
        rotation_range=20, shear_range=0.2, zoom_range=0.2, width_shift_range=0.2, height_shift_range=0.2,
        horizontal_flip=True).flow(pictures, batch_size=32)
else:
    L = keras.layers
    changes = keras.Sequential([L.RandomFlip("horizontal"), L.RandomRotation(20 / 360), L.RandomZoom(0.2), L.RandomShear(0.2),
                                L.RandomTranslation(0.2, 0.2)])
    batches = iter(tf.data.Dataset.from_tensor_slices(pictures).repeat().batch(32)
                   .map(lambda x: changes(tf.cast(x, tf.float32), training=True), num_parallel_calls=tf.data.AUTOTUNE)
                   .prefetch(tf.data.AUTOTUNE))
for _ in range(3):
    next(batches)
begin, done = time.perf_counter(), 0
while time.perf_counter() < begin + seconds:
    done += len(next(batches))
print(f"{task}: {done / (time.perf_counter() - begin):.0f} pictures/s")
