import { invalidField } from '../../failure.ts';
import type { Bounds } from '../../grid/bounds.ts';
import { isInvertible } from '../../grid/affine.ts';
import type { Grid } from '../../grid/grid.ts';
import { groundLength } from '../../grid/ground-length.ts';
import { isOnEarth } from '../../grid/on-earth.ts';
import { projectBounds } from '../../grid/project-bounds.ts';
import { projector, WGS84, worldWidth, type Crs } from '../../grid/projection.ts';
import { reprojectBounds } from '../../grid/reproject-bounds.ts';
import type { MapCrs } from '../../operations/find-crs.ts';
import type { PublishedMap } from '../../operations/published-maps.ts';
import { IMAGE_LIMITS } from '../../render/image-options.ts';

/** Most pixels a side. */
export const [, MOST_PIXELS] = IMAGE_LIMITS.side;
/** Most pixels of the longer side of a map whose size and scale nobody gave. */
const DEFAULT_PIXELS = 2048;

/** What of a map is asked for, and how large; x is east or longitude. */
export interface WindowRequest {
  readonly crs: MapCrs;
  /** In `boxCrs`. */
  readonly box?: Bounds | undefined;
  readonly boxCrs: MapCrs;
  /** In `centerCrs`. */
  readonly center?: readonly [x: number, y: number] | undefined;
  readonly centerCrs: MapCrs;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
  readonly scaleDenominator?: number | undefined;
  readonly mmPerPixel: number;
}

/** All that there is to be shown. */
type WholeMap = Pick<PublishedMap, 'bounds' | 'resolutionM'>;

/**
 * Pixels of a map request (OGC API Maps 1.0, scaling and spatial subsetting): a box in a number of pixels or a scale,
 * or so many pixels around a place.
 *
 * @throws Failure `invalid` for parameters that contradict each other, more pixels than are drawn, or a place that the
 *   CRS lacks
 */
export function mapGrid(asked: WindowRequest, whole: WholeMap): Grid {
  const { box, center, scaleDenominator, width, height } = asked;
  if (box !== undefined && center !== undefined) {
    throw invalidField('center', 'cannot be given together with bbox or subset: both say what is shown');
  }
  if (box !== undefined && scaleDenominator !== undefined && (width ?? height) !== undefined) {
    throw invalidField('scale-denominator', 'cannot be given together with a box and its width or height');
  }
  const isAround = box === undefined && (center ?? scaleDenominator) !== undefined;
  return isAround ? gridAround(asked, whole) : gridWithin(asked, whole);
}

/** A box, or the whole map, in as many pixels as are asked for. */
function gridWithin(
  { crs, box, boxCrs, width, height, scaleDenominator, mmPerPixel }: WindowRequest,
  whole: WholeMap,
): Grid {
  const bounds = box === undefined ? boundsOfMap(whole.bounds, crs.crs) : moved(box, boxCrs.crs, crs.crs);
  const ground = groundSize(crs.crs, bounds);
  const metres = scaleDenominator === undefined ? undefined : (scaleDenominator * mmPerPixel) / 1000;
  const pixel = metres ?? pixelFor(ground, whole, width, height);
  return gridOf(
    crs.crs,
    bounds,
    width ?? pixels(ground.width / pixel),
    height ?? pixels(ground.height / pixel),
    'bbox',
  );
}

/** Pixels of a scale around a place. */
function gridAround(asked: WindowRequest, map: WholeMap): Grid {
  const { crs, center, centerCrs, scaleDenominator, mmPerPixel } = asked;
  const whole = boundsOfMap(map.bounds, crs.crs);
  const ground = groundSize(crs.crs, whole);
  const pixel = scaleDenominator === undefined ? pixelFor(ground, map) : (scaleDenominator * mmPerPixel) / 1000;
  const width = asked.width ?? pixels(ground.width / pixel);
  const height = asked.height ?? pixels(ground.height / pixel);
  const [x, y] =
    center === undefined
      ? [(whole[0] + whole[2]) / 2, (whole[1] + whole[3]) / 2]
      : movedPlace(center, centerCrs.crs, crs.crs);
  // units of the CRS to a metre of ground, at the place itself
  const unit = pixelUnits(crs.crs, [x, y], pixel);
  const [halfX, halfY] = [(unit[0] * width) / 2, (unit[1] * height) / 2];
  return gridOf(crs.crs, [x - halfX, y - halfY, x + halfX, y + halfY], width, height, 'scale-denominator');
}

function movedPlace(place: readonly [x: number, y: number], from: Crs, to: Crs): readonly [x: number, y: number] {
  if (!isOnEarth(...projector(from, WGS84)(...place))) {
    throw invalidField('center', `${place.join(', ')} (east or longitude first) of ${from.name} is no place on earth`);
  }
  const [x, y] = projector(from, to)(...place);
  if (Number.isNaN(x)) throw invalidField('center', `has no place in ${to.name}`);
  return [x, y];
}

/** A square of so many metres of ground, in units of the CRS. */
function pixelUnits(crs: Crs, [x, y]: readonly [number, number], metres: number): readonly [number, number] {
  const step = worldWidth(crs) === 360 ? 1e-4 : 10;
  const along = (dx: number, dy: number): number => groundLength(crs, [x - dx, y - dy], [x + dx, y + dy]) / (2 * step);
  return [metres / along(step, 0), metres / along(0, step)];
}

interface GroundSize {
  /** Along the line through the middle, m. */
  readonly width: number;
  readonly height: number;
}

function groundSize(crs: Crs, [minX, minY, maxX, maxY]: Bounds): GroundSize {
  const [x, y] = [(minX + maxX) / 2, (minY + maxY) / 2];
  return { width: groundLength(crs, [minX, y], [maxX, y]), height: groundLength(crs, [x, minY], [x, maxY]) };
}

/** Metres of ground of a pixel, when a side has that many; else that of the rasters, if those are not too many. */
function pixelFor(ground: GroundSize, { resolutionM }: WholeMap, width?: number, height?: number): number {
  if (width !== undefined) return ground.width / width;
  if (height !== undefined) return ground.height / height;
  return Math.max(resolutionM, Math.max(ground.width, ground.height) / DEFAULT_PIXELS);
}

function pixels(count: number): number {
  return Number.isFinite(count) ? Math.max(1, Math.round(count)) : 1;
}

function boundsOfMap(extent: Bounds, crs: Crs): Bounds {
  const bounds = projectBounds(extent, crs);
  if (bounds === undefined) throw invalidField('crs', `the map has no place in ${crs.name}`);
  return bounds;
}

function moved([minX, minY, maxX, maxY]: Bounds, from: Crs, to: Crs): Bounds {
  // a box over the antimeridian begins east of where it ends
  const across = minX > maxX && worldWidth(from) === 360 ? 360 : 0;
  const box: Bounds = [minX, minY, maxX + across, maxY];
  if (box[0] >= box[2] || box[1] >= box[3]) {
    throw invalidField('bbox', 'is of no area: its lower left corner must lie below and left of its upper right one');
  }
  const bounds = reprojectBounds(box, from, to);
  if (bounds === undefined) throw invalidField('bbox', `has no place in ${to.name}`);
  return bounds;
}

function gridOf(
  crs: Crs,
  [minX, minY, maxX, maxY]: Bounds,
  width: number,
  height: number,
  askedBy: 'bbox' | 'scale-denominator',
): Grid {
  for (const [field, side] of [
    ['width', width],
    ['height', height],
  ] as const) {
    if (side > MOST_PIXELS)
      throw invalidField(field, `the map would be ${width} by ${height} pixels, of ${MOST_PIXELS} a side at most`);
  }
  const affine = [(maxX - minX) / width, 0, minX, 0, (minY - maxY) / height, maxY] as const;
  if (!isInvertible(affine)) throw invalidField(askedBy, 'makes pixels too large or too small to be computed with');
  return { crs, affine, width, height };
}
