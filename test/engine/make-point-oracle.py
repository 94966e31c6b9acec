"""Stored numbers at places in rasters, as gdallocationinfo finds them.

    /usr/bin/python3 test/engine/make-point-oracle.py fixtures/tiny ../shared/data/awkward ../shared/data/real

Writes point-oracle.json beside this script. (GDAL 3.6.2.) Places lie inside chosen pixels, off their centres and
edges, and just outside the raster; they come from GDAL's own transformer, are rounded to 9 decimals of a degree and
asked with `gdallocationinfo -valonly -wgs84 FILE`. null is a pixel without a value by GDAL's mask of the band (or one
that is not finite); "off" lies outside.
"""

import json
import math
import random
import subprocess
import sys
from pathlib import Path

from osgeo import gdal

gdal.UseExceptions()
SKIPPED = ['no_crs.tif', 'not_a_tiff.tif', 'truncated.tif', 'compress_lzma.tif', 'crs_missing.tif', 'georef_missing.tif',
           # GDAL places it by control points, which have no inverse geotransform for gdallocationinfo
           'gcps_only.tif']
REAL = ['modis_sinop/ndvi_2013_09_14.tif', 'naip_cottonwood/ndvi_2010_06_29.tif', 's2_slovenia/ndvi_2016_05_16.tif']
INSIDE, OUTSIDE = 10, 3


def located(path, places):
    text = '\n'.join(f'{lon:.9f} {lat:.9f}' for lon, lat in places) + '\n'
    done = subprocess.run(['gdallocationinfo', '-valonly', '-wgs84', '-b', '1', str(path)], input=text,
                          capture_output=True, text=True)
    lines = done.stdout.split('\n')[:len(places)]
    assert len(lines) == len(places), (path, done)
    return lines


def points_of(path):
    dataset = gdal.Open(str(path))
    width, height = dataset.RasterXSize, dataset.RasterYSize
    mask = dataset.GetRasterBand(1).GetMaskBand().ReadAsArray()
    transformer = gdal.Transformer(dataset, None, ['DST_SRS=EPSG:4326'])
    chance = random.Random(path.name)
    pixels = [(chance.randrange(width), chance.randrange(height)) for _ in range(INSIDE)]
    pixels += [(0, 0), (width - 1, height - 1), (width - 1, 0), (0, height - 1)]
    beyond = [(-1, height // 2), (width, height // 2), (width // 2, -1)][:OUTSIDE]
    places = []
    for col, row in pixels + beyond:
        _, (lon, lat, _) = transformer.TransformPoint(False, col + chance.uniform(0.1, 0.9), row + chance.uniform(0.1, 0.9))
        places.append((round(lon, 9), round(lat, 9)))
    answers = []
    for (col, row), (lon, lat), text in zip(pixels + beyond, places, located(path, places)):
        if not math.isfinite(lon) or not math.isfinite(lat):
            continue
        inside = 0 <= col < width and 0 <= row < height
        assert inside == (text != ''), (path, col, row, lon, lat, text)
        value = float(text) if inside else None
        answer = 'off' if not inside else value if mask[row, col] and math.isfinite(value) else None
        answers.append([lon, lat, answer])
    return answers


def main(*folders):
    oracle = {}
    for folder in map(Path, folders):
        if folder.name == 'real':
            files = [folder / name for name in REAL]
        else:
            files = [p for p in sorted(folder.glob('*.tif')) if not p.name.startswith('bad_') and p.name not in SKIPPED]
        for path in files:
            name = f'{folder.name}/{path.relative_to(folder)}'
            try:
                oracle[name] = points_of(path)
            except AssertionError as error:
                print(name, error)
    lines = ',\n'.join(f'  {json.dumps(name)}: {json.dumps(points)}' for name, points in oracle.items())
    (Path(__file__).parent / 'point-oracle.json').write_text(f'{{\n{lines}\n}}\n')
    print(len(oracle), 'rasters')


main(*sys.argv[1:])
