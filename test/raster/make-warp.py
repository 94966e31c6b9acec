"""What gdalwarp makes of a small raster with holes, for warp.test.ts.

    /usr/bin/python3 test/raster/make-warp.py > test/raster/warp.json

Made with GDAL 3.6.2, exact transformer (-et 0). Numbers are float32, little endian, deflated, in base64; NaN is nodata.
Targets coarser than the source are so by a whole factor and begin on its lattice: GDAL takes the factor by which it
widens bilinear and cubic from the whole request, and the service from each place.
"""
import base64
import json
import math
import sys
import zlib

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
WIDTH, HEIGHT = 40, 36
NODATA = -9999


def source_values():
    col, row = numpy.meshgrid(numpy.arange(WIDTH), numpy.arange(HEIGHT))
    values = numpy.round(3000 * numpy.sin(col / 5.0) * numpy.cos(row / 7.0) + 40 * ((7 * col + 13 * row) % 11))
    values[(col - 12) ** 2 + (row - 20) ** 2 < 30] = NODATA
    values[(col * 31 + row * 17) % 23 == 0] = NODATA
    values[:, 39] = NODATA
    return values


def srs(code):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(code)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return reference


def dataset(kind, width, height, code, affine):
    made = gdal.GetDriverByName('MEM').Create('', width, height, 1, kind)
    a, b, c, d, e, f = affine
    made.SetGeoTransform([c, a, b, f, d, e])
    made.SetSpatialRef(srs(code))
    band = made.GetRasterBand(1)
    band.SetNoDataValue(NODATA)
    band.Fill(NODATA)
    return made


def packed(values):
    numbers = numpy.where(values == NODATA, numpy.nan, values).astype('<f4')
    return base64.b64encode(zlib.compress(numbers.tobytes(), 9)).decode()


UTM, MERCATOR, LONGLAT = 32633, 3857, 4326
AFFINE = [10, 0, 465000, 0, -10, 5080360]
FINER = ['near', 'bilinear', 'cubic', 'average']
COARSER = FINER + ['mode']
# name, EPSG code, affine, width, height, kernels
TARGETS = [
    ['same CRS, three times as fine, half a pixel off', UTM, [10 / 3, 0, 465078, 0, -10 / 3, 5080271], 40, 38, FINER],
    ['same CRS, rotated 30 degrees', UTM, [8 * math.cos(math.pi / 6), 8 * 0.5, 464990, 8 * 0.5,
                                           -8 * math.cos(math.pi / 6), 5080250], 42, 36, FINER[:3]],
    ['same CRS, south-up', UTM, [9, 0, 464990, 0, 9, 5079990], 48, 42, FINER[:3]],
    ['web mercator', MERCATOR, [12.3, 0, 1619560, 0, -12.3, 5760510], 48, 44, FINER[:3]],
    ['longitude and latitude', LONGLAT, [0.00012, 0, 14.5488, 0, -0.00009, 45.8761], 46, 40, FINER[:3]],
    ['same CRS, twice as coarse', UTM, [20, 0, 465000, 0, -20, 5080360], 20, 18, COARSER],
    ['same CRS, three times as coarse', UTM, [30, 0, 465000, 0, -30, 5080360], 13, 12, COARSER],
    ['same CRS, four times as coarse', UTM, [40, 0, 465000, 0, -40, 5080360], 10, 9, COARSER],
    ['same CRS, five and six times as coarse, over the edges', UTM, [50, 0, 464970, 0, -60, 5080370], 10, 8,
     ['near', 'average', 'mode']],
]

source = dataset(gdal.GDT_Float32, WIDTH, HEIGHT, UTM, AFFINE)
source.GetRasterBand(1).WriteArray(source_values())
targets = []
for name, code, affine, width, height, kernels in TARGETS:
    made = {'name': name, 'crs': code, 'affine': affine, 'width': width, 'height': height, 'kernels': {}}
    for kernel in kernels:
        target = dataset(gdal.GDT_Float32, width, height, code, affine)
        gdal.Warp(target, source, resampleAlg=kernel, errorThreshold=0)
        made['kernels'][kernel] = packed(target.ReadAsArray())
    targets.append(made)
json.dump({'source': {'crs': UTM, 'affine': AFFINE, 'width': WIDTH, 'height': HEIGHT,
                      'values': packed(source.ReadAsArray())}, 'targets': targets}, sys.stdout, indent=1)
print()
