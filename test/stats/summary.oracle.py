"""Statistics by numpy for test/stats/summary.test.ts: /usr/bin/python3 test/stats/summary.oracle.py > test/stats/summary.oracle.json

The numbers come from the same linear congruential generator as in the test, so no data need to be stored.
"""
import json

import numpy as np


def uniform(seed, count):
    out, state = [], seed
    for _ in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        out.append(state / 2**32)
    return np.array(out)


def spread(kind, u):
    if kind == "even":
        return u * 1.2 - 0.2
    if kind == "skewed":
        return u * u * u * u * u * u * u * u * 1e6 - 3
    if kind == "tied":
        return np.where(u < 0.9, 0.25, u)
    if kind == "far":
        return np.where(u < 0.001, -1e12 * u, u)
    if kind == "whole":
        return np.floor(u * 20001) - 10000
    if kind == "byte":
        return np.floor(u * 37) + 100
    if kind == "constant":
        return u * 0 + 0.1
    raise ValueError(kind)


CASES = [
    ("float32, one in ten invalid", "even", "float32", 1, 0, 20000, 0.9),
    ("int16 with a scale", "whole", "int16", 0.0001, 0, 20000, 0.8),
    ("int16 with a negative scale", "whole", "int16", -0.0001, 0.5, 9000, 1),
    ("uint8 with scale and offset, heavy ties", "byte", "uint8", 0.005, -0.2, 30000, 0.95),
    ("float64, skewed", "skewed", "float64", 1, 0, 30000, 0.9),
    ("float32, nine in ten the same", "tied", "float32", 1, 0, 30000, 1),
    ("float64, far outliers", "far", "float64", 1, 0, 30000, 1),
    ("constant float32", "constant", "float32", 1, 0, 6000, 1),
    ("one value", "even", "float32", 1, 0, 1, 1),
    ("two values", "even", "float32", 1, 0, 2, 1),
    ("float32 with a scale", "even", "float32", 0.37, -0.2, 20000, 0.9),
    ("float32 of many more pixels than bins", "even", "float32", 1, 0, 200000, 0.7),
]

result = []
for seed, (name, kind, dtype, scale, offset, count, share) in enumerate(CASES, 1):
    stored = spread(kind, uniform(seed, count)).astype(dtype)
    valid = uniform(seed + 1000, count) < share
    values = stored.astype("float64")[valid] * scale + offset
    low, high = values.min(), values.max()
    result.append({
        "name": name, "seed": seed, "kind": kind, "dtype": dtype, "scale": scale, "offset": offset,
        "pixels": count, "share": share, "count": int(valid.sum()), "min": low, "max": high,
        "mean": values.mean(), "std": values.std(),
        "percentiles": np.percentile(values, range(101)).tolist(),
        "histogram": np.histogram(values, 256)[0].tolist() if low < high else [int(valid.sum())],
    })
print(json.dumps({"cases": result}))
