#!/usr/bin/env python3
"""Make zstd.bin and lerc.bin beside this file: one block of 256 x 256 float32 NDVI each, as GDAL stores it.

ZSTD with the floating-point predictor; LERC to 0.0005. Node 20 can make neither. Needs numpy and osgeo.
"""
from pathlib import Path

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
SIDE = 256
rng = np.random.default_rng(7)
fields = rng.choice([0.2, 0.5, 0.75, 0.8, 0.85], (6, 6)).repeat(45, 0).repeat(45, 1)[:SIDE, :SIDE]
nir = np.rint(3000 + 40 * rng.standard_normal((SIDE, SIDE)))
red = np.rint(nir * (1 - fields) / (1 + fields) + 15 * rng.standard_normal((SIDE, SIDE)))
ndvi = ((nir - red) / (nir + red)).astype(np.float32)

FORMS = {"zstd": ["COMPRESS=ZSTD", "PREDICTOR=3"], "lerc": ["COMPRESS=LERC", "MAX_Z_ERROR=0.0005"]}
for name, options in FORMS.items():
    path = f"/vsimem/{name}.tif"
    tiled = ["TILED=YES", f"BLOCKXSIZE={SIDE}", f"BLOCKYSIZE={SIDE}"]
    image = gdal.GetDriverByName("GTiff").Create(path, SIDE, SIDE, 1, gdal.GDT_Float32, tiled + options)
    image.GetRasterBand(1).WriteArray(ndvi)
    image = None
    written = gdal.Open(path)
    items = (written.GetRasterBand(1).GetMetadataItem(f"BLOCK_{what}_0_0", "TIFF") for what in ("OFFSET", "SIZE"))
    offset, length = map(int, items)
    file = gdal.VSIFOpenL(path, "rb")
    gdal.VSIFSeekL(file, offset, 0)
    Path(__file__).with_name(name + ".bin").write_bytes(gdal.VSIFReadL(1, length, file))
