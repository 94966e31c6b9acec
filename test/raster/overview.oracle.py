"""Overviews by GDAL 3.6.2 for test/raster/overview.test.ts: overview.oracle.py > overview.oracle.json"""

import json

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
NODATA = -9999
TYPES = {"float32": gdal.GDT_Float32, "int16": gdal.GDT_Int16}


def overview(stored, dtype, method):
    height, width = stored.shape
    path = "/vsimem/overview.tif"
    raster = gdal.GetDriverByName("GTiff").Create(path, width, height, 1, TYPES[dtype])
    raster.GetRasterBand(1).SetNoDataValue(NODATA)
    raster.GetRasterBand(1).WriteArray(stored)
    raster = None
    raster = gdal.Open(path, gdal.GA_Update)
    raster.BuildOverviews(method, [2])
    raster = None
    raster = gdal.Open(path)
    return raster.GetRasterBand(1).GetOverview(0).ReadAsArray()


def as_list(array):
    return [float(value) for value in array.ravel()]


cases = []
random = np.random.default_rng(3)
for height, width in [(1, 1), (1, 2), (8, 10), (9, 7), (5, 8), (8, 5), (3, 17)]:
    for dtype in TYPES:
        values = (random.random((height, width)) * 2 - 1) * (10000 if dtype == "int16" else 1)
        stored = np.where(random.random((height, width)) < 0.25, NODATA, values).astype(dtype)
        if height == 8:
            stored[2:4, 2:4] = NODATA
        cases.append({"dtype": dtype, "width": width, "height": height, "stored": as_list(stored),
                      "average": as_list(overview(stored, dtype, "AVERAGE"))})
print(json.dumps({"nodata": NODATA, "cases": cases}))
