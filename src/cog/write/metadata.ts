import { FieldType, Tag } from '../tags.ts';
import type { WrittenField } from './directory.ts';

/** What a file says about its numbers. */
export interface WrittenMetadata {
  /** Name of each band, such as `NDVI`; empty for none. */
  readonly bands: readonly string[];
  readonly scale: number;
  readonly offset: number;
  /** Stored number of pixels without a value. */
  readonly nodata: number;
  /** `YYYY-MM-DD` */
  readonly date?: string | undefined;
  /** Further facts by name, such as the expression that the values were computed with. */
  readonly items?: Readonly<Record<string, string>> | undefined;
}

/** The tag that GDAL reads nodata from: text, as it would print the number. */
export function nodataField({ nodata }: Pick<WrittenMetadata, 'nodata'>): WrittenField {
  return { tag: Tag.GdalNodata, type: FieldType.Ascii, values: Number.isNaN(nodata) ? 'nan' : String(nodata) };
}

/** GDAL's XML with names, scale and offset of the bands, and the date as TIFF's DateTime. */
export function metadataFields(metadata: WrittenMetadata): WrittenField[] {
  const items = [
    ...Object.entries(metadata.items ?? {}).map(
      ([name, text]) => `<Item name="${escape(name)}">${escape(text)}</Item>`,
    ),
    ...metadata.bands.flatMap((name, band) => bandItems(name, band, metadata)),
  ];
  const xml = `<GDALMetadata>\n${items.map((item) => `  ${item}\n`).join('')}</GDALMetadata>\n`;
  const { date } = metadata;
  return [
    ...(items.length === 0 ? [] : [{ tag: Tag.GdalMetadata, type: FieldType.Ascii, values: xml }]),
    ...(date === undefined
      ? []
      : [{ tag: Tag.DateTime, type: FieldType.Ascii, values: `${date.replaceAll('-', ':')} 00:00:00` }]),
  ];
}

function bandItems(name: string, band: number, { scale, offset }: WrittenMetadata): string[] {
  const item = (role: string, text: string) =>
    `<Item name="${role.toUpperCase()}" sample="${band}" role="${role}">${escape(text)}</Item>`;
  return [
    ...(name === '' ? [] : [item('description', name)]),
    ...(scale === 1 && offset === 0 ? [] : [item('offset', String(offset)), item('scale', String(scale))]),
  ];
}

/** Twice over: GDAL escapes an item's text, then the XML that it stands in, and undoes both. */
function escape(text: string): string {
  return escapeOnce(escapeOnce(text));
}

function escapeOnce(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
