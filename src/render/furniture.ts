import type { Ground } from '../grid/ground.ts';
import { overlay, overlayRgba, type Indexed, type Overlay } from './compose.ts';
import type { FurnitureOptions, ScaleBarUnits, WindowFurniture } from './furniture-options.ts';
import { drawAttribution, drawNorthArrow, drawScaleBar, type FurnitureDrawing } from './furniture-drawing.ts';
import { placeFurniture, type FurnitureItem, type PlacedFurniture } from './furniture-placement.ts';
import type { Ring } from '../grid/geometry.ts';
import type { Box } from './corners.ts';
import type { Rgba } from './sharp.ts';
import { designUnit } from './sizes.ts';
import { stampOfSvg } from './stamps.ts';
import { DARK, LIGHT, type Theme } from './theme.ts';

/** The map that furniture stands on. */
export interface FurnishedMap {
  /** The map on its image, image pixels. */
  readonly picture: Box;
  /** What must not be hidden: legend, words. */
  readonly taken: readonly Box[];
  /** Boundary of the AOI, image pixels; furniture stands beside it where it can. */
  readonly rings: readonly Ring[];
  /** Of the picture: a pixel of it is a pixel of the image. Absent where it is not known. */
  readonly ground: Ground | undefined;
  /** Image pixels per unit of the design. */
  readonly unit: number;
  readonly theme: Theme;
}

export interface Furniture {
  readonly items: readonly PlacedFurniture[];
  /** What was asked for and had to be left out or shortened. */
  readonly warnings: readonly string[];
}

/** Longest scale bar: share of the picture's width, and units. */
const BAR_SHARE = 0.3;
const BAR_MOST = 170;
/** Units: a shorter bar has no room for its numbers. */
const BAR_LEAST = 34;
const INSET = 12;

/** Shares of the picture's width that an attribution is broken to: the less, the more lines. */
const ATTRIBUTION_SHARES = [0.6, 0.4, 0.28];

/** Draws what is asked for, and finds places where nothing hides anything else. */
export function arrangeFurniture(map: FurnishedMap, options: FurnitureOptions): Furniture {
  const { scaleBar, northArrow, attribution } = options;
  const items: FurnitureItem[] = [];
  const warnings: string[] = [];
  const add = (
    asked: Pick<FurnitureItem, 'position' | 'prefers'>,
    drawn: readonly FurnitureDrawing[] | string,
  ): void => {
    if (typeof drawn === 'string') warnings.push(drawn);
    else items.push({ ...asked, drawings: drawn });
  };
  // the attribution first: what shares its corner stands above it
  if (attribution) add({ position: attribution.position, prefers: TEXT_CORNERS }, attributionOn(map, attribution.text));
  if (scaleBar) add({ position: scaleBar.position, prefers: BAR_CORNERS }, scaleBarOn(map, scaleBar.units));
  if (northArrow) add({ position: northArrow.position, prefers: ARROW_CORNERS }, northArrowOn(map));
  const placed = placeFurniture(items, map.picture, map.taken, map.rings, Math.round(INSET * map.unit));
  const drawn = placed.map(({ drawing }) => drawing);
  const leftOut = items.filter(({ drawings }) => !drawings.some((each) => drawn.includes(each)));
  return {
    items: placed,
    warnings: [
      ...warnings,
      ...drawn.flatMap((each) => each.warnings),
      ...leftOut.map(({ drawings }) => noRoom(drawings[0].name)),
    ],
  };
}

const BAR_CORNERS = ['bottom-left', 'bottom-right', 'top-left', 'top-right'] as const;
const ARROW_CORNERS = ['top-right', 'top-left', 'bottom-right', 'bottom-left'] as const;
const TEXT_CORNERS = ['bottom-right', 'bottom-left', 'top-right', 'top-left'] as const;

function noRoom(name: string): string {
  return `the image is too small for its ${name}, which was left out`;
}

/** The drawings, or why there are none. */
type Drawn = readonly FurnitureDrawing[] | string;

function scaleBarOn({ ground, picture, unit, theme }: FurnishedMap, units: ScaleBarUnits): Drawn {
  const longest = Math.min(picture.width * BAR_SHARE, BAR_MOST * unit);
  if (longest < BAR_LEAST * unit) return noRoom('scale bar');
  const drawing = ground && drawScaleBar((pixels) => ground.metresAcross(pixels), longest, units, { unit, theme });
  return drawing === undefined ? 'the middle of the map has no lengths: its scale bar was left out' : [drawing];
}

function northArrowOn({ ground, unit, theme }: FurnishedMap): Drawn {
  if (ground?.northDegrees === undefined) return 'the middle of the map has no north: its arrow was left out';
  return [drawNorthArrow(ground.northDegrees, { unit, theme })];
}

function attributionOn({ picture, unit, theme }: FurnishedMap, text: string): Drawn {
  const drawings = ATTRIBUTION_SHARES.flatMap(
    (share) => drawAttribution(text, picture.width * share, { unit, theme }) ?? [],
  );
  if (drawings.length === 0) return 'the attribution has no letters';
  // what one width shortens another may show whole
  const whole = drawings.filter(({ isShortened }) => !isShortened);
  return whole.length > 0 ? whole : drawings.slice(0, 1);
}

/** Furniture as pictures to be laid over the map. */
export async function furnitureOverlays(items: readonly PlacedFurniture[]): Promise<Overlay[]> {
  return Promise.all(items.map(async ({ drawing, x, y }) => ({ stamp: await stampOfSvg(drawing.svg), x, y })));
}

/**
 * A map without a legend, with its furniture in its corners. It stays indexed where the letters' edges find room in the
 * palette, whose own colours stay as they are.
 *
 * @param ground of the picture's own grid (`groundOf(grid)`)
 */
export async function furnish(
  picture: Indexed | Rgba,
  ground: Ground,
  { scale = 1, theme = 'light', ...options }: WindowFurniture,
): Promise<{ readonly picture: Indexed | Rgba; readonly warnings: readonly string[] }> {
  const { width, height } = picture;
  const unit = designUnit(picture, scale);
  const whole = { x: 0, y: 0, width, height };
  const map = { picture: whole, taken: [], rings: [], ground, unit, theme: theme === 'dark' ? DARK : LIGHT };
  const { items, warnings } = arrangeFurniture(map, options);
  const overlays = await furnitureOverlays(items);
  return { picture: 'indices' in picture ? overlay(picture, overlays) : overlayRgba(picture, overlays), warnings };
}
