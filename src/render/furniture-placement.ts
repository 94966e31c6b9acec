import type { Ring } from '../grid/geometry.ts';
import { overlapsArea, type Box } from './corners.ts';
import type { FurnitureDrawing } from './furniture-drawing.ts';
import type { FurniturePosition } from './furniture-options.ts';
import { cornerBox, type Corner } from './placement.ts';

/** A drawing and where it is wanted. */
export interface FurnitureItem {
  /** The same at several sizes, the first one preferred; at least one. */
  readonly drawings: readonly FurnitureDrawing[];
  readonly position: FurniturePosition;
  /** Corners to be tried in this order when any will do. */
  readonly prefers: readonly Corner[];
}

export interface PlacedFurniture {
  readonly drawing: FurnitureDrawing;
  readonly x: number;
  readonly y: number;
}

/** Things that are moved out of each other's way at most so often. */
const MOST_MOVES = 6;

/**
 * Finds a place for each item: in the corner asked for, or the first preferred one where it hides nothing of the area,
 * else the first where it fits; out of the way of what is there already, up or down along the edge, else along the
 * row. What fits nowhere is left out.
 *
 * @param picture the map, in which everything has to lie
 * @param taken boxes to stay clear of
 * @param inset pixels from the edges, and half of that between things
 */
export function placeFurniture(
  items: readonly FurnitureItem[],
  picture: Box,
  taken: readonly Box[],
  rings: readonly Ring[],
  inset: number,
): PlacedFurniture[] {
  const boxes = [...taken];
  const placed: PlacedFurniture[] = [];
  // those with a corner of their own first: the others can move
  const ordered = [...items].sort((a, b) => Number(a.position === 'auto') - Number(b.position === 'auto'));
  for (const { drawings, position, prefers } of ordered) {
    const corners = position === 'auto' ? prefers : [position];
    const places = drawings.flatMap((drawing) =>
      corners.flatMap((corner) => freePlaces(drawing, corner, picture, boxes, inset).map((box) => ({ drawing, box }))),
    );
    const chosen = places.find(({ box }) => rings.length > 0 && !overlapsArea(box, rings)) ?? places.at(0);
    if (chosen === undefined) continue;
    const { drawing, box } = chosen;
    boxes.push(box);
    placed.push({ drawing, x: box.x, y: box.y });
  }
  return placed;
}

/** Places of a corner that are clear of the boxes: as near to it as can be, vertically, then horizontally. */
function freePlaces(
  { width, height }: FurnitureDrawing,
  corner: Corner,
  picture: Box,
  boxes: readonly Box[],
  inset: number,
): Box[] {
  const inCorner = cornerBox(corner, { width, height }, picture, inset);
  const start = { ...inCorner, x: picture.x + inCorner.x, y: picture.y + inCorner.y };
  const gap = Math.ceil(inset / 2);
  const isTop = corner.startsWith('top');
  const isLeft = corner.endsWith('left');
  const beyond = {
    along: (box: Box, other: Box) => ({
      ...box,
      y: isTop ? other.y + other.height + gap : other.y - gap - box.height,
    }),
    across: (box: Box, other: Box) => ({
      ...box,
      x: isLeft ? other.x + other.width + gap : other.x - gap - box.width,
    }),
  };
  return [beyond.along, beyond.across].flatMap((move) => {
    let box: Box = start;
    for (let i = 0; i < MOST_MOVES; i++) {
      if (!lies(box, picture)) return [];
      const other = boxes.find((each) => overlap(box, each, gap));
      if (other === undefined) return [box];
      box = move(box, other);
    }
    return [];
  });
}

function lies({ x, y, width, height }: Box, inside: Box): boolean {
  return (
    x >= inside.x && y >= inside.y && x + width <= inside.x + inside.width && y + height <= inside.y + inside.height
  );
}

function overlap(a: Box, b: Box, gap: number): boolean {
  return (
    a.x < b.x + b.width + gap && b.x < a.x + a.width + gap && a.y < b.y + b.height + gap && b.y < a.y + a.height + gap
  );
}
