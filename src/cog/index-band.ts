import { Failure } from '../failure.ts';
import type { CogInfo } from './info.ts';

/**
 * The band that holds an index: the one whose description is the index's name, else the only band with data.
 *
 * @param indexName such as `NDVI`, upper or lower case
 * @returns the band's number, from 1
 * @throws Failure `unreadable` if the file is a picture or has several bands and none is named so; the message
 * lists the choices
 */
export function indexBand(info: CogInfo, indexName?: string): number {
  const data = info.bands.flatMap((band, i) => (band.isAlpha ? [] : [{ number: i + 1, name: band.description }]));
  const wanted = indexName?.trim().toLowerCase();
  const named = wanted === undefined ? [] : data.filter(({ name }) => name?.trim().toLowerCase() === wanted);
  if (named.length === 1) return named[0].number;
  if (info.isPicture) {
    throw new Failure('unreadable', `${info.name} is a colour picture of ${data.length} bands, not an index raster`);
  }
  if (data.length === 1) return data[0].number;
  const choices = data.map(({ number, name }) => (name === undefined ? `${number}` : `${number} (${name})`)).join(', ');
  const asked = indexName === undefined ? 'no index was named' : `no single one is called ${indexName}`;
  throw new Failure('unreadable', `${info.name} has ${data.length} bands and ${asked}: choose one of ${choices}`);
}
