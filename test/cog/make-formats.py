#!/usr/bin/python3
"""Small GeoTIFFs in every form that GDAL writes, with the numbers that GDAL reads in them: formats.bin.gz.

Unpacked: the length of the index (4 bytes, least significant first), the index (JSON), then the bytes that it locates.

usage: /usr/bin/python3 test/cog/make-formats.py       (made with GDAL 3.6.2, numpy 1.24.2)
"""

import gzip
import itertools
import json
import os
import struct

import numpy as np
from osgeo import gdal, osr

gdal.UseExceptions()
gdal.PushErrorHandler('CPLQuietErrorHandler')

WIDTH, HEIGHT, BANDS = 21, 18, 2
SRS = osr.SpatialReference()
SRS.ImportFromEPSG(32633)

# type: (GDAL's type, creation options, numpy's type of what is read)
TYPES = {
    'uint8': (gdal.GDT_Byte, [], np.uint8),
    'int8': (gdal.GDT_Byte, ['PIXELTYPE=SIGNEDBYTE'], np.int8),
    'uint16': (gdal.GDT_UInt16, [], np.uint16),
    'int16': (gdal.GDT_Int16, [], np.int16),
    'uint32': (gdal.GDT_UInt32, [], np.uint32),
    'int32': (gdal.GDT_Int32, [], np.int32),
    'float16': (gdal.GDT_Float32, ['NBITS=16'], np.float32),
    'float32': (gdal.GDT_Float32, [], np.float32),
    'float64': (gdal.GDT_Float64, [], np.float64),
    '1bit': (gdal.GDT_Byte, ['NBITS=1'], np.uint8),
    '4bit': (gdal.GDT_Byte, ['NBITS=4'], np.uint8),
    '12bit': (gdal.GDT_UInt16, ['NBITS=12'], np.uint16),
}
LERCS = ['LERC', 'LERC_DEFLATE', 'LERC_ZSTD']
CODECS = ['NONE', 'DEFLATE', 'LZW', 'ZSTD', 'PACKBITS', *LERCS]

files, places, archive = {}, {}, []


def numbers(name, bands=BANDS, height=HEIGHT, width=WIDTH):
    """Slopes with a few steps and both ends of the type's range; the bands differ."""
    y, x = np.mgrid[0:height, 0:width]
    planes = []
    for band in range(bands):
        slope = (x * 3 + y * 5 + band * 40) % 97 + np.where((x // 6 + y // 5) % 2 == 0, 11, 0)
        if name.startswith('float'):
            plane = slope.astype(np.float64) / (8 if name == 'float16' else 7) - 5
            plane[3, 4], plane[5, 6] = np.nan, -9992  # a half float too
            if name != 'float16':
                plane[0, 0] = 1e-30
        else:
            low, high = {'1bit': (0, 1), '4bit': (0, 15), '12bit': (0, 4095)}.get(name) or (
                np.iinfo(name).min,
                np.iinfo(name).max,
            )
            plane = (low + slope.astype(object) * ((high - low) // 120 + 1) % (high - low + 1)).astype(np.int64)
            plane[2, 3], plane[4, 5] = low, high
        planes.append(plane)
    return np.stack(planes)


def keep(content):
    """Where some bytes lie in the archive; the same bytes are kept once."""
    if content not in places:
        places[content] = [sum(map(len, archive)), len(content)]
        archive.append(content)
    return places[content]


def write(name, type_name, data, options):
    gdal_type, type_options, read_type = TYPES[type_name]
    path = '/vsimem/file.tif'
    bands, height, width = data.shape
    driver = gdal.GetDriverByName('GTiff')
    dataset = driver.Create(path, width, height, bands, gdal_type, [*type_options, *options])
    dataset.SetGeoTransform([500000, 10, 0, 5000000, 0, -10])
    dataset.SetSpatialRef(SRS)
    for band in range(bands):
        stored = data[band]
        if type_name == 'int8':
            stored = stored.astype(np.int8).view(np.uint8)
        dataset.GetRasterBand(band + 1).WriteArray(stored)
    del dataset
    found = gdal.Open(path).ReadAsArray().reshape(data.shape)
    found = found.view(np.int8) if type_name == 'int8' else found.astype(read_type)
    size = gdal.VSIStatL(path).size
    handle = gdal.VSIFOpenL(path, 'rb')
    raw = bytes(gdal.VSIFReadL(1, size, handle))
    gdal.VSIFCloseL(handle)
    gdal.Unlink(path)
    little = found.astype(found.dtype.newbyteorder('<'))
    files[name] = {'file': keep(raw), 'values': keep(little.tobytes()), 'dtype': str(found.dtype), 'shape': found.shape}
    return found


def layouts():
    """Interleaving, byte order, blocks and BigTIFF in turn, so that each codec and each type meets all of them."""
    tiles = ['TILED=YES', 'BLOCKXSIZE=16', 'BLOCKYSIZE=16']
    strips = ['BLOCKYSIZE=7']
    for big, interleave, order, blocks in itertools.product(
        ['NO', 'YES'], ['PIXEL', 'BAND'], ['LITTLE', 'BIG'], [tiles, strips]
    ):
        yield [f'INTERLEAVE={interleave}', f'ENDIANNESS={order}', *blocks, f'BIGTIFF={big}']


turn = itertools.cycle(layouts())
for type_name in TYPES:
    is_float, bits = type_name.startswith('float'), type_name.endswith('bit')
    data = numbers(type_name)
    # GDAL 3.6 cannot read its own LERC of pixels of which one band is NaN
    finite = np.nan_to_num(data, nan=7) if is_float else data
    for codec in CODECS:
        if codec in LERCS and (bits or type_name == 'float16'):
            continue  # GDAL refuses
        predictors = [1, 2, *([3] if is_float else [])] if codec in ['DEFLATE', 'LZW', 'ZSTD'] and not bits else [1]
        for predictor in predictors:
            for _ in range(2):
                layout = next(turn)
                while predictor == 3 and 'ENDIANNESS=BIG' in layout:
                    layout = next(turn)  # GDAL 3.6 cannot read itself what it writes so
                name = '-'.join([codec.lower(), type_name, str(predictor), *(o.split('=')[1].lower() for o in layout)])
                written = finite if codec in LERCS and 'INTERLEAVE=PIXEL' in layout else data
                found = write(name, type_name, written, [f'COMPRESS={codec}', f'PREDICTOR={predictor}', *layout])
                assert np.array_equal(found, written.astype(found.dtype), equal_nan=is_float), name
        next(turn)

grey, colours = numbers('uint8', 1, 40, 50), numbers('uint8', 3, 40, 50)
colours[:, 10:30, 10:30] = colours[:, 10:30, 10:30] // 3
opaque = np.concatenate([colours, np.full((1, 40, 50), 255)])
faded = np.concatenate([colours, grey])
cut = np.concatenate([colours, np.where(grey > 100, 255, 0)])
tiles = ['TILED=YES', 'BLOCKXSIZE=32', 'BLOCKYSIZE=16']
jpeg, webp = ['COMPRESS=JPEG', 'JPEG_QUALITY=80'], ['COMPRESS=WEBP', 'PHOTOMETRIC=RGB']
pixel, lossless = ['INTERLEAVE=PIXEL'], ['WEBP_LOSSLESS=YES']
for blocks_name, blocks in [('tiles', tiles), ('strips', ['BLOCKYSIZE=16'])]:
    for name, data, options in [
        ('jpeg-grey', grey, jpeg),
        ('jpeg-grey-bands', colours, [*jpeg, 'INTERLEAVE=BAND']),
        ('jpeg-ycbcr', colours, [*jpeg, *pixel, 'PHOTOMETRIC=YCBCR']),
        ('jpeg-rgb', colours, [*jpeg, *pixel, 'PHOTOMETRIC=RGB']),
        ('jpeg-three-bands', colours, [*jpeg, *pixel, 'PHOTOMETRIC=MINISBLACK']),
        ('jpeg-without-tables', colours, [*jpeg, *pixel, 'PHOTOMETRIC=YCBCR', 'JPEGTABLESMODE=0']),
        ('webp-lossless', colours, [*webp, *pixel, *lossless]),
        ('webp-lossless-opaque', opaque, [*webp, *pixel, *lossless, 'ALPHA=YES']),
        ('webp-lossless-faded', faded, [*webp, *pixel, *lossless, 'WEBP_LOSSLESS_EXACT=YES', 'ALPHA=YES']),
        ('webp-lossy', colours, [*webp, *pixel, 'WEBP_LEVEL=75']),
        ('lerc-alpha-cut', cut, ['COMPRESS=LERC', *pixel, 'PHOTOMETRIC=RGB', 'ALPHA=YES']),
        ('lerc-alpha-faded', faded, ['COMPRESS=LERC', *pixel, 'PHOTOMETRIC=RGB', 'ALPHA=YES']),
    ]:
        write(f'{name}-{blocks_name}', 'uint8', data, [*options, *blocks])

index = json.dumps(files).encode()
target = os.path.join(os.path.dirname(__file__), 'formats.bin.gz')
with open(target, 'wb') as out:
    content = struct.pack('<I', len(index)) + index + b''.join(archive)
    out.write(gzip.compress(content, mtime=0))
print(len(files), 'files', os.path.getsize(target), 'bytes')
