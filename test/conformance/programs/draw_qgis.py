"""Draws rasters with QGIS. Reads a job a line from standard input, as JSON with raster, style, out, width, height and
isSaved, and answers each with a line: "ok", or what went wrong. `out` gets RGBA bytes, row by row. With isSaved the
style is saved by QGIS and loaded again first, which rounds its numbers."""

import json
import sys

from qgis.core import Qgis, QgsApplication, QgsRasterLayer
from qgis.PyQt.QtGui import QImage

application = QgsApplication([], False)
application.initQgis()
print(Qgis.QGIS_VERSION.split("-")[0], flush=True)


def load(job, style):
    layer = QgsRasterLayer(job["raster"], "raster", "gdal")
    if not layer.isValid():
        raise RuntimeError("QGIS does not open the raster")
    message, is_loaded = layer.loadNamedStyle(style)
    if not is_loaded:
        raise RuntimeError(message)
    return layer


def draw(job):
    layer = load(job, job["style"])
    if job["isSaved"]:
        saved = job["style"] + ".saved.qml"
        layer.saveNamedStyle(saved)
        layer = load(job, saved)
    pipe = layer.pipe()
    last = pipe.at(pipe.size() - 1)
    block = last.block(1, layer.extent(), job["width"], job["height"])
    image = block.image().convertToFormat(QImage.Format_RGBA8888)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    with open(job["out"], "wb") as out:
        out.write(bytes(bits))


for line in sys.stdin:
    try:
        draw(json.loads(line))
        print("ok", flush=True)
    except Exception as error:  # whatever it is, the caller is to hear of it
        print(str(error).replace("\n", " ") or "unknown", flush=True)
