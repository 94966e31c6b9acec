"""Class of every pixel of every real raster inside every area, as GDAL reads it: native-oracle.json.

    /usr/bin/python3 test/real/make-native-oracle.py ../shared/data/real > test/real/native-oracle.json

(Debian's python3-gdal and python3-numpy.) A picture is the smallest window of the raster's pixel lattice that holds
every pixel centre inside the area; the lattice goes on beyond the raster. A pixel's class is 0 outside the area and
where the raster has no value, else counted from 1. Pictures are kept as the SHA-256 of their classes, one byte a
pixel, row by row, with the number of pixels of each class.

- `open` classifies with the edges of the preset legend: [edge, next edge), and values beyond the ends are in the first
  and last class.
- `dynamic` does the same with five equal steps from the least to the greatest value of the picture.
- `closed` does so with CLOSED below, a legend with a gap: values in it and beyond the ends have no class, the last
  maximum is part of its class.

Edges are compared with the 64-bit value of a float, and in whole stored numbers for integer files, where an edge
within 1e-6 of a whole stored number means that number.
"""

import hashlib
import json
import math
import sys
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
EDGES = {
    'NDVI': [-1, 0, 0.2, 0.4, 0.6, 1],
    'EVI2': [-1, 0, 0.15, 0.3, 0.45, 1],
    'NDWI': [-1, -0.3, 0, 0.2, 1],
}
CLOSED = [(-0.4, -0.1), (0.1, 0.35), (0.35, 0.7)]


def transformed(geometry, srs):
    """The polygon with its vertices, and only those, in the raster's reference system."""
    wgs84 = osr.SpatialReference()
    wgs84.ImportFromEPSG(4326)
    wgs84.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    moved = geometry.Clone()
    moved.Transform(osr.CoordinateTransformation(wgs84, srs))
    return moved


def inside_mask(geometry, srs, transform, col, row, width, height):
    origin = (transform[0] + col * transform[1], transform[3] + row * transform[5])
    target = gdal.GetDriverByName('MEM').Create('', width, height, 1, gdal.GDT_Byte)
    target.SetGeoTransform((origin[0], transform[1], 0, origin[1], 0, transform[5]))
    target.SetProjection(srs.ExportToWkt())
    source = ogr.GetDriverByName('Memory').CreateDataSource('')
    layer = source.CreateLayer('', srs)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(geometry)
    layer.CreateFeature(feature)
    gdal.RasterizeLayer(target, [1], layer, burn_values=[1])
    return target.ReadAsArray().astype(bool)


def picture_window(dataset, geometry, srs):
    """The mask and its place, bounded by the pixels inside; the mask is empty where there are none."""
    transform = dataset.GetGeoTransform()
    assert transform[2] == 0 and transform[4] == 0
    west, east, south, north = geometry.GetEnvelope()
    col = math.floor((west - transform[0]) / transform[1]) - 2
    row = math.floor((north - transform[3]) / transform[5]) - 2
    width = math.ceil((east - transform[0]) / transform[1]) + 2 - col
    height = math.ceil((south - transform[3]) / transform[5]) + 2 - row
    mask = inside_mask(geometry, srs, transform, col, row, width, height)
    if not mask.any():
        return 0, 0, mask[:0, :0]
    cols, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    cut = mask[rows[0]:rows[-1] + 1, cols[0]:cols[-1] + 1]
    return col + int(cols[0]), row + int(rows[0]), cut


def read_window(dataset, col, row, shape):
    """Stored numbers and which of them are values; beyond the raster none are."""
    band = dataset.GetRasterBand(1)
    nodata = band.GetNoDataValue()
    height, width = shape
    left, top = max(col, 0), max(row, 0)
    right, bottom = min(col + width, dataset.RasterXSize), min(row + height, dataset.RasterYSize)
    found = band.ReadAsArray(left, top, right - left, bottom - top)
    stored = np.zeros(shape, found.dtype)
    valid = np.zeros(shape, bool)
    at = np.s_[top - row:bottom - row, left - col:right - col]
    stored[at] = found
    ok = np.isfinite(found) if found.dtype.kind == 'f' else np.ones(found.shape, bool)
    if nodata is not None and not math.isnan(nodata):
        ok &= found != found.dtype.type(nodata)
    valid[at] = ok
    return stored, valid


class Comparison:
    """Which pixels are at or above an edge, and which above it."""

    def __init__(self, stored, scale, offset):
        self.is_integer = stored.dtype.kind in 'iu'
        assert scale > 0 and (self.is_integer or (scale == 1 and offset == 0))
        self.values = stored.astype(np.int64 if self.is_integer else np.float64)
        self.scale, self.offset = scale, offset

    def at_least(self, edge):
        if self.is_integer:
            return self.values >= math.ceil((edge - self.offset) / self.scale - 1e-6)
        return self.values >= edge

    def above(self, edge):
        if self.is_integer:
            return self.values > math.floor((edge - self.offset) / self.scale + 1e-6)
        return self.values > edge


def open_classes(compare, edges):
    classes = np.ones(compare.values.shape, np.uint8)
    for edge in edges[1:-1]:
        classes += compare.at_least(edge)
    return classes


def closed_classes(compare, intervals):
    classes = np.zeros(compare.values.shape, np.uint8)
    for number, (low, high) in enumerate(intervals, 1):
        beyond = compare.above(high) if number == len(intervals) else compare.at_least(high)
        classes[compare.at_least(low) & ~beyond] = number
    return classes


def equal_steps(compare, shown):
    values = compare.values[shown] * compare.scale + compare.offset
    low, high = float(values.min()), float(values.max())
    if low == high:
        return [low, high]
    return [low + (high - low) * step / 5 for step in range(5)] + [high]


def digest(classes, shown, count):
    classes = np.where(shown, classes, 0).astype(np.uint8)
    return {
        'pixels': np.bincount(classes.ravel(), minlength=count + 1).tolist(),
        'sha256': hashlib.sha256(np.ascontiguousarray(classes).tobytes()).hexdigest(),
    }


def areas(root):
    found = {}
    for name in ('aois.geojson', 'aois_edge.geojson'):
        for feature in json.loads((root / name).read_text())['features']:
            found[feature['id']] = ogr.CreateGeometryFromJson(json.dumps(feature['geometry']))
    return found


def main(root):
    geometries = areas(root)
    pictures = {}
    for file, expected in json.loads((root / 'expected.json').read_text())['files'].items():
        dataset = gdal.Open(str(root / file))
        srs = dataset.GetSpatialRef()
        srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        band = dataset.GetRasterBand(1)
        scale, offset = band.GetScale() or 1, band.GetOffset() or 0
        for area, statistics in expected['aois'].items():
            if statistics['pixels_inside'] == 0:
                continue
            col, row, mask = picture_window(dataset, transformed(geometries[area], srs), srs)
            stored, valid = read_window(dataset, col, row, mask.shape)
            shown = mask & valid
            assert shown.sum() == statistics['count'], (file, area, shown.sum(), statistics)
            compare = Comparison(stored, scale, offset)
            edges = EDGES[expected['index']]
            steps = equal_steps(compare, shown)
            pictures[f'{file} {area}'] = {
                'width': mask.shape[1],
                'height': mask.shape[0],
                'open': digest(open_classes(compare, edges), shown, len(edges) - 1),
                'dynamic': digest(open_classes(compare, steps), shown, len(steps) - 1),
                'closed': digest(closed_classes(compare, CLOSED), shown, len(CLOSED)),
            }
    lines = ',\n'.join(f'    {json.dumps(key)}: {json.dumps(value)}' for key, value in pictures.items())
    print(f'{{\n  "edges": {json.dumps(EDGES)},\n  "closed": {json.dumps(CLOSED)},\n  "pictures": {{\n{lines}\n  }}\n}}')


main(Path(sys.argv[1]))
