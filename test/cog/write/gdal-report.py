"""What GDAL finds in COGs, as JSON: gdal-report.py FILE... (used by gdal.test.ts)."""

import hashlib
import json
import sys

import numpy as np
from osgeo import gdal, osr
from osgeo_utils.samples.validate_cloud_optimized_geotiff import validate

gdal.UseExceptions()
COPY = "/vsimem/level.tif"


def level_arrays(band):
    return [band.ReadAsArray()] + [band.GetOverview(i).ReadAsArray() for i in range(band.GetOverviewCount())]


def averaged(array, band):
    """GDAL's own overview of a level."""
    height, width = array.shape
    copy = gdal.GetDriverByName("GTiff").Create(COPY, width, height, 1, band.DataType)
    copy.GetRasterBand(1).SetNoDataValue(band.GetNoDataValue())
    copy.GetRasterBand(1).WriteArray(array)
    copy = None
    copy = gdal.Open(COPY, gdal.GA_Update)
    copy.BuildOverviews("AVERAGE", [2])
    copy = None
    copy = gdal.Open(COPY)
    return copy.GetRasterBand(1).GetOverview(0).ReadAsArray()


def misfit(ours, theirs, nodata):
    """Largest difference of two levels, huge where only one has a value; and the share of pixels that differ."""
    def empty(array):
        return np.isnan(array) if np.isnan(nodata) else array == nodata

    if ours.shape != theirs.shape or (empty(ours) != empty(theirs)).any():
        return [1e300, 1]
    differences = np.abs(np.where(empty(ours), 0, ours.astype("f8") - np.where(empty(theirs), 0, theirs)))
    return [float(differences.max()), float((differences > 0).mean())]


def lon_lat(raster):
    """Where GDAL puts the middle of the raster."""
    a = raster.GetGeoTransform()
    col, row = raster.RasterXSize / 2, raster.RasterYSize / 2
    target = osr.SpatialReference()
    target.ImportFromEPSG(4326)
    source = raster.GetSpatialRef()
    for srs in (source, target):
        srs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    x, y = a[0] + col * a[1] + row * a[2], a[3] + col * a[4] + row * a[5]
    return osr.CoordinateTransformation(source, target).TransformPoint(x, y)[:2]


def report(path):
    warnings, errors, _ = validate(path, full_check=True)
    raster = gdal.Open(path)
    bands = []
    for i in range(raster.RasterCount):
        band = raster.GetRasterBand(i + 1)
        nodata = band.GetNoDataValue()
        levels = level_arrays(band)
        bands.append({
            "description": band.GetDescription(),
            "dtype": gdal.GetDataTypeName(band.DataType),
            "nodata": str(nodata),
            "scale": band.GetScale(),
            "offset": band.GetOffset(),
            "block": band.GetBlockSize(),
            "sizes": [[array.shape[1], array.shape[0]] for array in levels],
            "sha256": hashlib.sha256(levels[0].tobytes()).hexdigest(),
            "misfits": [misfit(b, averaged(a, band), nodata) for a, b in zip(levels, levels[1:])],
        })
    structure = raster.GetMetadata("IMAGE_STRUCTURE")
    return {
        "problems": warnings + errors,
        "epsg": raster.GetSpatialRef().GetAuthorityCode(None),
        "transform": raster.GetGeoTransform(),
        "lonLat": lon_lat(raster),
        "layout": structure.get("LAYOUT"),
        "interleave": structure.get("INTERLEAVE"),
        "metadata": raster.GetMetadata(),
        "bands": bands,
    }


print(json.dumps([report(path) for path in sys.argv[1:]]))
