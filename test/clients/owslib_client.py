"""Reads the services with OWSLib as a program would, and prints what it found, as JSON.

Argument: {"wms": url, "wmts": url, "layer", "time", "style", "bbox", "size", "tile": {"matrix", "row", "column"}}.
"""

import base64
import json
import sys

from owslib.wms import WebMapService
from owslib.wmts import WebMapTileService

request = json.loads(sys.argv[1])
layer, time, style = request["layer"], request["time"], request["style"]
answer = {}


def text(response):
    return base64.b64encode(response.read()).decode()


for version in ("1.3.0", "1.1.1"):
    service = WebMapService(request["wms"], version=version)
    found = service[layer]
    window = {
        "layers": [layer],
        "styles": [style],
        "srs": "EPSG:4326",
        "bbox": request["bbox"],
        "size": request["size"],
        "format": "image/png",
        "transparent": True,
        "time": time,
    }
    info = service.getfeatureinfo(
        **{**window, "query_layers": [layer], "info_format": "application/json", "xy": [40, 30]}
    )
    answer[version] = {
        "title": found.title,
        "times": found.timepositions,
        "default": found.defaulttimeposition,
        "styles": sorted(found.styles),
        "bbox": found.boundingBoxWGS84,
        "map": text(service.getmap(**window)),
        "info": json.loads(info.read()),
    }

tiles = WebMapTileService(request["wmts"])
found = tiles[layer]
tile = {
    "layer": layer,
    "tilematrixset": "WebMercatorQuad",
    "tilematrix": request["tile"]["matrix"],
    "row": request["tile"]["row"],
    "column": request["tile"]["column"],
    "format": "image/png",
    "style": style,
    "Time": time,
}
answer["wmts"] = {
    "title": found.title,
    "styles": sorted(found.styles),
    "times": getattr(found, "dimensions", {}).get("Time", {}).get("values"),
    "sets": sorted(found.tilematrixsetlinks),
    "tile": text(tiles.gettile(**tile)),
}
print(json.dumps(answer))
