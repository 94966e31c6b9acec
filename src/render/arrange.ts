import type { LegendDrawing } from './legend.ts';
import { isRow, placeBeside, type Placement, type Side, type Size } from './placement.ts';
import { contained } from './sizes.ts';

/** Shares of the designed size that a legend is tried at where the image's size is given. */
const SHRINKING = [1, 0.9, 0.8, 0.7, 0.6];
/** Share of an image of given size that its map keeps on either side; below, the legend is left out. */
const LEAST_MAP = 0.3;

/** Draws the legend at a share of its designed size, its classes over a number of columns. */
export type DrawLegend = (share: number, columns: number) => LegendDrawing;

/** The largest legend that leaves the canvas as it is; where the canvas may grow, the designed one at worst. */
export function firstFitting(
  draw: DrawLegend,
  canvas: Size,
  inset: number,
  isFixed: boolean,
): LegendDrawing | undefined {
  for (const share of SHRINKING) {
    const drawing = draw(share, 1);
    if (drawing.width + 2 * inset <= canvas.width && drawing.height + 2 * inset <= canvas.height) return drawing;
  }
  return isFixed ? undefined : draw(1, 1);
}

/** A legend right of its map in one column is what readers know: the others have to save this share of the image. */
const COST_OF_COLUMN = 1.12;
const COST_OF_ROW = 1.2;

/** Map as it is, legend beside it: of all sides and columns the arrangement that needs the smallest image. */
export function smallestBeside(
  draw: DrawLegend,
  sides: readonly Side[],
  picture: Size,
  margin: number,
): Placement | undefined {
  const arrangements = sides.flatMap((side) =>
    [1, 2, 3].map((columns) => {
      const placement = placeBeside(draw(1, columns), side, picture, margin);
      const cost = (isRow(side) ? 1 : COST_OF_ROW) * COST_OF_COLUMN ** (columns - 1);
      return { placement, cost: cost * placement.canvas.width * placement.canvas.height };
    }),
  );
  return best(arrangements, ({ cost }) => -cost)?.placement;
}

/** Image of a given size: the arrangement that leaves the map largest, at letters as large as can be. */
export function largestMapBeside(
  draw: DrawLegend,
  sides: readonly Side[],
  natural: Size,
  asked: Partial<Size>,
  margin: number,
  maxSide: number,
): Placement | undefined {
  const arrangements = SHRINKING.flatMap((share) =>
    [1, 2, 3].flatMap((columns) => {
      const drawing = draw(share, columns);
      return sides.flatMap((side) => {
        const placement = besideIn(drawing, side, natural, asked, margin, maxSide);
        return placement === undefined ? [] : [{ placement, share }];
      });
    }),
  );
  const chosen = best(
    arrangements,
    ({ placement: { picture }, share }) => picture.width * picture.height * share ** 1.5,
  );
  return chosen?.placement;
}

function besideIn(
  drawing: LegendDrawing,
  side: Side,
  natural: Size,
  asked: Partial<Size>,
  margin: number,
  maxSide: number,
): Placement | undefined {
  const row = isRow(side);
  const spareWidth = (asked.width ?? Infinity) - 2 * margin - (row ? drawing.width + margin : 0);
  const spareHeight = (asked.height ?? Infinity) - 2 * margin - (row ? 0 : drawing.height + margin);
  const isTooWide = drawing.width + 2 * margin > (asked.width ?? Infinity);
  const isTooHigh = drawing.height + 2 * margin > (asked.height ?? Infinity);
  const isMapTiny = spareWidth < LEAST_MAP * (asked.width ?? 0) || spareHeight < LEAST_MAP * (asked.height ?? 0);
  if (isTooWide || isTooHigh || isMapTiny || spareWidth < 1 || spareHeight < 1) return undefined;
  const picture = contained(natural, { width: spareWidth, height: spareHeight }, maxSide);
  const needed = placeBeside(drawing, side, picture, margin).canvas;
  return placeBeside(drawing, side, picture, margin, { ...needed, ...asked });
}

/** The first of the items with the highest score. */
function best<T>(items: readonly T[], score: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (winner, item) => (winner === undefined || score(item) > score(winner) ? item : winner),
    undefined,
  );
}
