import type { Ring } from '../grid/geometry.ts';
import type { Ground } from '../grid/ground.ts';
import type { Box } from './corners.ts';
import type { ImageOptions, LegendOptions } from './image-options.ts';
import { firstFitting, largestMapBeside, smallestBeside } from './arrange.ts';
import { arrangeFurniture } from './furniture.ts';
import type { PlacedFurniture } from './furniture-placement.ts';
import { emptyNote, type EmptyNote } from './empty-note.ts';
import { drawLegend, type LegendContent } from './legend.ts';
import { freeCorner, isCorner, placeOver, type Placement, type Side, type Size } from './placement.ts';
import { askedSize, contained, designUnit, scaled, within } from './sizes.ts';
import { chooseTheme, type Theme } from './theme.ts';

/** What is to be drawn, before a pixel is read. */
export interface MapRequest {
  /** The AOI's own window: pixels of its raster. */
  readonly native: Size;
  /** Boundary of the AOI in pixels of that window, [0, 0] its top left corner; none where the window is all of it. */
  readonly rings: readonly Ring[];
  /** Absent where there is nothing to explain (composites). */
  readonly legend?: Omit<LegendContent, 'showsAreas'>;
  readonly options: ImageOptions;
  /** No pixel of the AOI has a value: areas are left out and the map says so. */
  readonly isEmpty?: boolean;
  /** Of the native window; furniture needs it. */
  readonly ground?: Ground;
}

/** Where everything goes, and the one thing that has to be read for it. */
export interface MapPlan extends Placement {
  /** Size at which the AOI's grid is read and painted: its own, or `picture`'s where that is no whole multiple. */
  readonly data: Size;
  /** Boundary of the AOI in pixels of the image. */
  readonly rings: readonly Ring[];
  /** Image pixels per unit of the design. */
  readonly unit: number;
  readonly options: ImageOptions;
  readonly isEmpty: boolean;
  /** The words on an AOI without data, where they fit. */
  readonly note?: EmptyNote;
  readonly furniture: readonly PlacedFurniture[];
  readonly warnings: readonly string[];
}

/** CSS pixels; maps below half of it are enlarged towards it when they have a legend. */
const READABLE_SIDE = 640;
/** Units. */
const INSET = 14;

/** Decides sizes and places, and draws the legend, without reading anything. */
export async function planMap(request: MapRequest): Promise<MapPlan> {
  const { options, legend, isEmpty = false } = request;
  const natural = within(request.native, options.maxSize);
  const alone = placeAlone(natural, options, legend !== undefined && options.legend !== false);
  const theme = await chooseTheme(options.legend === false ? 'auto' : options.legend.theme, options.background);
  if (legend === undefined || options.legend === false) return finish(request, alone, theme, []);

  const content = { ...titled(legend, options.legend), showsAreas: options.legend.areas && !isEmpty };
  const placed = placeLegend(content, theme, natural, alone, request, options.legend);
  if (placed?.legend !== undefined) return finish(request, placed, theme, placed.legend.drawing.warnings);
  return finish(request, alone, theme, ['the image is too small for its legend, which was left out']);
}

function finish(request: MapRequest, placement: Placement, theme: Theme, warnings: readonly string[]): MapPlan {
  const { native, options, isEmpty = false } = request;
  const { picture, canvas } = placement;
  const factor = picture.width / native.width;
  const isRepeated = Number.isInteger(factor) && picture.height === native.height * factor;
  const isSmooth = (options.resampling === 'bilinear' || options.resampling === 'cubic') && factor > 1;
  const data = isRepeated && !isSmooth ? native : { width: picture.width, height: picture.height };
  const unit = designUnit(canvas, options.scale);
  const rings = onCanvas(request, placement);
  const note = isEmpty ? emptyNote(picture, rings, unit, theme) : undefined;
  const unsaid = isEmpty && note === undefined ? ['the image is too small for the words "no valid data"'] : [];
  const furniture = arrangeFurniture(
    { picture, taken: takenBoxes(placement, note), rings, ground: groundOfPicture(request, picture), unit, theme },
    options,
  );
  return {
    ...placement,
    data,
    rings,
    unit,
    options,
    isEmpty,
    ...(note && { note }),
    furniture: furniture.items,
    warnings: [...warnings, ...unsaid, ...furniture.warnings],
  };
}

function takenBoxes({ legend }: Placement, note: EmptyNote | undefined): Box[] {
  const legendBox = legend && { ...legend.drawing, x: legend.x, y: legend.y };
  return [legendBox, note].filter((box) => box !== undefined);
}

/** The ground in pixels of the picture, which shows the native window larger or smaller. */
function groundOfPicture({ ground, native }: MapRequest, picture: Size): Ground | undefined {
  if (ground === undefined) return undefined;
  const factor = native.width / picture.width;
  return { ...ground, metresAcross: (pixels) => ground.metresAcross(pixels * factor) };
}

function onCanvas({ rings, native }: MapRequest, { picture }: Placement): Ring[] {
  const [scaleX, scaleY] = [picture.width / native.width, picture.height / native.height];
  return rings.map((ring) => ring.map(([x, y]) => [picture.x + x * scaleX, picture.y + y * scaleY] as const));
}

/** Title and unit as asked for; without a title there is no heading. */
function titled(legend: Omit<LegendContent, 'showsAreas'>, options: LegendOptions): Omit<LegendContent, 'showsAreas'> {
  const { heading, ...rest } = legend;
  if (heading === undefined || options.title === false) return rest;
  const indexName = typeof options.title === 'string' ? options.title : heading.indexName;
  const units = options.units ?? heading.units;
  return { ...rest, heading: { ...heading, indexName, ...(units === undefined ? {} : { units }) } };
}

/** The map without legend; one that is going to have one is enlarged until its pixels can be told apart. */
function placeAlone(natural: Size, options: ImageOptions, hasLegend: boolean): Placement {
  const asked = askedSize(options);
  if (asked === undefined) {
    const side = Math.max(natural.width, natural.height);
    const wanted = hasLegend ? Math.floor((READABLE_SIDE * options.scale) / side) : 0;
    const factor = Math.max(wanted, Math.round(options.scale), 1);
    const picture = scaled(natural, Math.max(1, Math.min(factor, Math.floor(options.maxSize / side))));
    return { canvas: picture, picture: { x: 0, y: 0, ...picture } };
  }
  const picture = contained(natural, asked, options.maxSize);
  const canvas = { ...picture, ...asked };
  const x = Math.floor((canvas.width - picture.width) / 2);
  const y = Math.floor((canvas.height - picture.height) / 2);
  return { canvas, picture: { x, y, ...picture } };
}

function placeLegend(
  content: LegendContent,
  theme: Theme,
  natural: Size,
  alone: Placement,
  request: MapRequest,
  { position }: LegendOptions,
): Placement | undefined {
  const { options } = request;
  const asked = askedSize(options);
  const unit = designUnit(alone.canvas, options.scale);
  const draw = (share: number, columns: number) => drawLegend(content, { theme, unit: unit * share, columns });
  const inset = Math.round(INSET * unit);
  if (isCorner(position)) {
    const drawing = firstFitting(draw, alone.canvas, inset, asked !== undefined);
    return drawing === undefined ? undefined : placeOver(drawing, position, alone, inset);
  }
  if (position === 'auto') {
    const rings = onCanvas(request, alone);
    for (const share of [1, 0.9]) {
      const drawing = draw(share, 1);
      const corner = freeCorner(drawing, alone.canvas, inset, rings);
      if (corner !== undefined) return placeOver(drawing, corner, alone, inset);
    }
  }
  const sides: readonly Side[] = position === 'auto' ? ['right', 'bottom'] : [position];
  return asked === undefined
    ? smallestBeside(draw, sides, alone.picture, inset)
    : largestMapBeside(draw, sides, natural, asked, inset, options.maxSize);
}
