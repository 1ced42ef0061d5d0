"""One 28x28 picture at a time by Keras: classify_peer.py make|predict|call|cold MODEL

make saves the fashion network as MODEL; predict and call print the median time of model.predict(x) and model(x); cold makes
one prediction and ends.
"""
import os
import resource
import statistics
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np

L = keras.layers
task, path = sys.argv[1:]
if task == "make":
    keras.Sequential([
        keras.Input((28, 28, 1)), L.Rescaling(1 / 255),
        L.Conv2D(64, 3, padding="same", activation="relu"), L.MaxPooling2D(2), L.Conv2D(64, 3, activation="relu"), L.MaxPooling2D(2),
        L.Conv2D(32, 3, activation="relu"), L.MaxPooling2D(2), L.Flatten(), L.Dense(128, activation="relu"),
        L.Dense(10, activation="softmax")]).save(path)
    sys.exit()
model = keras.saving.load_model(path)
x = (np.arange(784) * 37 % 256).astype("float32").reshape(1, 28, 28, 1)
run = {"predict": lambda: model.predict(x, verbose=0), "call": lambda: model(x), "cold": lambda: model.predict(x, verbose=0)}[task]
best = np.asarray(run())[0]
if task != "cold":
    times = []
    end = time.perf_counter() + 5
    while time.perf_counter() < end:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    print(f"{task}: median {statistics.median(times) * 1e6:.0f} us a picture")
print(f"class {best.argmax()} {best.max():.4f}; peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
