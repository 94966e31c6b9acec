"""Writes ground.json: for the middle of grids in several CRSs, the geodesic length across and where north is.

python3 make-ground.py (pyproj 3.4 or later; pyproj's Geod is Karney's GeographicLib).
"""

import json
import math
import os

from pyproj import CRS, Geod, Transformer
from pyproj.proj import Proj

GEOD = Geod(ellps='WGS84')
# name, PROJ definition as src/grid has it, middle as lon and lat, size of a pixel in units of the CRS
CASES = [
    ('degrees', '+proj=longlat +datum=WGS84 +no_defs', 26.3, 62.8, 0.0001),
    ('degrees, south', '+proj=longlat +datum=WGS84 +no_defs', -70.2, -53.1, 0.001),
    ('web mercator', '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs', 10.5, 60.2, 10),
    ('UTM 33', '+proj=utm +zone=33 +datum=WGS84 +units=m +no_defs', 17.7, 48.2, 10),
    ('UTM 35 south, at its edge', '+proj=utm +zone=35 +south +datum=WGS84 +units=m +no_defs', 24.1, -27.6, 100),
    ('UPS north', '+proj=stere +lat_0=90 +k=0.994 +lon_0=0 +x_0=2000000 +y_0=2000000 +datum=WGS84 +units=m +no_defs', 100.0, 85.0, 20),
    ('UPS south', '+proj=stere +lat_0=-90 +k=0.994 +lon_0=0 +x_0=2000000 +y_0=2000000 +datum=WGS84 +units=m +no_defs', -45.0, -82.0, 20),
    ('LAEA Europe', '+proj=laea +lat_0=52 +lon_0=10 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +towgs84=0,0,0 +units=m +no_defs', -8.0, 40.0, 100),
    ('New York, feet', '+proj=lcc +lat_0=40.1666666666667 +lon_0=-74 +lat_1=41.0333333333333 +lat_2=40.6666666666667 +x_0=300000.0000000001 +y_0=0 +ellps=GRS80 +towgs84=0,0,0 +units=us-ft +no_defs', -72.1, 41.0, 30),
]


def case(name, definition, lon, lat, pixel):
    proj = Proj(definition)
    geographic = CRS.from_string(definition).is_geographic
    x, y = (lon, lat) if geographic else proj(lon, lat)
    pixels = 200
    ends = [(x - pixels / 2 * pixel, y), (x + pixels / 2 * pixel, y)]
    (lon1, lat1), (lon2, lat2) = ends if geographic else [proj(*end, inverse=True) for end in ends]
    metres = GEOD.inv(lon1, lat1, lon2, lat2)[2]
    # grid north is clockwise of true north by the convergence, so true north is turned against the clock by it
    north = 0.0 if geographic else -proj.get_factors(lon, lat).meridian_convergence
    return {
        'name': name,
        'definition': definition,
        'middle': [x, y],
        'pixel': pixel,
        'pixels': pixels,
        'metres': metres,
        'north_degrees': north,
    }


with open(os.path.join(os.path.dirname(__file__), 'ground.json'), 'w') as file:
    json.dump([case(*each) for each in CASES], file, indent=1)
    file.write('\n')
