#!/usr/bin/env python3
"""Time numpy at what a summary says of an area: mask, minimum, maximum, mean, deviation, five percentiles.

usage: numpy-statistics.py VALUES.f32 VALID.u8 REPEATS      prints JSON: numpy's version, milliseconds (median), results
"""
import json
import sys
import time

import numpy as np

values = np.fromfile(sys.argv[1], np.float32)
valid = np.fromfile(sys.argv[2], np.uint8)
times = []
for _ in range(int(sys.argv[3])):
    start = time.perf_counter()
    kept = values[valid != 0]
    numbers = [kept.min(), kept.max(), kept.mean(dtype=np.float64), kept.std(dtype=np.float64)]
    numbers += list(np.percentile(kept, [2, 10, 50, 90, 98]))
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps({"version": np.__version__, "ms": float(np.median(times)), "numbers": [float(n) for n in numbers]}))
