"""Band maths by numpy for test/raster/evaluate.test.ts:
/usr/bin/python3 test/raster/evaluate.oracle.py > test/raster/evaluate.oracle.json

The bands come from the same linear congruential generator as in the test, so no data need to be stored.
"""
import json

import numpy as np

COUNT = 101


def uniform(seed):
    out, state = [], seed
    for _ in range(2 * COUNT):
        state = (state * 1664525 + 1013904223) % 2**32
        out.append(state / 2**32)
    return np.array(out[:COUNT]), np.array(out[COUNT:])


def reflectance(seed):
    """uint16, 0.0001 and -0.1; some are 1000, which is a reflectance of 0; a tenth is invalid."""
    u, v = uniform(seed)
    stored = np.where(u < 0.05, 1000, np.floor(u * 9000)).astype("uint16")
    return np.where(v < 0.1, np.nan, stored * 0.0001 + -0.1)


def signed(seed):
    """float32 between -2 and 2; a tenth is invalid."""
    u, v = uniform(seed)
    return np.where(v < 0.1, np.nan, np.float32(u * 4 - 2).astype("float64"))


B02, B03, B04, B08, X = reflectance(1), reflectance(2), reflectance(3), reflectance(4), signed(5)


def holds(test, *operands):
    known = ~np.isnan(np.sum(operands, axis=0))
    return np.where(known, test.astype("float64"), np.nan)


def choose(test, yes, no):
    return np.where(np.isnan(test), np.nan, np.where(test != 0, yes, no))


def power(base, exponent):
    return np.where(np.isnan(base), np.nan, np.power(base, exponent))


np.seterr(all="ignore")
results = {
    "(B08 - B04) / (B08 + B04)": (B08 - B04) / (B08 + B04),
    "2.5 * (B08 - B04) / (B08 + 6 * B04 - 7.5 * B02 + 1)": 2.5 * (B08 - B04) / (B08 + 6 * B04 - 7.5 * B02 + 1),
    "((B08 - B04) / (B08 + B04 + 0.5)) * 1.5": ((B08 - B04) / (B08 + B04 + 0.5)) * 1.5,
    "B08 / B04 - 1": B08 / B04 - 1,
    "-X^2": -(X**2),
    "2*X^2+1": 2 * X**2 + 1,
    "X^3": X**3,
    "X^0.5": power(X, 0.5),
    "2^-X^2": 2 ** -(X**2),
    "X^0": power(X, np.zeros(COUNT)),
    "abs(X) + sqrt(X) * 2": np.abs(X) + np.sqrt(X) * 2,
    "exp(X * 60)": np.exp(X * 60),
    "ln(X) - log10(B08)": np.log(X) - np.log10(B08),
    "min(B02, B03, B04) / max(B02, B03, 0.2)": np.minimum(np.minimum(B02, B03), B04)
    / np.maximum(np.maximum(B02, B03), 0.2),
    "clamp(X, -1, 1)": np.clip(X, -1, 1),
    "X < 0 ? B02 : B08": choose(holds(X < 0, X), B02, B08),
    "B04 == 0 ? 9 : B08 / B04": choose(holds(B04 == 0, B04), np.full(COUNT, 9.0), B08 / B04),
    "(X > 0) * (X <= 1) + (B02 != B03) - (B08 >= B04)": holds(X > 0, X) * holds(X <= 1, X)
    + holds(B02 != B03, B02, B03)
    - holds(B08 >= B04, B08, B04),
    "X - 0.25 ? sqrt(B08 - B04) : 1": choose(X - 0.25, np.sqrt(B08 - B04), np.ones(COUNT)),
}


def plain(values):
    rounded = values.astype("float32")
    return [float(value) if np.isfinite(value) else None for value in rounded]


print("{")
lines = [f'  {json.dumps(text)}: {json.dumps(plain(values))}' for text, values in results.items()]
print(",\n".join(lines))
print("}")
