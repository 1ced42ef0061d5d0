"""networks/NAME.json: a training run as Keras does it, and how far Keras is from itself when only the rounding changes."""
import json
import os
import subprocess
import sys

from makers import environment
from makers.write import FOLDER

# The same run in other arithmetic: name, float type, back end, whether the step is compiled with XLA for certain.
OTHERS = (("tensorflow_float64", "float64", "tensorflow", "auto"), ("tensorflow_xla", "float32", "tensorflow", "xla"),
          ("jax", "float32", "jax", "xla"))
LIMITS = (1e-5, 1e-4)
# What is asked on JAX alone: README.md says why.
ON_JAX = ("schedule_free_adamw",)


def trace(name, floatx="float32", backend="tensorflow", compiled="auto"):
    """What makers/trace.py prints in a process of its own."""
    surroundings = {**os.environ, "KERAS_BACKEND": backend, "JAX_ENABLE_X64": "true" if floatx == "float64" else "false"}
    done = subprocess.run([sys.executable, "-m", "makers.trace", name, floatx, compiled], cwd=FOLDER, env=surroundings,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{name} in {floatx} on {backend} failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)


def apart(one, other):
    """|a - b| / max(b, 0.1) of each step, the measure that training is held to."""
    return [abs(a - b) / max(b, 0.1) for a, b in zip(one, other)]


def agreeing(distances, limit):
    """How many steps pass before two runs are further apart than the limit."""
    return next((step for step, value in enumerate(distances) if value > limit), len(distances))


def rounded(value):
    return float(f"{value:.2g}")


def document(name):
    if name in ON_JAX:
        runs, double = {"jax": trace(name, "float32", "jax", "xla")}, trace(name, "float64", "jax", "xla")
    else:
        runs = {"tensorflow": trace(name), **{key: trace(name, *how) for key, *how in OTHERS}}
        double = runs.pop("tensorflow_float64")
    single = next(iter(runs.values()))
    distances = {key: apart(run["losses"], double["losses"]) for key, run in runs.items()}
    # JAX does not go back to the logits behind a softmax, which shows where a loss is beyond -log(1e-7) = 16.
    alike = {key: steps for key, steps in distances.items() if key != "jax" or max(double["losses"]) < 16}
    return {
        "subject": f"training of {name}", "made_by": {**environment.versions(), **({"backend": "jax"} if name in ON_JAX else {})}, **single,
        "losses_float64": double["losses"], "predictions_float64": double["predictions"],
        "distance_from_float64": {key: [rounded(value) for value in steps] for key, steps in alike.items()},
        "agreeing_steps": {key: {str(limit): agreeing(steps, limit) for limit in LIMITS} for key, steps in alike.items()},
        "largest_distance": {key: rounded(max(steps)) for key, steps in distances.items()},
    }
