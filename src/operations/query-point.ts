import type { IndexRecord } from '../catalogue/indices.ts';
import { currentLegends, type LegendRecord } from '../catalogue/legends.ts';
import { unionGrid } from '../engine/aoi-grid.ts';
import { applyAffine } from '../grid/affine.ts';
import type { AreaGeometry } from '../grid/geometry.ts';
import { gridBounds, type Grid } from '../grid/grid.ts';
import { projectArea } from '../grid/project-area.ts';
import { WGS84, projector } from '../grid/projection.ts';
import { pixelAreas } from '../raster/area.ts';
import { maskArea } from '../raster/mask.ts';
import { pixelAt } from '../raster/pixel-at.ts';
import { slotOf } from '../stats/classify.ts';
import { cutsOf } from '../style/cuts.ts';
import { classStyle, resolveStyle } from '../style/resolve.ts';
import type { Legend, Mode } from '../style/style.ts';
import { modesOf } from './automatic-legends.ts';
import type { GoneSignal } from './departure.ts';
import { requireDates, requireMode } from './edit-legend.ts';
import { requireVisualization } from './found.ts';
import { scenesOf, type Scene } from './scene.ts';
import type { Caller, Services } from './services.ts';

export interface PointRequest {
  /** Degrees, WGS 84; longitudes beyond 180 are taken around the world. */
  readonly lon: number;
  readonly lat: number;
  /** `YYYY-MM-DD`, in any order; all of the visualization's unless given. */
  readonly dates?: readonly string[] | undefined;
  /** Whose classes are told; all that the index has unless given. */
  readonly modes?: readonly Mode[] | undefined;
  /** Which of all dates, where none are given. */
  readonly page?: { readonly offset: number; readonly limit: number } | undefined;
}

/** A visualization at one place. */
export interface PointAnswer {
  readonly index: IndexRecord;
  /** Dates asked about, on all pages. */
  readonly total: number;
  /** In the order asked for, else ascending. */
  readonly points: readonly PointValue[];
}

/** One date at the place. */
export interface PointValue {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** The value of the pixel that holds the place, in index values; null where it has none, and of a composite. */
  readonly value: number | null;
  /** Red, green and blue of a composite, before they are stretched; null where it has no value. */
  readonly channels?: readonly number[] | null;
  /** Whether the pixel's centre lies inside the AOI, as statistics count it; beside the raster, whether the place does. */
  readonly inside: boolean;
  /** Null beside the raster. */
  readonly pixel: PixelPlace | null;
  /** By mode; null where the value has no class. Empty for an index without legends. */
  readonly classes: Readonly<Partial<Record<Mode, PointClass | null>>>;
}

/** The pixel itself, on the scene's own lattice. */
export interface PixelPlace {
  /** Its centre, degrees. */
  readonly lon: number;
  readonly lat: number;
  readonly areaM2: number;
}

/** The class that a value falls into. */
export interface PointClass {
  readonly label: string;
  /** `#rrggbb` of the class. */
  readonly color: string;
  readonly min: number;
  readonly max: number;
  /** `#rrggbb` of the pixel in pictures: of a continuous legend the step's. */
  readonly paintedColor: string;
}

/** Files that one request reads at a time: a long series leaves room for others' tiles. */
const AT_ONCE = 4;

/**
 * What a visualization shows at one place: on each date the value of the pixel that holds it, at full resolution and as
 * stored, and the class that the painter gives it.
 *
 * @throws Failure `missing` for unknown ids and dates; `invalid` for a mode that the index does not have; `unreadable`
 * if the raster of any of the dates is
 */
export async function queryPoint(
  services: Services,
  caller: Caller,
  aoiId: string,
  visualizationId: string,
  request: PointRequest,
  signal?: GoneSignal,
): Promise<PointAnswer> {
  const { database, engine } = services;
  const found = await requireVisualization(database, caller.tenantId, aoiId, visualizationId);
  const { aoi, visualization, index } = found;
  const modes = modesAsked(found, request.modes);
  const all = await scenesOf(database, aoi, visualization);
  const asked = request.dates === undefined ? all : requireDates(all, request.dates);
  const { offset = 0, limit = asked.length } = request.page ?? {};
  const scenes = asked.slice(offset, offset + limit);
  const legends = modes.length === 0 ? [] : await currentLegends(database, visualizationId);
  const isInside = insideTest(aoi.geometry, request);
  const points = await mapAtOnce(scenes, AT_ONCE, async (scene): Promise<PointValue> => {
    const lattice = unionGrid(scene.source.layers.map(({ grid }) => grid));
    const pixel = pixelAt(lattice, request.lon, request.lat);
    const options = { signal, affinity: affinityOf(scene) };
    const stored =
      pixel === undefined ? [null] : await engine.run('readPoint', { scene: scene.source, pixel }, options);
    return {
      date: scene.date,
      ...valuesOf(scene, index, stored),
      inside: isInside(lattice, pixel),
      pixel: pixel === undefined ? null : placeOf(pixel),
      classes: Object.fromEntries(
        modes.map((mode) => [mode, classOf(scene, stored[0], legendOf(legends, scene, mode))]),
      ),
    };
  });
  return { index, total: asked.length, points };
}

function modesAsked(found: Parameters<typeof requireMode>[0], asked: readonly Mode[] | undefined): readonly Mode[] {
  const modes = modesOf(found.index);
  // pictures look alike in both modes
  if (asked === undefined || modes.length === 0) return modes;
  for (const mode of asked) requireMode(found, mode);
  return asked;
}

function legendOf(legends: readonly LegendRecord[], { date }: Scene, mode: Mode): Legend {
  const record = legends.find((one) => one.date === date && one.mode === mode);
  if (record === undefined) throw new Error(`a visualization lacks its ${mode} legend of ${date}`);
  return record.legend;
}

/** A point is as quick as a tile; those of one scene read the same blocks. */
function affinityOf({ key }: Scene): number {
  return parseInt(key.slice(0, 8), 16);
}

function valuesOf(
  { encoding: { scale, offset } }: Scene,
  { expressionType }: IndexRecord,
  stored: readonly (number | null)[],
): Pick<PointValue, 'value' | 'channels'> {
  const values = stored.map((number) => (number === null ? null : number * scale + offset));
  if (expressionType !== 'composite') return { value: values[0] };
  const channels = values.filter((value) => value !== null);
  return { value: null, channels: channels.length === values.length ? channels : null };
}

function classOf({ encoding }: Scene, stored: number | null, legend: Legend): PointClass | null {
  if (stored === null) return null;
  const slot = slotOf(cutsOf(classStyle(legend), encoding), stored);
  const style = resolveStyle(legend);
  const painted = slotOf(cutsOf(style, encoding), stored);
  if (slot === 0 || painted === 0) return null;
  const { label, color, min, max } = legend.classes[slot - 1];
  return { label, color, min, max, paintedColor: style.intervals[painted - 1].color };
}

function placeOf(pixel: Grid): PixelPlace {
  const [lon, lat] = projector(pixel.crs, WGS84)(...applyAffine(pixel.affine, 0.5, 0.5));
  const area = new Float64Array(1);
  pixelAreas(pixel).fillRow(0, area);
  return { lon, lat, areaM2: area[0] };
}

/** A side of the square that stands for a place, degrees: 0.1 mm. */
const PLACE_DEGREES = 1e-9;

/** Tells whether a pixel, or beside the raster the place itself, lies inside; a border is projected once a lattice. */
function insideTest(
  geometry: AreaGeometry,
  { lon, lat }: PointRequest,
): (lattice: Grid, pixel: Grid | undefined) => boolean {
  const [west, north] = [lon - PLACE_DEGREES / 2, lat + PLACE_DEGREES / 2];
  const affine = [PLACE_DEGREES, 0, west, 0, -PLACE_DEGREES, north] as const;
  const place: Grid = { crs: WGS84, affine, width: 1, height: 1 };
  const known = new Map<string, boolean>();
  return (lattice, pixel = place) => {
    const key = JSON.stringify([pixel.crs.definition, pixel.affine]);
    const near = pixel === place ? place : lattice;
    const isInside = known.get(key) ?? maskArea(projectArea(geometry, near.crs, gridBounds(near)), pixel)[0] === 1;
    known.set(key, isInside);
    return isInside;
  };
}

/** The results in the items' order, of at most `atOnce` calls at a time. After a failure no further one begins. */
async function mapAtOnce<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let hasFailed = false;
  const work = async (): Promise<void> => {
    for (const [i, item] of waiting) {
      if (hasFailed) return;
      results[i] = await map(item).catch((error: unknown) => {
        hasFailed = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}
