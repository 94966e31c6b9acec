import { isNorthUp, type Affine } from '../../grid/affine.ts';
import type { Grid } from '../../grid/grid.ts';
import { Key } from '../geo-keys.ts';
import { FieldType, Tag } from '../tags.ts';
import { crsKeys, type WrittenKeys } from './crs-keys.ts';
import type { WrittenField } from './directory.ts';

/** PixelIsArea: coordinates are of pixel corners. */
const PIXEL_IS_AREA = 1;

/**
 * The tags that say where the pixels of a grid are.
 *
 * @throws Failure `invalid` if geo keys cannot express the grid's CRS
 */
export function geoFields({ crs, affine }: Grid): WrittenField[] {
  return [...transformFields(affine), ...keyFields(new Map([...crsKeys(crs), [Key.RasterType, PIXEL_IS_AREA]]))];
}

function transformFields(affine: Affine): WrittenField[] {
  const [a, b, c, d, e, f] = affine;
  if (!isNorthUp(affine)) {
    const values = [a, b, 0, c, d, e, 0, f, 0, 0, 0, 0, 0, 0, 0, 1];
    return [{ tag: Tag.ModelTransformation, type: FieldType.Double, values }];
  }
  return [
    { tag: Tag.ModelPixelScale, type: FieldType.Double, values: [a, -e, 0] },
    { tag: Tag.ModelTiepoint, type: FieldType.Double, values: [0, 0, 0, c, f, 0] },
  ];
}

function keyFields(keys: WrittenKeys): WrittenField[] {
  const entries: number[] = [];
  const doubles: number[] = [];
  let ascii = '';
  for (const [key, value] of [...keys].sort(([a], [b]) => a - b)) {
    if (typeof value === 'number') {
      entries.push(key, 0, 1, value);
    } else if (typeof value === 'string') {
      entries.push(key, Tag.GeoAsciiParams, value.length + 1, ascii.length);
      ascii += `${value}|`;
    } else {
      entries.push(key, Tag.GeoDoubleParams, value.length, doubles.length);
      doubles.push(...value);
    }
  }
  const directory = [1, 1, 0, keys.size, ...entries];
  return [
    { tag: Tag.GeoKeyDirectory, type: FieldType.Short, values: directory },
    ...(doubles.length === 0 ? [] : [{ tag: Tag.GeoDoubleParams, type: FieldType.Double, values: doubles }]),
    ...(ascii === '' ? [] : [{ tag: Tag.GeoAsciiParams, type: FieldType.Ascii, values: ascii }]),
  ];
}
