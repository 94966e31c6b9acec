import type { Ring } from '../grid/geometry.ts';
import { clearance, overlapsArea, type Box } from './corners.ts';
import type { LegendPosition } from './image-options.ts';
import type { LegendDrawing } from './legend.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the map and its legend stand on the image, image pixels. */
export interface Placement {
  readonly canvas: Size;
  readonly picture: Box;
  readonly legend?: { readonly drawing: LegendDrawing; readonly x: number; readonly y: number };
}

export type Corner = Extract<LegendPosition, `${string}-${string}`>;
export type Side = Exclude<LegendPosition, Corner | 'auto'>;

/** In the order in which ties are settled. */
export const CORNERS: readonly Corner[] = ['bottom-right', 'bottom-left', 'top-right', 'top-left'];

export function isCorner(position: LegendPosition): position is Corner {
  return position.includes('-');
}

/** Whether a legend on this side stands in one row with its map. */
export function isRow(side: Side): boolean {
  return side === 'left' || side === 'right';
}

/** Where a legend lies in a corner of the canvas, `inset` pixels from its edges. */
export function cornerBox(corner: Corner, legend: Size, canvas: Size, inset: number): Box {
  const { width, height } = legend;
  const x = corner.endsWith('left') ? inset : canvas.width - inset - width;
  const y = corner.startsWith('top') ? inset : canvas.height - inset - height;
  return { x, y, width, height };
}

/** The corner where a legend hides nothing of the area and has most room, or undefined where it fits in none. */
export function freeCorner(legend: Size, canvas: Size, inset: number, rings: readonly Ring[]): Corner | undefined {
  if (legend.width + 2 * inset > canvas.width || legend.height + 2 * inset > canvas.height) return undefined;
  const room = CORNERS.map((corner) => {
    const box = cornerBox(corner, legend, canvas, inset);
    return overlapsArea(box, rings) ? -1 : clearance(box, rings, Math.max(canvas.width, canvas.height));
  });
  const best = Math.max(...room);
  // half an inset of air at least: a panel that just touches the border looks as if it hid something
  return best < inset / 2 ? undefined : CORNERS[room.indexOf(best)];
}

/** A legend over the map, in a corner. The canvas grows only where the legend is larger than the map. */
export function placeOver(drawing: LegendDrawing, corner: Corner, map: Placement, inset: number): Placement {
  const canvas = {
    width: Math.max(map.canvas.width, drawing.width + 2 * inset),
    height: Math.max(map.canvas.height, drawing.height + 2 * inset),
  };
  const picture = {
    ...map.picture,
    x: map.picture.x + Math.floor((canvas.width - map.canvas.width) / 2),
    y: map.picture.y + Math.floor((canvas.height - map.canvas.height) / 2),
  };
  const { x, y } = cornerBox(corner, drawing, canvas, inset);
  return { canvas, picture, legend: { drawing, x, y } };
}

/**
 * A legend beside the map with a margin around both: centred on one another, `margin` apart.
 *
 * @param canvas the size asked for; by default what both need
 */
export function placeBeside(
  drawing: LegendDrawing,
  side: Side,
  picture: Size,
  margin: number,
  canvas?: Size,
): Placement {
  const row = isRow(side);
  const needed = row
    ? { width: picture.width + margin + drawing.width, height: Math.max(picture.height, drawing.height) }
    : { width: Math.max(picture.width, drawing.width), height: picture.height + margin + drawing.height };
  const size = canvas ?? { width: needed.width + 2 * margin, height: needed.height + 2 * margin };
  const left = Math.floor((size.width - needed.width) / 2);
  const top = Math.floor((size.height - needed.height) / 2);
  const across = (item: Size) =>
    row ? top + Math.floor((needed.height - item.height) / 2) : left + Math.floor((needed.width - item.width) / 2);
  const isMapFirst = side === 'right' || side === 'bottom';
  const extent = (item: Size) => (row ? item.width : item.height);
  const start = row ? left : top;
  const mapAt = isMapFirst ? start : start + extent(drawing) + margin;
  const legendAt = isMapFirst ? start + extent(picture) + margin : start;
  const at = (along: number, item: Size) => (row ? { x: along, y: across(item) } : { x: across(item), y: along });
  return {
    canvas: size,
    picture: { ...picture, ...at(mapAt, picture) },
    legend: { drawing, ...at(legendAt, drawing) },
  };
}
