import { dirname, isAbsolute, join } from 'node:path';
import type { SatelliteRecord } from '../catalogue/satellites.ts';
import type { CogInfo } from '../cog/info.ts';
import { normalLocation } from '../cog/sources/location.ts';
import type { CogStore } from '../cog/store.ts';
import { Failure } from '../failure.ts';
import { findBand, requireBand } from './band-names.ts';
import { parseStacItem, type Scaling } from './stac-item.ts';

/** Where the operator says that bands are. */
export type ImagerySource =
  /** One file; which band is which is told by `names` in the file's order (`-` for none), or by its descriptions. */
  | { readonly kind: 'file'; readonly location: string; readonly names?: readonly string[] | undefined }
  /** A file a band. */
  | { readonly kind: 'files'; readonly files: readonly { readonly name: string; readonly location: string }[] }
  /** The text of a STAC item, and where that is. */
  | { readonly kind: 'item'; readonly text: string; readonly path: string }
  /** What the catalogue has already. */
  | { readonly kind: 'known'; readonly bands: readonly PairedBand[]; readonly isItem: boolean };

/** A band of the satellite and where it is. */
export interface PairedBand {
  /** As the satellite calls it. */
  readonly name: string;
  readonly path: string;
  /** Counted from 1. */
  readonly band: number;
  /** Holds where the file itself states none. */
  readonly scaling?: Scaling | undefined;
}

/** What a source amounts to. */
export interface PairedImagery {
  /** In the satellite's order, each once, at least one. */
  readonly bands: readonly PairedBand[];
  readonly isItem: boolean;
  /** What the source says itself. */
  readonly name?: string;
  /** `YYYY-MM-DD` */
  readonly date?: string;
}

/**
 * Finds out which band is where.
 *
 * @throws Failure `invalid` for a band that the satellite does not have, or has twice; for a file whose bands cannot be
 * told; for a STAC item without any band of the satellite
 */
export async function pairBands(
  cogs: CogStore,
  satellite: SatelliteRecord,
  source: ImagerySource,
): Promise<PairedImagery> {
  switch (source.kind) {
    case 'known':
      return { bands: source.bands, isItem: source.isItem };
    case 'files':
      return {
        bands: ordered(
          satellite,
          source.files.map(({ name, location }) => one(name, location)),
        ),
        isItem: false,
      };
    case 'file': {
      const path = normalLocation(source.location);
      const { info } = await cogs.open(path);
      const named = source.names === undefined ? describedBands(satellite, info) : listedBands(info, source.names);
      return {
        bands: ordered(
          satellite,
          named.map((each) => ({ ...each, path })),
        ),
        isItem: false,
      };
    }
    case 'item':
      return pairItem(satellite, source.text, source.path);
  }
}

function one(name: string, location: string): PairedBand {
  return { name, path: normalLocation(location), band: 1 };
}

function pairItem(satellite: SatelliteRecord, text: string, path: string): PairedImagery {
  const { id, date, bands } = parseStacItem(text, satellite);
  if (bands.length === 0) {
    throw new Failure('invalid', `the STAC item ${id.slice(0, 100)} has no raster of any band of ${satellite.name}`);
  }
  const paired = bands.map(({ name, href, band, scaling }) => ({ name, path: resolveHref(href, path), band, scaling }));
  return { bands: paired, isItem: true, name: id, ...(date === undefined ? {} : { date }) };
}

function resolveHref(href: string, itemPath: string): string {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(href);
  return normalLocation(isUrl || isAbsolute(href) ? href : join(dirname(itemPath), href));
}

type NamedBand = Pick<PairedBand, 'name' | 'band'>;

function listedBands(info: CogInfo, names: readonly string[]): NamedBand[] {
  const count = info.bands.filter(({ isAlpha }) => !isAlpha).length;
  if (names.length !== count) {
    throw new Failure(
      'invalid',
      `${info.name} has ${count} bands and ${names.length} were named; put - for one to leave out`,
    );
  }
  const numbers = info.bands.flatMap(({ isAlpha }, i) => (isAlpha ? [] : [i + 1]));
  return names.flatMap((name, i) => (name === '-' ? [] : [{ name, band: numbers[i] }]));
}

/** The bands whose description is, or begins with, the name of one of the satellite's. */
function describedBands(satellite: SatelliteRecord, info: CogInfo): NamedBand[] {
  const found = info.bands.flatMap(({ description = '', isAlpha }, i) => {
    const band = findBand(satellite, description) ?? findBand(satellite, description.split(/[\s,;:(]/)[0]);
    return isAlpha || band === undefined ? [] : [{ name: band.name, band: i + 1 }];
  });
  if (found.length > 0) return found;
  const descriptions = info.bands.map(({ description }, i) => `${i + 1} ${description ?? 'not described'}`).join(', ');
  throw new Failure(
    'invalid',
    `none of ${info.name}'s bands (${descriptions}) is described as one of ${satellite.name}: name them with --bands`,
  );
}

/** Under the satellite's own names, in its order. */
function ordered(satellite: SatelliteRecord, bands: readonly PairedBand[]): PairedBand[] {
  const byName = new Map<string, PairedBand>();
  for (const given of bands) {
    const { name } = requireBand(satellite, given.name);
    if (byName.has(name)) throw new Failure('invalid', `band ${name} is named twice`);
    byName.set(name, { ...given, name });
  }
  if (byName.size === 0) throw new Failure('invalid', 'no band was named');
  return satellite.bands.flatMap(({ name }) => byName.get(name) ?? []);
}
