"""Adds layers of the services to QGIS without a screen, draws each, and prints its pixels, as JSON.

Argument: {"layers": [{"uri", "crs", "extent": [minX, minY, maxX, maxY], "width", "height"}]}.
"""

import base64
import json
import sys

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor, QImage

QgsApplication.setPrefixPath("/usr", True)
application = QgsApplication([], False)
application.initQgis()


def draw(asked):
    layer = QgsRasterLayer(asked["uri"], "map", "wms")
    if not layer.isValid():
        return {"isValid": False, "error": layer.error().summary()}
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(asked["crs"]))
    settings.setExtent(QgsRectangle(*asked["extent"]))
    settings.setOutputSize(QSize(asked["width"], asked["height"]))
    settings.setBackgroundColor(QColor(0, 0, 0, 0))
    settings.setOutputDpi(96)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage().convertToFormat(QImage.Format_RGBA8888)
    pixels = image.constBits()
    pixels.setsize(image.sizeInBytes())
    errors = [error.message for error in job.errors()]
    return {
        "isValid": True,
        "errors": errors,
        "abstract": layer.dataProvider().layerMetadata().abstract(),
        "pixels": base64.b64encode(bytes(pixels)).decode(),
    }


answer = [draw(asked) for asked in json.loads(sys.argv[1])["layers"]]
print(json.dumps(answer), flush=True)
sys.stdout.flush()
# QGIS without a screen may fall over its own threads when it ends
import os

os._exit(0)
