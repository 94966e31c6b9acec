"""Opens a service with GDAL's WMS or WMTS driver and prints the pixels of its raster, as JSON.

Argument: {"source": what is given to gdal.Open, "subdataset": part of the name of the one to open, "format": what is
added to that name, "width": at least so many pixels, all there are if these are fewer}.
"""

import base64
import json
import sys

from osgeo import gdal

gdal.UseExceptions()
gdal.SetConfigOption("GDAL_ENABLE_WMS_CACHE", "NO")

request = json.loads(sys.argv[1])
dataset = gdal.Open(request["source"])
subdatasets = dataset.GetMetadata("SUBDATASETS")
if request.get("subdataset"):
    names = [name for key, name in subdatasets.items() if key.endswith("_NAME") and request["subdataset"] in name]
    dataset = gdal.Open(names[0] + request["format"])

band = dataset.GetRasterBand(1)
sizes = [(band.XSize, band.YSize, None)]
for i in range(band.GetOverviewCount()):
    overview = band.GetOverview(i)
    sizes.append((overview.XSize, overview.YSize, i))
# the smallest of at least so many pixels
width, height, level = min((size for size in sizes if size[0] >= request["width"]), default=sizes[0])


def read(number):
    band = dataset.GetRasterBand(number)
    return (band if level is None else band.GetOverview(level)).ReadRaster()


left, x, _, top, _, y = dataset.GetGeoTransform()
print(
    json.dumps(
        {
            "subdatasets": len([key for key in subdatasets if key.endswith("_NAME")]),
            "width": width,
            "height": height,
            "bands": [base64.b64encode(read(i + 1)).decode() for i in range(dataset.RasterCount)],
            "bounds": [left, top + y * dataset.RasterYSize, left + x * dataset.RasterXSize, top],
            "crs": dataset.GetSpatialRef().GetAuthorityCode(None),
        }
    )
)
