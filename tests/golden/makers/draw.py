"""Numbers for the cases: short decimals, the same on every run, drawn from the case's own name."""
import zlib

import numpy as np


class Draw:
    """One source of numbers per case, so that adding a case changes no other."""

    def __init__(self, *names):
        self.random = np.random.RandomState(zlib.crc32("/".join(names).encode()))

    def distinct(self, shape, span=2.0):
        """Different numbers in (-span, span), none a multiple of 0.1: no ties in a pool, no kink of an activation."""
        candidates = np.array([n for n in range(int(-span * 1000) + 1, int(span * 1000)) if n % 100])
        count = int(np.prod(shape))
        return (self.random.permutation(candidates)[:count] / 1000).reshape(shape).astype(np.float32)

    def uniform(self, shape, low=-1.0, high=1.0):
        """Three decimals in [low, high]."""
        steps = self.random.randint(round(low * 1000), round(high * 1000) + 1, size=shape)
        return (steps / 1000).astype(np.float32)

    def integers(self, shape, count):
        return self.random.randint(0, count, size=shape).astype(np.int32)

    def probabilities(self, shape):
        """Positive rows that add up to 1 before they are rounded to four decimals."""
        raw = self.random.rand(*shape) + 0.05
        return np.round(raw / raw.sum(-1, keepdims=True), 4).astype(np.float32)

    def one_hot(self, shape):
        return np.eye(shape[-1], dtype=np.float32)[self.random.randint(0, shape[-1], size=shape[:-1])]

    def weight(self, name, shape):
        """A value for the weight of that name: scales and variances positive."""
        if name in ("gamma", "scale", "moving_variance", "variance"):
            return self.uniform(shape, 0.5, 1.5)
        return self.uniform(shape, -0.5, 0.5)
