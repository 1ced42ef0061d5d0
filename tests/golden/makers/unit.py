"""The numbers that networks/ is made of: a function of seed and index that any language repeats exactly."""
import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def unit(seed, index):
    """splitmix64(seed * GOLDEN + index) >> 40, times 2^-24: a float32 in [0, 1) for each index."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) * GOLDEN + np.asarray(index, np.uint64)
        z = z + GOLDEN
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(40)).astype(np.float64) * 2.0**-24).astype(np.float32)


def units(seed, shape, first=0):
    """The array whose element i (row-major) is unit(seed, first + i)."""
    return unit(seed, first + np.arange(int(np.prod(shape)))).reshape(shape)


def labels(seed, count, classes, first=0):
    """floor(unit * classes), int32."""
    return np.floor(unit(seed, first + np.arange(count)).astype(np.float64) * classes).astype(np.int32)


def weight(seed, name, shape, fans):
    """A starting value: where there are fans, (2u - 1) * sqrt(6 / (fan_in + fan_out)) in double, then float32."""
    if name in ("bias", "beta", "moving_mean"):
        return np.zeros(shape, np.float32)
    if name in ("gamma", "scale", "moving_variance"):
        return np.ones(shape, np.float32)
    spread = 2.0 * units(seed, shape).astype(np.float64) - 1.0
    return (spread * np.sqrt(6.0 / sum(fans))).astype(np.float32)
