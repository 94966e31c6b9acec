"""Runs of EPSG codes that epsg-index has and GDAL swaps into x, y, and codes to check them by.

/usr/bin/python3 test/grid/axis-order.oracle.py > test/grid/axis-order.oracle.json   # GDAL 3.6.2, PROJ 9.1.1
"""

import glob
import json
import os
import sys

from osgeo import osr

osr.UseExceptions()
INDEX = os.path.join(os.path.dirname(__file__), "../../node_modules/epsg-index/s/*.json")

swapped = {}
for path in glob.glob(INDEX):
    with open(path) as file:
        entry = json.load(file)
    if not isinstance(entry, dict) or not entry.get("proj4"):
        continue
    if "+proj=geocent" in entry["proj4"] or "+axis=" in entry["proj4"]:
        continue
    crs = osr.SpatialReference()
    try:
        crs.ImportFromEPSG(int(entry["code"]))
    except RuntimeError:
        continue
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    swapped[int(entry["code"])] = crs.GetDataAxisToSRSAxisMapping()[:2] == [2, 1]

runs = []
for code in sorted(swapped):
    if not swapped[code]:
        runs.append(None)
    elif runs and runs[-1]:
        runs[-1][1] = code
    else:
        runs.append([code, code])
text = ",".join(str(a) if a == b else f"{a}-{b}" for a, b in (run for run in runs if run))
json.dump({"runs": text, "eastFirst": [code for code in sorted(swapped) if not swapped[code]]}, sys.stdout)
print()
