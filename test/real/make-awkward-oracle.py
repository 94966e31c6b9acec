"""Classes of every pixel of the awkward rasters, and of one real raster of each kind, as GDAL reads and warps them.

    /usr/bin/python3 test/real/make-awkward-oracle.py ../shared/data

Writes awkward-oracle.json and awkward-tiles.bin.gz beside this script. (Debian's python3-gdal and python3-numpy;
GDAL 3.6.2.) A pixel's class is 0 where the raster has no value, else 1 to 5: equal steps between the `rescale` of the
raster, with open ends. Edges are compared with the 64-bit value of a float, and in whole stored numbers for integer
files, where an edge within 1e-6 of a whole stored number means that number.

- `picture` is an awkward raster in its own pixels, north up: rows of a south-up raster in reverse, a rotated one by gdalwarp
  onto pixels of the same size around its bounds. Kept as the SHA-256 of its classes, one byte a pixel, row by row,
  with the number of pixels of each class; a rotated one is kept whole, as tiles are.
- `tiles` are `[z, x, y, number]`: the raster by gdalwarp -r near -et 0 -ovr NONE on tiles of WebMercatorQuad of the
  first level that is not coarser than the raster: all that show a value (one without where none does), or the two
  fullest of a real raster. Classes of tile `number`, one byte a pixel, are 65536 bytes of awkward-tiles.bin.gz from `number` * 65536 on; equal tiles are
  kept once.

A raster in degrees is warped where it lies and 360 degrees to either side, as gdalwarp does not wrap longitudes.
"""

import gzip
import hashlib
import json
import math
import sys
from pathlib import Path

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
CLASSES = 5
SIZE = 256
HALF_WORLD = math.pi * 6378137

# several bands: which is drawn
BANDS = {'multiband_two_indices.tif': [1, 2], 'multiband_band.tif': [4], 'multiband_pixel.tif': [4], 'alpha_band.tif': [1]}
# no index rasters
PICTURES = ['rgba.tif', 'compress_jpeg_ycbcr.tif', 'compress_webp.tif']
# refused
REFUSED = ['compress_lzma.tif', 'crs_missing.tif']
# where the percentiles leave most classes empty: few distinct numbers, or a nodata value that halves cannot hold
RESCALE = {
    'antimeridian_epsg4326_over180.tif': [21700, 22700],
    'antimeridian_utm_32660.tif': [21700, 22700],
    'crs_polar_stereographic_3413.tif': [1500, 4000],
    'float16.tif': [-0.4894, 0.5912],
}
REAL = [
    'modis_sinop/ndvi_2013_09_14.tif',
    'modis_sinop_wgs84/ndvi_2013_09_14.tif',
    'naip_cottonwood/ndvi_2010_06_29.tif',
    's2_slovenia/ndvi_2016_05_16.tif',
    's2_field_spain/ndvi_2019_03_03.tif',
]
MOST_REAL_TILES = 2


def reference(code):
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(code)
    srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return srs


WGS84, MERCATOR = reference(4326), reference(3857)


def read_band(dataset, number):
    """Stored numbers and which of them are values."""
    band = dataset.GetRasterBand(number)
    stored = band.ReadAsArray()
    valid = band.GetMaskBand().ReadAsArray() != 0
    if stored.dtype.kind == 'f':
        valid &= np.isfinite(stored)
    return stored, valid, band.GetScale() or 1, band.GetOffset() or 0


def rescale_of(stored, valid, scale, offset):
    """Short numbers near the percentiles 2 and 98, so that every class has pixels."""
    if not valid.any():
        return [0, 1]
    low, high = np.percentile(stored[valid] * float(scale) + offset, [2, 98])
    if high - low < 1e-6:
        low, high = low - 1, high + 1
    return [float(f'{value:.4g}') for value in (low, high)]


def classify(stored, valid, scale, offset, rescale):
    assert scale > 0 and (stored.dtype.kind in 'iu' or (scale == 1 and offset == 0))
    low, high = rescale
    classes = np.ones(stored.shape, np.uint8)
    for i in range(1, CLASSES):
        edge = (low * (CLASSES - i) + high * i) / CLASSES
        if stored.dtype.kind in 'iu':
            classes += stored.astype(np.int64) >= math.ceil((edge - offset) / scale - 1e-6)
        else:
            with np.errstate(invalid='ignore'):
                classes += stored.astype(np.float64) >= edge
    return np.where(valid, classes, 0).astype(np.uint8)


def in_memory(classes, dataset, shift=0):
    height, width = classes.shape
    made = gdal.GetDriverByName('MEM').Create('', width, height, 1, gdal.GDT_Byte)
    made.GetRasterBand(1).WriteArray(classes)
    if dataset.GetGCPCount() > 0:
        made.SetGCPs(dataset.GetGCPs(), dataset.GetGCPSpatialRef())
    else:
        c, *rest = dataset.GetGeoTransform()
        made.SetGeoTransform([c + shift, *rest])
        made.SetSpatialRef(dataset.GetSpatialRef())
    return made


def warp(sources, srs, transform, width, height):
    target = gdal.GetDriverByName('MEM').Create('', width, height, 1, gdal.GDT_Byte)
    target.SetGeoTransform(transform)
    target.SetSpatialRef(srs)
    for source in sources:
        gdal.Warp(target, source, resampleAlg='near', errorThreshold=0, overviewLevel='NONE', srcNodata=0, dstNodata=0)
    return target.ReadAsArray()


def picture_of(classes, dataset, source):
    """Classes of the picture, and whether they are gdalwarp's."""
    if dataset.GetGCPCount() > 0:
        return classes, False
    c, a, b, f, d, e = dataset.GetGeoTransform()
    if b == 0 and d == 0:
        assert a > 0
        return (classes[::-1] if e > 0 else classes), False
    height, width = classes.shape
    xs = [c + a * col + b * row for col in (0, width) for row in (0, height)]
    ys = [f + d * col + e * row for col in (0, width) for row in (0, height)]
    across, down = math.hypot(a, d), math.hypot(b, e)
    turned = [min(xs), across, 0, max(ys), 0, -down]
    size = [math.ceil((max(v) - min(v)) / step - 1e-6) for v, step in ((xs, across), (ys, down))]
    return warp([source], dataset.GetSpatialRef(), turned, *size), True


def tile_numbers(source, shape):
    """The level, and every tile that the raster may touch."""
    height, width = shape
    transformer = gdal.Transformer(source, None, ['DST_SRS=EPSG:4326'])
    cols, rows = np.unique(np.linspace(0, width, 50)), np.unique(np.linspace(0, height, 50))
    places = [transformer.TransformPoint(False, float(col), float(row))[1] for col in cols for row in rows]
    # length of a pixel on the ground of the sphere, at the middle
    (lon0, lat0, _), (lon1, lat1, _), (lon2, lat2, _) = (
        transformer.TransformPoint(False, width / 2 + i, height / 2 + j)[1] for i, j in ((0, 0), (1, 0), (0, 1)))
    narrow = math.cos(math.radians(lat0))
    steps = [math.hypot((lon - lon0 + 180) % 360 - 180, (lat - lat0) / narrow) for lon, lat in ((lon1, lat1), (lon2, lat2))]
    pixel = math.radians(min(steps)) * 6378137
    z = math.ceil(math.log2(2 * HALF_WORLD / SIZE / pixel) - 1e-6)
    found = set()
    for lon, lat, _ in places:
        x = math.floor(((lon + 180) % 360) / 360 * 2**z)
        y = math.floor((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z)
        found |= {((x + i) % 2**z, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)}
    return z, sorted((x, y) for x, y in found if 0 <= y < 2**z)


class Store:
    """Distinct tiles, each once."""

    def __init__(self):
        self.numbers, self.parts = {}, []

    def number(self, classes):
        data = classes.tobytes()
        if data not in self.numbers:
            self.numbers[data] = len(self.parts)
            self.parts.append(data)
        return self.numbers[data]


def tiles_of(classes, dataset, store, most):
    degrees = dataset.GetSpatialRef() is not None and dataset.GetSpatialRef().IsGeographic()
    sources = [in_memory(classes, dataset, shift) for shift in ((0, 360, -360) if degrees else (0,))]
    z, numbers = tile_numbers(sources[0], classes.shape)
    side = 2 * HALF_WORLD / 2**z
    tiles = []
    for x, y in numbers:
        transform = [x * side - HALF_WORLD, side / SIZE, 0, HALF_WORLD - y * side, 0, -side / SIZE]
        tile = warp(sources, MERCATOR, transform, SIZE, SIZE)
        tiles.append((x, y, tile))
    found = [each for each in tiles if each[2].any()] or tiles[:1]
    if most is not None:
        found = sorted(sorted(found, key=lambda each: -np.count_nonzero(each[2]))[:most], key=lambda each: each[:2])
    return [[z, x, y, store.number(tile)] for x, y, tile in found]


def picture(classes, dataset, store):
    drawn, is_warped = picture_of(classes, dataset, in_memory(classes, dataset))
    described = {
        'width': drawn.shape[1],
        'height': drawn.shape[0],
        'pixels': np.bincount(drawn.ravel(), minlength=CLASSES + 1).tolist(),
        'sha256': hashlib.sha256(np.ascontiguousarray(drawn).tobytes()).hexdigest(),
    }
    if is_warped:
        padded = np.zeros(-(-drawn.size // SIZE**2) * SIZE**2, np.uint8)
        padded[:drawn.size] = drawn.ravel()
        described['parts'] = [store.number(part) for part in padded.reshape(-1, SIZE**2)]
    return described


def describe(path, number, store):
    dataset = gdal.Open(str(path))
    stored, valid, scale, offset = read_band(dataset, number)
    rescale = RESCALE.get(path.name) or rescale_of(stored, valid, scale, offset)
    classes = classify(stored, valid, scale, offset, rescale)
    described = {'file': f'{path.parent.name}/{path.name}', 'band': number, 'rescale': rescale}
    if path.parent.name == 'awkward':
        return described | {'picture': picture(classes, dataset, store), 'tiles': tiles_of(classes, dataset, store, None)}
    described['file'] = f"real/{described['file']}"
    return described | {'tiles': tiles_of(classes, dataset, store, MOST_REAL_TILES)}


def main(root):
    store, rasters = Store(), []
    expected = json.loads((root / 'awkward/expected.json').read_text())['files']
    for name, about in sorted(expected.items()):
        if about['kind'].startswith('readable') and name not in PICTURES + REFUSED:
            rasters += [describe(root / 'awkward' / name, number, store) for number in BANDS.get(name, [1])]
    variants = sorted((root / 'real').glob('*_variants/*.tif'))
    rasters += [describe(path, 1, store) for path in [root / 'real' / name for name in REAL] + variants]
    here = Path(__file__).parent
    lines = ',\n'.join(f'  {json.dumps(each)}' for each in rasters)
    (here / 'awkward-oracle.json').write_text(f'[\n{lines}\n]\n')
    (here / 'awkward-tiles.bin.gz').write_bytes(gzip.compress(b''.join(store.parts), 9, mtime=0))
    print(len(rasters), 'rasters,', len(store.parts), 'different tiles of', sum(len(r['tiles']) for r in rasters))


main(Path(sys.argv[1]))
