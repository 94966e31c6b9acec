"""Colour tables of matplotlib for test/style/color-maps.test.ts.

python3 -m venv mpl && mpl/bin/pip install matplotlib==3.11.2
mpl/bin/python test/style/color-maps.oracle.py > test/style/color-maps.oracle.json
mpl/bin/python test/style/color-maps.oracle.py anchors     # the anchors of src/style/color-tables.ts
"""
import json
import sys

import matplotlib
import numpy as np

NAMES = ["viridis", "magma", "inferno", "plasma", "cividis", "turbo"]


def table(name):
    return [[int(round(channel * 255)) for channel in matplotlib.colormaps[name](i)[:3]] for i in range(256)]


def is_straight(colors, first, last):
    """Whether the line between two entries is within 1/255 of all entries between them."""
    start, end = np.array(colors[first]), np.array(colors[last])
    return all(
        np.abs(np.floor(start + (end - start) * (i - first) / (last - first) + 0.5) - colors[i]).max() <= 1
        for i in range(first, last + 1)
    )


def anchors(colors):
    found = [0]
    while found[-1] < 255:
        first = found[-1]
        found.append(max(last for last in range(first + 1, 256) if is_straight(colors, first, last)))
    return " ".join("%d #%02x%02x%02x" % (i, *colors[i]) for i in found)


if sys.argv[1:] == ["anchors"]:
    for name in NAMES:
        print(f"{name}: {anchors(table(name))}")
else:
    print(json.dumps({name: ["#%02x%02x%02x" % tuple(color) for color in table(name)] for name in NAMES}))
