"""Which source pixel gdalwarp puts where on tiles of every tile matrix set, and which pixels GDAL finds in an area.

    /usr/bin/python3 test/raster/make-tile-warp.py     (GDAL 3.6.2; writes tile-warp.json beside this script)

Every pixel of a source holds its own number, row * width + col: `gdalwarp -r near -et 0 -ovr NONE` onto a tile then
tells positions. Tiles are laid out by the registry's scale denominators, as GDAL's TMS reader does, not by our
definitions. Of a tile every STEP-th pixel of every STEP-th row is kept, -1 where there is none.

Areas are cut along longitude and latitude every 0.1 degrees, taken to the tile's CRS by OGR and burnt by
gdal.RasterizeLayer; of a tile every AREA_STEP-th pixel is kept, as 0 or 1.
"""
import json
import math
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

gdal.UseExceptions()
osr.UseExceptions()
SIZE, STEP, AREA_STEP = 256, 15, 8
# the poles are corners of tiles: a place on their diagonals lies between two pixels of the sources
FIRST_ROW = 7
R = 6378137 * math.pi
# EPSG code, x and y of the point of origin, scale denominator of the first level, its number, metres a unit
SETS = {
    'WebMercatorQuad': (3857, -R, R, 559082264.0287178, 0, 1),
    'WorldCRS84Quad': (4326, -180, 90, 279541132.014358, 0, R / 180),
    'WorldMercatorWGS84Quad': (3395, -R, R, 559082264.028717, 0, 1),
    'UPSArcticWGS84Quad': (5041, -14440759.350252, 18440759.350252, 458726544.4, 0, 1),
    'UPSAntarcticWGS84Quad': (5042, -14440759.350252, 18440759.350252, 458726544.4, 0, 1),
    'EuropeanETRS89_LAEAQuad': (3035, 2000000, 5500000, 62779017.8571428, 0, 1),
    **{f'UTM{z:02}WGS84Quad': (32600 + z, -9501965.72931276, 20003931.4586255, 279072704.500914, 1, 1)
       for z in (1, 21, 33, 60)},
}
# name: EPSG code, origin x, origin y, pixel, width, height
SOURCES = {
    'world, 0.25 degrees': (4326, -180, 90, 0.25, 1440, 720),
    'Slovenia, 10 m': (32633, 461000, 5105000, 10, 600, 600),
    'Paraguay, 10 m': (32721, 430000, 7200000, 10, 600, 600),
    'antimeridian, 10 m': (32660, 817000, -1850000, 10, 600, 600),
    'North Pole, 100 m': (3413, -30000, 20000, 100, 500, 500),
    'South Pole, 100 m': (3031, -20000, 30000, 100, 500, 500),
}
# source, set, level, longitude and latitude of a place on the tile
TILES = [
    *[('world, 0.25 degrees', name, z, *place) for name, levels, places in (
        ('WebMercatorQuad', (0, 3), ((20, 50), (-179.9, -60), (179.9, 80))),
        ('WorldCRS84Quad', (0, 3), ((20, 50), (-179.9, -89), (179.9, 89))),
        ('WorldMercatorWGS84Quad', (0, 3), ((20, 50), (-179.9, -60), (179.9, 80))),
        ('UPSArcticWGS84Quad', (1, 3, 5), ((20, 89.9), (179.9, 70))),
        ('UPSAntarcticWGS84Quad', (1, 3, 5), ((20, -89.9), (179.9, -70))),
        ('EuropeanETRS89_LAEAQuad', (0, 2), ((10, 52),)),
        ('UTM33WGS84Quad', (4, 6), ((15, 46), (15, -30), (15, 0))),
    ) for z in levels for place in places],
    *[('Slovenia, 10 m', name, z, 14.54, 46.07) for name, levels in (
        ('WebMercatorQuad', (11, 14)), ('WorldCRS84Quad', (10, 13)), ('WorldMercatorWGS84Quad', (14,)),
        ('UPSArcticWGS84Quad', (13,)), ('EuropeanETRS89_LAEAQuad', (8, 11)), ('UTM33WGS84Quad', (11, 14)),
    ) for z in levels],
    *[('Paraguay, 10 m', name, z, -57.65, -25.34) for name, z in (
        ('WebMercatorQuad', 14), ('WorldCRS84Quad', 13), ('UPSAntarcticWGS84Quad', 14), ('UTM21WGS84Quad', 14))],
    *[('antimeridian, 10 m', name, z, lon, -16.75) for name, z in (
        ('WebMercatorQuad', 13), ('WorldCRS84Quad', 12), ('WorldMercatorWGS84Quad', 14), ('UTM60WGS84Quad', 14),
        ('UTM01WGS84Quad', 14), ('UPSAntarcticWGS84Quad', 14)) for lon in (179.995, -179.995)],
    *[('North Pole, 100 m', name, z, lon, lat) for name, z in (('UPSArcticWGS84Quad', 10), ('WorldCRS84Quad', 6), ('UTM33WGS84Quad', 10))
      for lon, lat in ((10, 89.99), (-170, 89.9))],
    *[('South Pole, 100 m', name, z, lon, lat) for name, z in (('UPSAntarcticWGS84Quad', 10), ('WorldCRS84Quad', 6))
      for lon, lat in ((10, -89.99), (-170, -89.9))],
]
AREAS = {
    'a square across the antimeridian': [[[176, -18], [184, -18], [184, -15], [176, -15], [176, -18]]],
    'everything north of 84 with a hole': [
        [[-180, 84], [180, 84], [180, 90], [-180, 90], [-180, 84]], [[0, 86], [40, 86], [40, 88], [0, 88], [0, 86]]],
    'everything south of -70': [[[-180, -90], [180, -90], [180, -70], [-180, -70], [-180, -90]]],
    'a wide triangle': [[[-5, 40], [35, 44], [12, 65], [-5, 40]]],
}
AREA_TILES = [
    ('a square across the antimeridian', 'WebMercatorQuad', 4, -179.9, -16),
    ('a square across the antimeridian', 'WorldCRS84Quad', 3, 179.9, -16),
    ('a square across the antimeridian', 'UTM60WGS84Quad', 5, 179.9, -16),
    ('a square across the antimeridian', 'UTM01WGS84Quad', 6, -178, -16.5),
    ('a square across the antimeridian', 'UPSAntarcticWGS84Quad', 5, 179.9, -16),
    ('everything north of 84 with a hole', 'UPSArcticWGS84Quad', 4, 20, 89.9),
    ('everything north of 84 with a hole', 'UPSArcticWGS84Quad', 6, 39, 87),
    ('everything north of 84 with a hole', 'WorldCRS84Quad', 3, 20, 89),
    ('everything south of -70', 'UPSAntarcticWGS84Quad', 2, 20, -89.9),
    ('everything south of -70', 'UPSAntarcticWGS84Quad', 4, 179.9, -75),
    ('everything south of -70', 'WorldCRS84Quad', 1, 20, -75),
    ('a wide triangle', 'EuropeanETRS89_LAEAQuad', 0, 10, 52),
    ('a wide triangle', 'EuropeanETRS89_LAEAQuad', 3, 12, 64.5),
    ('a wide triangle', 'UTM33WGS84Quad', 4, 15, 50),
    ('a wide triangle', 'UPSArcticWGS84Quad', 4, 12, 55),
]


def reference(code):
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(code)
    srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return srs


def in_memory(kind, code, transform, width, height, fill):
    made = gdal.GetDriverByName('MEM').Create('', width, height, 1, kind)
    made.SetGeoTransform(transform)
    made.SetSpatialRef(reference(code))
    made.GetRasterBand(1).Fill(fill)
    return made


def source(name, shift=0):
    code, x, y, pixel, width, height = SOURCES[name]
    made = in_memory(gdal.GDT_Int32, code, [x + shift, pixel, 0, y, 0, -pixel], width, height, 0)
    made.GetRasterBand(1).WriteArray(np.arange(width * height, dtype=np.int32).reshape(height, width))
    return made


def tile(name, z, lon, lat):
    """Column, row and geotransform of the tile that holds a place."""
    code, left, top, scale, first, metres = SETS[name]
    x, y, _ = osr.CoordinateTransformation(reference(4326), reference(code)).TransformPoint(lon, lat)
    pixel = scale * 0.00028 / metres / 2 ** (z - first)
    column, row = math.floor((x - left) / pixel / SIZE), math.floor((top - y) / pixel / SIZE)
    return column, row, [left + column * SIZE * pixel, pixel, 0, top - row * SIZE * pixel, 0, -pixel]


def warped(source_name, name, z, lon, lat):
    column, row, transform = tile(name, z, lon, lat)
    code = SETS[name][0]
    target = in_memory(gdal.GDT_Int32, code, transform, SIZE, SIZE, -1)
    target.GetRasterBand(1).SetNoDataValue(-1)
    # gdalwarp does not wrap longitudes
    for shift in (0, 360, -360) if SOURCES[source_name][0] == 4326 else (0,):
        gdal.Warp(target, source(source_name, shift), resampleAlg='near', errorThreshold=0, overviewLevel='NONE')
    sources = target.ReadAsArray()[FIRST_ROW::STEP, ::STEP]
    return {'source': source_name, 'set': name, 'tile': [z, column, row], 'from': sources.ravel().tolist()}


def cut(ring):
    """The ring with a vertex every 0.1 degrees at most."""
    out = [ring[0]]
    for (lon0, lat0), (lon1, lat1) in zip(ring, ring[1:]):
        parts = max(1, math.ceil(max(abs(lon1 - lon0), abs(lat1 - lat0)) / 0.1))
        out += [[lon0 + (lon1 - lon0) * i / parts, lat0 + (lat1 - lat0) * i / parts] for i in range(1, parts + 1)]
    return out


def burnt(area, name, z, lon, lat):
    column, row, transform = tile(name, z, lon, lat)
    code = SETS[name][0]
    target = in_memory(gdal.GDT_Byte, code, transform, SIZE, SIZE, 0)
    held = ogr.GetDriverByName('Memory').CreateDataSource('')
    layer = held.CreateLayer('', reference(code), ogr.wkbPolygon)
    to_map = osr.CoordinateTransformation(reference(4326), reference(code))
    periodic = code in (4326, 3857, 3395)
    width = 360 if code == 4326 else 2 * R
    # maps that repeat show it wherever it lies; on others longitude 184 is -176
    for turn in (-1, 0, 1) if periodic else (0,):
        polygon = ogr.Geometry(ogr.wkbPolygon)
        for ring in AREAS[area]:
            made = ogr.Geometry(ogr.wkbLinearRing)
            for at_lon, at_lat in cut(ring):
                if periodic:
                    x = at_lon / 180 * width / 2 + turn * width
                    y = at_lat if code == 4326 else to_map.TransformPoint(0, at_lat)[1]
                else:
                    x, y, _ = to_map.TransformPoint((at_lon + 180) % 360 - 180, at_lat)
                made.AddPoint_2D(x, y)
            polygon.AddGeometry(made)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(polygon)
        layer.CreateFeature(feature)
    gdal.RasterizeLayer(target, [1], layer, burn_values=[1])
    inside = target.ReadAsArray()
    return {'area': area, 'set': name, 'tile': [z, column, row], 'pixels': int(inside.sum()),
            'inside': ''.join(map(str, inside[::AREA_STEP, ::AREA_STEP].ravel()))}


def main():
    found = {
        'size': SIZE,
        'step': STEP,
        'firstRow': FIRST_ROW,
        'areaStep': AREA_STEP,
        'sources': SOURCES,
        'areas': AREAS,
    }
    lines = [f'{json.dumps(name)}: {json.dumps(value)}' for name, value in found.items()]
    # places of one level may share a tile
    tiles = ',\n'.join(dict.fromkeys(json.dumps(warped(*each), separators=(',', ':')) for each in TILES))
    areas = ',\n'.join(json.dumps(burnt(*each)) for each in AREA_TILES)
    out = '{' + ',\n'.join(lines) + f',\n"tiles": [\n{tiles}\n],\n"areaTiles": [\n{areas}\n]}}\n'
    Path(__file__).with_name('tile-warp.json').write_text(out)


main()
