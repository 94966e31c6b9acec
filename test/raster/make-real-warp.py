"""What gdalwarp makes of real rasters, for real-warp.test.ts.

    /usr/bin/python3 test/raster/make-real-warp.py ../shared/data/real > test/raster/real-warp.json

Made with GDAL 3.6.2: -et 0 -ovr NONE. Where the target is 1.44 times as coarse, with -wo XSCALE and YSCALE as they are
in the picture's middle: left to itself, gdalwarp takes the window's size over that of the raster's part under it, so that
one pixel differs by up to a tenth of the range between two windows of one grid. Of each picture all of its validity is kept, and the numbers of a sample of
pixels: number i of a sample is that of pixel i * 7919 % pixels. Packed as in make-warp.py.
"""
import base64
import json
import math
import sys
import zlib

import numpy
from osgeo import gdal, osr

gdal.UseExceptions()
NODATA = -99999
SAMPLE = {'near': 3000, 'bilinear': 1000, 'cubic': 1000, 'average': 1000}


def packed(bytes_):
    return base64.b64encode(zlib.compress(bytes_, 9)).decode()


def scales(source, reference, affine, width, height):
    """Target pixels to one of the source's, across and down, in the middle of the target."""
    own = source.GetSpatialRef()
    own.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    to_own = osr.CoordinateTransformation(reference, own)
    _, a, _, _, _, e = source.GetGeoTransform()
    west, north = affine[2] + affine[0] * width / 2, affine[5] + affine[4] * height / 2
    ends = [to_own.TransformPoint(west + x * affine[0], north + y * affine[4])
            for x, y in [(-0.5, 0), (0.5, 0), (0, -0.5), (0, 0.5)]]
    return [abs(pixel) / math.hypot(ends[1][k] - ends[0][k], ends[3][k] - ends[2][k]) for k, pixel in [(0, a), (1, e)]]


def oracle(source, code, affine, width, height, kernel, is_scaled):
    a, b, c, d, e, f = affine
    target = gdal.GetDriverByName('MEM').Create('', width, height, 1, gdal.GDT_Float32)
    target.SetGeoTransform([c, a, b, f, d, e])
    reference = source.GetSpatialRef()
    if code is not None:
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(code)
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    target.SetSpatialRef(reference)
    target.GetRasterBand(1).SetNoDataValue(NODATA)
    target.GetRasterBand(1).Fill(NODATA)
    x_scale, y_scale = scales(source, reference, affine, width, height)
    options = [f'XSCALE={x_scale:.15g}', f'YSCALE={y_scale:.15g}'] if is_scaled else []
    gdal.Warp(target, source, resampleAlg=kernel, warpOptions=options, errorThreshold=0, overviewLevel='NONE',
              srcNodata=source.GetRasterBand(1).GetNoDataValue(), dstNodata=NODATA)
    values = target.ReadAsArray().ravel()
    valid = (values != NODATA) & numpy.isfinite(values)
    sample = numpy.arange(SAMPLE[kernel]) * 7919 % values.size
    return {'valid': packed(numpy.packbits(valid).tobytes()),
            'sample': packed(numpy.where(valid, values, numpy.nan)[sample].astype('<f4').tobytes())}


def cases(source):
    """About the raster's own resolution, finer and coarser in web mercator; twice as coarse on its own lattice."""
    c, a, _, f, _, e = source.GetGeoTransform()
    mercator = gdal.Warp('', source, format='VRT', dstSRS='EPSG:3857', errorThreshold=0)
    west, pixel, _, north, _, _ = mercator.GetGeoTransform()
    width, height = min(400, mercator.RasterXSize), min(350, mercator.RasterYSize)
    kernels = ['near', 'bilinear', 'cubic']
    yield 'web mercator', 3857, [pixel, 0, west - 3 * pixel, 0, -pixel, north + 2 * pixel], width, height, kernels
    finer = pixel / 2.3
    middle = west + pixel * mercator.RasterXSize / 2
    yield 'web mercator, finer', 3857, [finer, 0, middle, 0, -finer, north + finer], width, height, kernels
    coarser = pixel * 1.44
    # so few that the scale is nearly the same in all of them
    width, height = [min(64, int(size / 1.44)) for size in (mercator.RasterXSize, mercator.RasterYSize)]
    left = west + pixel * mercator.RasterXSize / 2 - coarser * width / 2
    top = north - pixel * mercator.RasterYSize / 2 + coarser * height / 2
    yield 'web mercator, coarser', 3857, [coarser, 0, left, 0, -coarser, top], width, height, ['bilinear', 'cubic']
    yield ('twice as coarse', None, [2 * a, 0, c, 0, 2 * e, f], min(400, source.RasterXSize // 2),
           min(350, source.RasterYSize // 2), ['average'])


made = []
for file in ['s2_slovenia/ndvi_2016_05_16.tif', 's2_field_spain/ndvi_2019_03_03.tif',
             'modis_sinop/ndvi_2013_10_16.tif', 'naip_cottonwood/ndvi_2010_06_29.tif',
             's2_cape_lookout/ndvi_2018_10_13.tif']:
    source = gdal.Open(f'{sys.argv[1]}/{file}')
    values = source.ReadAsArray()
    valid = numpy.isfinite(values) & (values != source.GetRasterBand(1).GetNoDataValue())
    for name, code, affine, width, height, kernels in cases(source):
        made.append({'file': f'real/{file}', 'name': name, 'crs': code, 'affine': affine, 'width': width,
                     'height': height, 'range': float(values[valid].max()) - float(values[valid].min()),
                     'kernels': {kernel: oracle(source, code, affine, width, height, kernel, 'coarser' in name and code is not None)
                                 for kernel in kernels}})
json.dump(made, sys.stdout, indent=1)
print()
