#!/usr/bin/env python3
"""What others know of the tile matrix sets: morecantile's definitions (the OGC registry's) and PROJ's projections.

usage: python3 test/grid/tile-matrix-set.oracle.py      needs morecantile (7.1 was used) with pyproj
Writes tile-matrix-set.oracle.json beside itself.
"""
import json
import random
from pathlib import Path

import morecantile
from morecantile import Tile
from pyproj import Transformer

SETS = [
    "WebMercatorQuad",
    "WorldCRS84Quad",
    "WorldMercatorWGS84Quad",
    "UPSArcticWGS84Quad",
    "UPSAntarcticWGS84Quad",
    "EuropeanETRS89_LAEAQuad",
    "UTM31WGS84Quad",
]
PLACES = {
    "WebMercatorQuad": [(12.5, 41.9), (-179.99, -84.9), (179.99, 70.1)],
    "WorldCRS84Quad": [(12.5, 41.9), (-180, -90)],
    "WorldMercatorWGS84Quad": [(12.5, 41.9), (-179.99, -84.9), (179.99, 70.1)],
    "UPSArcticWGS84Quad": [(0, 90), (15.6, 78.2), (-179.9, 71.2), (100, 10)],
    "UPSAntarcticWGS84Quad": [(0, -90), (166.7, -77.8), (-64, -64.8), (100, -10)],
    "EuropeanETRS89_LAEAQuad": [(10, 52), (-9.1, 38.7), (31.1, 70.4)],
    "UTM31WGS84Quad": [(3, 0), (2.3, 48.9), (5.9, -33.1), (40, 20)],
}


def describe(name, choose):
    tms = morecantile.tms.get(name)
    own = json.loads(tms.model_dump_json(exclude_none=True))
    project = Transformer.from_crs("OGC:CRS84", tms.crs._pyproj_crs, always_xy=True)
    tiles = []
    for matrix in tms.tileMatrices[::3]:
        z = int(matrix.id)
        for _ in range(3):
            x, y = choose.randrange(matrix.matrixWidth), choose.randrange(matrix.matrixHeight)
            tiles.append([z, x, y, *tms.xy_bounds(Tile(x, y, z))])
    return {
        "id": name,
        "title": own["title"],
        "crs": own["crs"],
        "orderedAxes": own["orderedAxes"],
        "matrices": [
            [m.id, m.scaleDenominator, m.cellSize, *m.pointOfOrigin, m.tileWidth, m.matrixWidth, m.matrixHeight]
            for m in tms.tileMatrices
        ],
        "tiles": tiles,
        "points": [[lon, lat, *project.transform(lon, lat)] for lon, lat in PLACES[name]],
    }


if __name__ == "__main__":
    choose = random.Random(1)
    out = Path(__file__).with_suffix(".json")
    out.write_text("[\n" + ",\n".join(json.dumps(describe(name, choose)) for name in SETS) + "\n]\n")
