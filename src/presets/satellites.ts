import type { Band, CommonName, Satellite } from './types.ts';
import { presetId } from './uuid.ts';

type BandRow = readonly [name: string, commonName: CommonName, wavelengthNm: number, resolutionM: number];

function bandsOf(rows: readonly BandRow[], { scale, offset }: { scale: number; offset: number }): Band[] {
  return rows.map(([name, commonName, wavelength, spatialResolution]) => ({
    name,
    commonName,
    wavelength,
    spatialResolution,
    scale,
    offset,
  }));
}

/**
 * Level-2A surface reflectance. Wavelengths are Sentinel-2A's. The offset is that of processing baseline 04.00 and
 * later (BOA_ADD_OFFSET -1000), which is all that ESA's own archive holds since its reprocessing; imagery that was
 * harmonised to the older baselines has to say offset 0 in its own metadata. Band 10 is not part of Level-2A.
 */
const SENTINEL_2: Satellite = {
  id: '0002a3a3-00a2-4b55-842b-44d8202c6d60',
  key: 'sentinel-2',
  name: 'Sentinel-2',
  bands: bandsOf(
    [
      ['B01', 'coastal', 442.7, 60],
      ['B02', 'blue', 492.4, 10],
      ['B03', 'green', 559.8, 10],
      ['B04', 'red', 664.6, 10],
      ['B05', 'rededge1', 704.1, 20],
      ['B06', 'rededge2', 740.5, 20],
      ['B07', 'rededge3', 782.8, 20],
      ['B08', 'nir', 832.8, 10],
      ['B8A', 'nir08', 864.7, 20],
      ['B09', 'nir09', 945.1, 60],
      ['B11', 'swir16', 1613.7, 20],
      ['B12', 'swir22', 2202.4, 20],
    ],
    { scale: 0.0001, offset: -0.1 },
  ),
  collections: [
    {
      id: 'sentinel-2-l2a',
      name: 'Sentinel-2 Level-2A',
      provider: 'planetary',
      queryables: ['eo:cloud_cover', 's2:nodata_pixel_percentage', 's2:mgrs_tile'],
      rescale: [1000, 4000],
    },
  ],
  rgbComposite: { red: 'B04', green: 'B03', blue: 'B02' },
};

/**
 * Collection 2 Level-2 surface reflectance of OLI and OLI-2. Bands are called as in the product's file names and in
 * Earth Engine: `B4` alone would be the Level-1 band, whose values are not surface reflectance.
 */
const LANDSAT_8_9: Satellite = {
  id: presetId('satellite/landsat-8-9'),
  key: 'landsat-8-9',
  name: 'Landsat 8/9',
  bands: bandsOf(
    [
      ['SR_B1', 'coastal', 443.0, 30],
      ['SR_B2', 'blue', 482.0, 30],
      ['SR_B3', 'green', 561.4, 30],
      ['SR_B4', 'red', 654.6, 30],
      ['SR_B5', 'nir08', 864.7, 30],
      ['SR_B6', 'swir16', 1608.9, 30],
      ['SR_B7', 'swir22', 2200.7, 30],
    ],
    { scale: 0.0000275, offset: -0.2 },
  ),
  collections: [
    {
      id: 'landsat-c2-l2',
      name: 'Landsat Collection 2 Level-2',
      provider: 'planetary',
      queryables: ['eo:cloud_cover', 'platform', 'landsat:wrs_path', 'landsat:wrs_row'],
      rescale: [7273, 18182],
    },
  ],
  rgbComposite: { red: 'SR_B4', green: 'SR_B3', blue: 'SR_B2' },
};

/**
 * Surface reflectance bands 1 to 7, called as in MOD09A1. MOD13Q1 brings the reflectance of four of them (1, 2, 3, 7)
 * beside its own index. Resolutions are the instrument's. Band 5 has no common name in STAC.
 */
const MODIS_TERRA: Satellite = {
  id: presetId('satellite/modis-terra'),
  key: 'modis-terra',
  name: 'MODIS Terra',
  bands: bandsOf(
    [
      ['sur_refl_b01', 'red', 645, 250],
      ['sur_refl_b02', 'nir', 858.5, 250],
      ['sur_refl_b03', 'blue', 469, 500],
      ['sur_refl_b04', 'green', 555, 500],
      ['sur_refl_b05', 'swir12', 1240, 500],
      ['sur_refl_b06', 'swir16', 1640, 500],
      ['sur_refl_b07', 'swir22', 2130, 500],
    ],
    { scale: 0.0001, offset: 0 },
  ),
  collections: [
    {
      id: 'modis-09A1-061',
      name: 'MODIS surface reflectance, 8 days, 500 m (MOD09A1)',
      provider: 'planetary',
      queryables: ['modis:horizontal-tile', 'modis:vertical-tile'],
      rescale: [0, 3000],
    },
    {
      id: 'modis-13Q1-061',
      name: 'MODIS vegetation indices, 16 days, 250 m (MOD13Q1)',
      provider: 'planetary',
      queryables: ['modis:horizontal-tile', 'modis:vertical-tile'],
      rescale: [0, 3000],
    },
  ],
  rgbComposite: { red: 'sur_refl_b01', green: 'sur_refl_b04', blue: 'sur_refl_b03' },
};

/**
 * Four-band aerial imagery of the United States, in band order. Wavelengths are nominal: cameras differ by contract.
 * Its 8-bit numbers are not calibrated; spread over 0 to 1 they stand in for reflectance, so an index can be compared
 * within a date and only roughly between dates.
 */
const NAIP: Satellite = {
  id: presetId('satellite/naip'),
  key: 'naip',
  name: 'NAIP',
  bands: bandsOf(
    [
      ['R', 'red', 635, 1],
      ['G', 'green', 560, 1],
      ['B', 'blue', 460, 1],
      ['N', 'nir', 860, 1],
    ],
    { scale: 1 / 255, offset: 0 },
  ),
  collections: [
    {
      id: 'naip',
      name: 'NAIP: National Agriculture Imagery Program',
      provider: 'planetary',
      queryables: ['naip:state', 'naip:year', 'gsd'],
      rescale: [0, 255],
    },
  ],
  rgbComposite: { red: 'R', green: 'G', blue: 'B' },
};

/** Every satellite that the service knows, in the order they are listed. */
export const SATELLITES: readonly Satellite[] = [SENTINEL_2, LANDSAT_8_9, MODIS_TERRA, NAIP];
