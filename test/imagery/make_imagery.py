"""Band imagery and what numpy computes from it, for the tests of band maths:
/usr/bin/python3 test/imagery/make_imagery.py && npx prettier --write test/imagery/data/*.json

Writes test/imagery/data. Needs numpy and GDAL's Python binding (made with GDAL 3.6.2, numpy 1.24.2). The numbers are
random with a fixed seed: smooth fields with some noise, and a corner without data.
"""
import base64
import json
from pathlib import Path

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
ROOT = Path(__file__).resolve().parent / "data"
WIDTH, HEIGHT = 60, 52
WEST, NORTH = 686000, 5331000
ROWS, COLS = slice(6, 44), slice(4, 52)
RANDOM = np.random.default_rng(20240506)


def field(width, height, low, high):
    """Stored numbers between low and high: waves and noise."""
    y, x = np.mgrid[0:height, 0:width] / max(width, height)
    waves = sum(np.sin(2 * np.pi * (RANDOM.uniform(0.5, 3) * x + RANDOM.uniform(0.5, 3) * y)) for _ in range(3))
    share = (waves - waves.min()) / (waves.max() - waves.min())
    return np.clip(low + share * (high - low) + RANDOM.normal(0, 60, x.shape), 1, 65535).astype("uint16")


def write(name, bands, pixel=10, west=WEST, north=NORTH, epsg=32632, described=(), scaling=None, nodata=0, dtype=None):
    height, width = bands[0].shape
    kind = dtype or {"uint16": gdal.GDT_UInt16, "float32": gdal.GDT_Float32}[str(bands[0].dtype)]
    memory = gdal.GetDriverByName("MEM").Create("", width, height, len(bands), kind)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    memory.SetProjection(crs.ExportToWkt())
    memory.SetGeoTransform((west, pixel, 0, north, 0, -pixel))
    memory.SetMetadataItem("TIFFTAG_DATETIME", "2024:05:06 10:30:00")
    for i, values in enumerate(bands, 1):
        band = memory.GetRasterBand(i)
        band.WriteArray(values)
        band.SetNoDataValue(nodata)
        if described:
            band.SetDescription(described[i - 1])
        if scaling:
            band.SetScale(scaling[0])
            band.SetOffset(scaling[1])
    gdal.GetDriverByName("COG").CreateCopy(
        str(ROOT / name), memory, options=["COMPRESS=DEFLATE", "BLOCKSIZE=128", "OVERVIEWS=NONE"]
    )


def finer(values):
    """A 20 m band on the 10 m grid: each pixel has the value that it lies in."""
    return values.repeat(2, axis=0).repeat(2, axis=1)


def reflectance(stored, scale=0.0001, offset=-0.1):
    return np.where(stored == 0, np.nan, stored * scale + offset)


def computed(values):
    """Every pixel inside the area as float32, NaN where there is no value, and what they amount to."""
    inside = values[ROWS, COLS].astype("float32")
    inside[~np.isfinite(inside)] = np.nan
    exact = inside[np.isfinite(inside)].astype("float64")
    return {
        "count": int(exact.size),
        "min": exact.min(),
        "max": exact.max(),
        "mean": exact.mean(),
        "float32": base64.b64encode(inside.astype("<f4").tobytes()).decode(),
    }


def corner(col, row):
    utm, lonlat = osr.SpatialReference(), osr.SpatialReference()
    utm.ImportFromEPSG(32632)
    lonlat.ImportFromEPSG(4326)
    lonlat.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    lon, lat, _ = osr.CoordinateTransformation(utm, lonlat).TransformPoint(WEST + 10 * col, NORTH - 10 * row)
    return [lon, lat]


def item():
    def asset(href, name, common, **more):
        return {"href": href, "type": "image/tiff; application=geotiff", "roles": ["data"],
                "eo:bands": [{"name": name, "common_name": common}], **more}

    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": "S2A_32UPU_20240506",
        "properties": {"datetime": "2024-05-06T10:30:00Z"},
        "geometry": None,
        "links": [],
        "assets": {
            "thumbnail": {"href": "preview.jpg", "type": "image/jpeg", "roles": ["thumbnail"]},
            "visual": {**asset("visual.tif", "red", "red"), "roles": ["visual"]},
            "red": asset("./B04.tif", "red", "red"),
            "red-jp2": {**asset("B04.jp2", "red", "red"), "type": "image/jp2"},
            "B08": asset("B08.tif", "B08", "nir"),
            "swir16": asset("B11.tif", "swir16", "swir16", **{"raster:bands": [{"scale": 0.0001, "offset": 0}]}),
            "scl": asset("SCL.tif", "scl", None),
        },
    }


def make():
    ROOT.mkdir(exist_ok=True)
    b02, b03, b04 = (field(WIDTH, HEIGHT, 1100, top) for top in (2500, 3000, 3500))
    b08 = field(WIDTH, HEIGHT, 1500, 6000)
    b8a, b11, b12 = (field(WIDTH // 2, HEIGHT // 2, 1500, top) for top in (6000, 4500, 3500))
    b04[20:23, 30:40] = 1000  # reflectance 0 in both: a division by zero
    b08[20:23, 30:40] = 1000
    for band in (b02, b03, b04, b08):
        band[8:14, 6:15] = 0
    b08[30, 20] = 0
    b11[10, 8] = 0

    write("mosaic.tif", [b02, b03, b04, b08], described=["B2, blue", "B3, green", "B4, red", "B8, nir"])
    write("B04.tif", [b04])
    write("B08.tif", [b08])
    write("B8A.tif", [b8a], pixel=20)
    write("B11.tif", [b11], pixel=20)
    write("B11_harmonised.tif", [b11], pixel=20, scaling=(0.0001, 0))
    write("B12_beside.tif", [b12], pixel=20, west=WEST - 5, north=NORTH + 5)
    write("B12_other_crs.tif", [b12], pixel=20, epsg=32633)
    write("B12_far.tif", [b12], pixel=20, west=WEST + 90000)
    floats = [reflectance(band).astype("float32") for band in (b04, b08)]
    write("floats.tif", floats, described=["red", "nir"], nodata=float("nan"))
    # the same ground a week later from two scenes that overlap in ten columns
    write("west.tif", [b04[:, :35], b08[:, :35]], described=["B04", "B08"])
    write("east.tif", [b04[:, 25:] + 7, b08[:, 25:]], west=WEST + 250, described=["B04", "B08"])
    write("ndvi.tif", [np.full((HEIGHT, WIDTH), 0.5, "float32")], described=["NDVI"], nodata=-9999)

    blue, green, red, nir = (reflectance(band) for band in (b02, b03, b04, b08))
    narrow, swir = reflectance(finer(b8a)), reflectance(finer(b11))
    swir_harmonised = reflectance(finer(b11), offset=0)
    newest = reflectance(np.concatenate([b04[:, :25], b04[:, 25:] + 7], axis=1))
    np.seterr(all="ignore")
    results = {
        "(B08 - B04) / (B08 + B04)": (nir - red) / (nir + red),
        "2.5 * (B08 - B04) / (B08 + 6 * B04 - 7.5 * B02 + 1)": 2.5 * (nir - red) / (nir + 6 * red - 7.5 * blue + 1),
        "(B08 - B11) / (B08 + B11)": (nir - swir) / (nir + swir),
        "harmonised (B08 - B11) / (B08 + B11)": (nir - swir_harmonised) / (nir + swir_harmonised),
        "(B8A - B11) / (B8A + B11)": (narrow - swir) / (narrow + swir),
        "two scenes": (nir - newest) / (nir + newest),
        "B04": red,
        "B03": green,
        "B02": blue,
    }
    ring = [corner(COLS.start, ROWS.start), corner(COLS.start, ROWS.stop), corner(COLS.stop, ROWS.stop),
            corner(COLS.stop, ROWS.start)]
    expected = {
        "area": {"type": "Polygon", "coordinates": [ring + ring[:1]]},
        "window": {"col": COLS.start, "row": ROWS.start, "width": COLS.stop - COLS.start,
                   "height": ROWS.stop - ROWS.start},
        "results": {text: computed(values) for text, values in results.items()},
    }
    (ROOT / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")
    (ROOT / "item.json").write_text(json.dumps(item(), indent=2) + "\n")


make()
