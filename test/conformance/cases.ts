import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CogStore } from '../../src/cog/store.ts';
import { dynamicLegend, theoreticalLegend } from '../../src/style/automatic.ts';
import { resolveStyle } from '../../src/style/resolve.ts';
import { sharedData } from '../shared-data.ts';
import { writeBoundaries, type Storage } from './boundaries.ts';
import { openRaster, summaryOf, type TestRaster } from './raster.ts';
import { FLOAT_SHAPES, SHAPES, type NamedStyle } from '../style/export/shapes.ts';

/** A raster and a style to draw it in. */
export interface Case {
  /** Cases of one group are a row of the table. */
  readonly group: string;
  readonly name: string;
  readonly raster: TestRaster;
  readonly style: NamedStyle['style'];
}

const STORAGES: readonly (readonly [name: string, storage: Storage])[] = [
  ['float32', { dtype: 'float32', scale: 1, offset: 0, nodata: -9999 }],
  ['float32, nodata NaN', { dtype: 'float32', scale: 1, offset: 0, nodata: NaN }],
  ['int16, scale 0.0001', { dtype: 'int16', scale: 0.0001, offset: 0, nodata: -32_768 }],
  ['int16, scale -0.0001, offset 0.5', { dtype: 'int16', scale: -0.0001, offset: 0.5, nodata: -3000 }],
  ['uint16, scale 0.0001, offset -0.5', { dtype: 'uint16', scale: 0.0001, offset: -0.5, nodata: 65_535 }],
  ['uint8, scale 0.005, offset -0.2', { dtype: 'uint8', scale: 0.005, offset: -0.2, nodata: 255 }],
];

/** Rasters that hold every boundary of every shape of style, in every way that values are stored. */
export async function* boundaryCases(cogs: CogStore, folder: string): AsyncGenerator<Case> {
  for (const [storageName, storage] of STORAGES) {
    const shapes = storage.dtype.startsWith('float') ? [...SHAPES, ...FLOAT_SHAPES] : SHAPES;
    for (const [i, { name, style }] of shapes.entries()) {
      const path = await writeBoundaries(folder, `${storageName.replace(/\W+/g, '_')}_${i}`, style, storage);
      yield { group: `boundaries, ${storageName}`, name, raster: await openRaster(cogs, path), style };
    }
  }
}

/** Real rasters, and the project's own in their place where those are not laid beside the checkout. */
const REAL: readonly (readonly [file: string, instead: string])[] = [
  ['naip_cottonwood/ndvi_2010_06_29.tif', 'demo/beauce-fields/ndvi_2024_05_06.tif'],
  ['naip_cottonwood/ndwi_2010_06_29.tif', 'demo/vaal-pivots/ndwi_2024_02_05.tif'],
  ['modis_sinop_wgs84/ndvi_2013_10_16.tif', 'demo/keitele-forest/ndmi_2024_06_14.tif'],
  ['s2_slovenia/ndvi_2017_07_25.tif', 'demo/keitele-forest/ndvi_2024_04_06.tif'],
  ['s2_field_spain/evi2_2019_04_27.tif', 'demo/beauce-fields/evi_2024_05_06.tif'],
  ['s2_cape_lookout/ndvi_2018_10_13.tif', 'tiny/ndvi_epsg4326.tif'],
  ['s2_cape_lookout_variants/ndvi_2018_10_13_uint8_lzw.tif', 'tiny/ndvi_uint8_scaled.tif'],
];

/** Real rasters in the styles that the service makes of them, and in some made by hand. */
export async function* realCases(cogs: CogStore): AsyncGenerator<Case> {
  for (const [file, instead] of REAL) {
    const path = sharedData(`real/${file}`) ?? fileURLToPath(new URL(`../../fixtures/${instead}`, import.meta.url));
    if (!existsSync(path)) throw new Error(`${path} is missing`);
    const raster = await openRaster(cogs, path);
    for (const { name, style } of await realStyles(cogs, raster)) yield { group: raster.name, name, raster, style };
  }
}

async function realStyles(cogs: CogStore, raster: TestRaster): Promise<NamedStyle[]> {
  const summary = await summaryOf(cogs, raster);
  const rescale = [-1, 1] as const;
  const byHand = ['3 classes, closed', 'gaps, closed', '250 steps, closed', '15 classes, open'];
  return [
    { name: 'dynamic', style: resolveStyle(dynamicLegend(summary, { colorMap: 'rplumbo' })) },
    {
      name: 'dynamic, quantiles',
      style: resolveStyle(dynamicLegend(summary, { colorMap: 'rplumbo', method: 'quantile' })),
    },
    {
      name: 'dynamic, 250 steps',
      style: resolveStyle(dynamicLegend(summary, { colorMap: 'rplumbo', ramp: 'continuous' })),
    },
    { name: 'theoretical', style: resolveStyle(theoreticalLegend({ colorMap: 'rplumbo', rescale })) },
    ...SHAPES.filter(({ name }) => byHand.includes(name)),
  ];
}
