import type { BandRecord, SatelliteRecord } from '../catalogue/satellites.ts';
import { Failure } from '../failure.ts';
import { findBand } from './band-names.ts';

/** Stored numbers to reflectance. */
export interface Scaling {
  readonly scale: number;
  readonly offset: number;
}

/** A band that a STAC item has a raster of. */
export interface ItemBand {
  /** As the satellite calls it. */
  readonly name: string;
  /** As the item has it: a URL, or a path relative to the item. */
  readonly href: string;
  /** Counted from 1. */
  readonly band: number;
  /** Where the item states it. */
  readonly scaling?: Scaling;
}

/** What a STAC item says of the satellite's bands. */
export interface StacItem {
  readonly id: string;
  /** `YYYY-MM-DD`, where the item has a date. */
  readonly date?: string;
  /** Each band once, in the satellite's order. */
  readonly bands: readonly ItemBand[];
}

interface Candidate extends ItemBand {
  /** Lower is better. */
  readonly rank: number;
  /** Metres, or Infinity where nothing is said. */
  readonly resolutionM: number;
}

/** Assets that show the bands rather than hold them, or cannot be read. */
const PICTURE_ROLES: ReadonlySet<string> = new Set(['thumbnail', 'overview', 'visual']);
const PICTURE_KEYS = /^(visual|tci|true.?color|preview|rendered|overview|thumbnail)/i;
const OTHER_FORMATS = /jp2|jpe?g|png|json|xml|html|zip/i;

/**
 * The satellite's bands among the assets of a STAC item (1.0 with the eo and raster extensions, or 1.1). A band is
 * recognised by its name, the asset's key or its common name, in this order; of several assets of one band the one
 * that fits best is taken, then the finest.
 *
 * @throws Failure `invalid` if it is no STAC item
 */
export function parseStacItem(text: string, satellite: SatelliteRecord): StacItem {
  const item = parseObject(text);
  const assets = asObject(item.assets);
  if (item.type !== 'Feature' || typeof item.id !== 'string' || assets === undefined) {
    throw new Failure('invalid', 'the file is no STAC item: it needs a type "Feature", an id and assets');
  }
  const candidates = Object.entries(assets).flatMap(([key, asset]) => candidatesOf(key, asObject(asset), satellite));
  const bands = satellite.bands.flatMap(({ name }) => best(candidates.filter((candidate) => candidate.name === name)));
  const date = dateOf(asObject(item.properties) ?? {});
  return { id: item.id, ...(date === undefined ? {} : { date }), bands };
}

function candidatesOf(key: string, asset: Members | undefined, satellite: SatelliteRecord): Candidate[] {
  if (asset === undefined || typeof asset.href !== 'string') return [];
  const { href, type } = asset;
  const isOther = typeof type === 'string' ? OTHER_FORMATS.test(type) : OTHER_FORMATS.test(href.slice(-4));
  const isPicture = PICTURE_KEYS.test(key) || asList(asset.roles).some((role) => PICTURE_ROLES.has(String(role)));
  if (isOther || isPicture) return [];
  const described = asList(asset['eo:bands'] ?? asset.bands).map((band) => asObject(band) ?? {});
  const rasters = asList(asset['raster:bands'] ?? asset.bands).map((band) => asObject(band) ?? {});
  const isSingle = described.length <= 1;
  return (described.length === 0 ? [{}] : described).flatMap((band, i) => {
    const found = recognise(satellite, isSingle ? key : undefined, band);
    if (found === undefined) return [];
    const raster = rasters.at(i) ?? {};
    const scaling = scalingOf(raster) ?? scalingOf(asset);
    const resolutionM = [raster.spatial_resolution, asset.gsd, band.gsd].find((value) => typeof value === 'number');
    return {
      name: found.band.name,
      href,
      band: i + 1,
      ...(scaling === undefined ? {} : { scaling }),
      rank: found.rank,
      resolutionM: resolutionM ?? Infinity,
    };
  });
}

function recognise(
  satellite: SatelliteRecord,
  key: string | undefined,
  band: Members,
): { band: BandRecord; rank: number } | undefined {
  const names = [band.name, key, band['eo:common_name'] ?? band.common_name];
  for (const [rank, name] of names.entries()) {
    const found = typeof name === 'string' ? findBand(satellite, name) : undefined;
    if (found !== undefined) return { band: found, rank };
  }
  return undefined;
}

function best(candidates: readonly Candidate[]): ItemBand[] {
  const sorted = [...candidates].sort((a, b) => a.rank - b.rank || a.resolutionM - b.resolutionM || 0);
  return sorted.slice(0, 1).map(({ name, href, band, scaling }) => ({ name, href, band, ...(scaling && { scaling }) }));
}

function scalingOf(stated: Members): Scaling | undefined {
  const scale = stated.scale ?? stated['raster:scale'];
  const offset = stated.offset ?? stated['raster:offset'];
  if (typeof scale !== 'number' && typeof offset !== 'number') return undefined;
  return { scale: typeof scale === 'number' ? scale : 1, offset: typeof offset === 'number' ? offset : 0 };
}

function dateOf(properties: Members): string | undefined {
  const { datetime, start_datetime: start } = properties;
  const text = typeof datetime === 'string' ? datetime : start;
  return typeof text === 'string' ? /^\d{4}-\d{2}-\d{2}(?=T|$)/.exec(text)?.[0] : undefined;
}

type Members = Readonly<Record<string, unknown>>;

function parseObject(text: string): Members {
  try {
    return asObject(JSON.parse(text)) ?? {};
  } catch (cause) {
    throw new Failure('invalid', 'the file is no JSON', { cause });
  }
}

function asObject(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
