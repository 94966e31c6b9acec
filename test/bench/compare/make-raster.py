#!/usr/bin/env python3
"""Make the raster that the comparison with other servers reads: an NDVI-like float32 COG.

8192 x 8192 pixels of 10 m in EPSG:32633, 512 blocks, DEFLATE with the floating-point predictor, averaged overviews,
8 % nodata. Red and near infrared are made as whole numbers, as an L2A product has them, and NDVI is computed from
these: its mantissas are then as random as in a real product, and that decides what inflating costs.

usage: make-raster.py OUT.tif [SIZE]      needs numpy and osgeo (GDAL 3.1 or later)
"""
import sys

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
NODATA = -9999.0
NODATA_SHARE = 0.081
FIELD_PX = 45
STRIP_ROWS = 256


def noise(size, cell, seed):
    """Smooth standard-normal noise: random numbers every `cell` pixels, linear in between."""
    knots = np.random.default_rng(seed).standard_normal((size // cell + 2, size // cell + 2)).astype(np.float32)
    at = np.arange(size, dtype=np.float32) / cell
    left = at.astype(int)
    share = at - left
    across = knots[:, left] * (1 - share) + knots[:, left + 1] * share
    return across[left] * (1 - share)[:, None] + across[left + 1] * share[:, None]


def fields(size, rng):
    """The base NDVI of the field that each pixel lies in: the nearest site of a jittered grid."""
    side = size // FIELD_PX + 4
    jitter = rng.uniform(-0.45, 0.45, (2, side, side)).astype(np.float32)
    cells = np.arange(side, dtype=np.float32)
    site_row = (cells[:, None] + jitter[0] - 1.5) * FIELD_PX
    site_col = (cells[None, :] + jitter[1] - 1.5) * FIELD_PX
    kind = rng.random((side, side))
    crop, sparse, bare = (rng.normal(mean, sd, (side, side)) for mean, sd in ((0.78, 0.06), (0.5, 0.1), (0.18, 0.04)))
    base = np.where(kind < 0.5, crop, np.where(kind < 0.8, sparse, bare)).clip(0.02, 0.93).astype(np.float32)

    out = np.empty((size, size), np.float32)
    cols = np.arange(size)
    for top in range(0, size, STRIP_ROWS):
        rows = np.arange(top, min(size, top + STRIP_ROWS))
        near_row, near_col = rows // FIELD_PX + 2, cols // FIELD_PX + 2
        best = np.full((len(rows), size), np.inf, np.float32)
        for down in (-1, 0, 1):
            for along in (-1, 0, 1):
                site = np.ix_(near_row + down - 1, near_col + along - 1)
                apart = (site_row[site] - rows[:, None]) ** 2 + (site_col[site] - cols) ** 2
                closer = apart < best
                best[closer] = apart[closer]
                out[top : top + len(rows)][closer] = base[site][closer]
    return out


def scene(size):
    """NDVI with fields, lakes, clouds and a slanting swath edge; NODATA where there is none."""
    rng = np.random.default_rng(20240607)
    ndvi = fields(size, rng)
    for amplitude, cell, seed in ((0.06, 1024, 1), (0.04, 256, 2), (0.03, 64, 3), (0.02, 12, 4)):
        ndvi += amplitude * noise(size, cell, seed)
    ndvi = ndvi.clip(-0.15, 0.95)
    lake = noise(size, 700, 5) + 0.3 * noise(size, 90, 6)
    is_lake = lake < np.quantile(lake[::16, ::16], 0.03)
    ndvi[is_lake] = -0.25 + 0.05 * rng.standard_normal(is_lake.sum(), np.float32)

    nir = 3000 + 900 * noise(size, 300, 7).clip(-2, 2) + 30 * rng.standard_normal((size, size), np.float32)
    red = nir * (1 - ndvi) / (1 + ndvi) + 12 * rng.standard_normal((size, size), np.float32)
    nir, red = (np.rint(band).clip(1, 10000).astype(np.float32) for band in (nir, red))
    ndvi = (nir - red) / (nir + red)

    edge = (np.arange(size)[:, None] * 0.18 + np.arange(size)) < size * 0.12
    cloud = noise(size, 400, 8) + 0.5 * noise(size, 100, 9) + 0.2 * noise(size, 25, 10)
    clouded = (NODATA_SHARE - edge.mean()) / (1 - edge.mean())
    ndvi[edge | (cloud > np.quantile(cloud[::8, ::8], 1 - clouded))] = NODATA
    return ndvi


def write(path, ndvi):
    size = len(ndvi)
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(32633)
    raw = gdal.GetDriverByName("MEM").Create("", size, size, 1, gdal.GDT_Float32)
    raw.SetGeoTransform((499980.0, 10.0, 0, 5500020.0, 0, -10.0))
    raw.SetProjection(srs.ExportToWkt())
    band = raw.GetRasterBand(1)
    band.SetNoDataValue(NODATA)
    band.SetDescription("NDVI")
    band.WriteArray(ndvi)
    options = ["COMPRESS=DEFLATE", "PREDICTOR=YES", "BLOCKSIZE=512", "RESAMPLING=AVERAGE", "NUM_THREADS=2"]
    gdal.GetDriverByName("COG").CreateCopy(path, raw, options=options)


if __name__ == "__main__":
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 8192
    ndvi = scene(size)
    print("nodata %.2f %%" % (100 * (ndvi == NODATA).mean()))
    write(sys.argv[1], ndvi)
