import type { BandRecord, SatelliteRecord } from '../catalogue/satellites.ts';
import { Failure } from '../failure.ts';

/**
 * The satellite's band of that name: as the satellite calls it, or what the band shows (`red`), in any case and with
 * any number of leading zeros (`B4` is `B04`). Undefined when there is none.
 */
export function findBand({ bands }: SatelliteRecord, name: string): BandRecord | undefined {
  const wanted = normal(name);
  return (
    bands.find((band) => normal(band.name) === wanted) ?? bands.find(({ commonName }) => normal(commonName) === wanted)
  );
}

/** The satellite's band of that name. @throws Failure `invalid` listing the bands that there are */
export function requireBand(satellite: SatelliteRecord, name: string): BandRecord {
  const band = findBand(satellite, name);
  if (band !== undefined) return band;
  const known = satellite.bands.map((each) => `${each.name} (${each.commonName})`).join(', ');
  throw new Failure('invalid', `${satellite.name} has no band "${name.slice(0, 60)}"; its bands are ${known}`);
}

function normal(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/(?<!\d)0+(?=\d)/g, '');
}
