"""Areas of single pixels by PostGIS, for area.test.ts.

    python3 test/raster/make-pixel-areas.py 'host=127.0.0.1 dbname=app user=postgres' > test/raster/pixel-areas.json

Made with PostgreSQL 15.18, PostGIS 3.3.2, PROJ 9.1.1: the quadrangle between the four corners of the pixel,
transformed to EPSG:4326, ST_Area(geography). Latitude and longitude on MODIS's sphere are taken as WGS 84.
"""
import json
import subprocess
import sys

SINU = '+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs'
SPHERE = '+proj=longlat +R=6371007.181 +no_defs'

# name, CRS, PROJ string for proj4, affine, width, height, pixels (col, row)
GRIDS = [
    ['UTM 33N, 10 m', 'EPSG:32633', '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs',
     [10, 0, 465000, 0, -10, 5080000], 10980, 10980, [[0, 0], [3501, 17], [5000, 10979], [10979, 10979]]],
    ['UTM 33N, 1 km pixels over the whole zone', 'EPSG:32633', '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs',
     [1000, 0, 166000, 0, -1000, 9000000], 668, 8000, [[0, 0], [333, 4000], [667, 7999], [17, 6001]]],
    ['UTM 60N, over the antimeridian', 'EPSG:32660', '+proj=utm +zone=60 +datum=WGS84 +units=m +no_defs',
     [100.0129032, 0, 673598.2903, 0, -100.0127389, 5763304.261], 480, 300, [[0, 0], [325, 150], [479, 299]]],
    ['EPSG:4326, 1/480 degree', 'EPSG:4326', '+proj=longlat +datum=WGS84 +no_defs',
     [1 / 480, 0, -55.802586, 0, -1 / 480, -11.495833], 289, 147, [[0, 0], [144, 73], [288, 146]]],
    ['EPSG:4326, 0.05 degree, high north', 'EPSG:4326', '+proj=longlat +datum=WGS84 +no_defs',
     [0.05, 0, 10, 0, -0.05, 80], 200, 200, [[0, 0], [100, 100], [199, 199]]],
    ['EPSG:4326, rotated', 'EPSG:4326', '+proj=longlat +datum=WGS84 +no_defs',
     [0.001, 0.0005, 14.5, 0.0005, -0.001, 46], 100, 100, [[0, 0], [50, 50], [99, 99]]],
    ['EPSG:3857', 'EPSG:3857',
     '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs',
     [19.109257, 0, 1619000, 0, -19.109257, 9600000], 4096, 4096, [[0, 0], [2048, 2048], [4095, 4095]]],
    ['EPSG:3857, the world in 256 pixels', 'EPSG:3857',
     '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs',
     [156543.03392804097, 0, -20037508.342789244, 0, -156543.03392804097, 20037508.342789244], 256, 256,
     [[10, 100], [200, 127], [128, 60]]],
    ['MODIS sinusoidal', 'sinusoidal', SINU,
     [231.65635826385406, 0, -6073798.057320992, 0, -231.65635826385406, -1278279.7849004474], 255, 147,
     [[0, 0], [127, 73], [254, 146]]],
    ['North Dakota North, feet', 'EPSG:2265',
     '+proj=lcc +lat_0=47 +lon_0=-100.5 +lat_1=48.7333333333333 +lat_2=47.4333333333333 +x_0=599999.9999976 +y_0=0 '
     '+ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=ft +no_defs',
     [16.4, 0, 2290000, 0, -16.4, 15000], 900, 700, [[0, 0], [450, 350], [899, 699]]],
    ['NSIDC polar stereographic, around the pole', 'EPSG:3413',
     '+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
     [1000, 0, -300500, 0, -1000, 300500], 601, 601, [[0, 0], [300, 300], [301, 300], [310, 280], [600, 17]]],
]


def corners(affine, col, row):
    a, b, c, d, e, f = affine
    for i, j in [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]:
        yield '%r %r' % (a * (col + i) + b * (row + j) + c, d * (col + i) + e * (row + j) + f)


def area(connection, crs, affine, pixel):
    text = 'POLYGON((%s))' % ','.join(corners(affine, *pixel))
    if crs == 'sinusoidal':
        lonlat = "ST_SetSRID(ST_Transform('%s'::geometry, '%s', '%s'), 4326)" % (text, SINU, SPHERE)
    else:
        lonlat = "ST_Transform('SRID=%s;%s'::geometry, 4326)" % (crs[5:], text)
    command = ['psql', connection, '-At', '-c', 'SELECT ST_Area(%s::geography)' % lonlat]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


grids = []
for name, crs, definition, affine, width, height, pixels in GRIDS:
    areas = [[col, row, area(sys.argv[1], crs, affine, (col, row))] for col, row in pixels]
    grids.append({'name': name, 'crs': crs, 'definition': definition, 'affine': affine,
                  'width': width, 'height': height, 'areas': areas})
json.dump(grids, sys.stdout, indent=1)
print()
