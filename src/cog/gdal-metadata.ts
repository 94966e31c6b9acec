/** What GDAL's own tags say about one band. */
export interface BandMetadata {
  readonly description?: string;
  readonly scale?: number;
  readonly offset?: number;
}

const ITEM = /<Item\b([^>]*)>([^<]*)<\/Item>/g;
const ATTRIBUTE = /(\w+)\s*=\s*"([^"]*)"/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Scale, offset and description of each band from the XML of tag 42112: a flat list of `Item` elements, which GDAL
 * alone writes, so that two patterns read it.
 *
 * @param xml undefined when the file has no such tag
 * @returns one entry a band; empty where nothing is said
 */
export function readBandMetadata(xml: string | undefined, bands: number): BandMetadata[] {
  const found: { description?: string; scale?: number; offset?: number }[] = Array.from({ length: bands }, () => ({}));
  for (const [, attributeText, content] of (xml ?? '').matchAll(ITEM)) {
    const attributes = new Map([...attributeText.matchAll(ATTRIBUTE)].map(([, key, value]) => [key, value]));
    const band = found.at(Number(attributes.get('sample') ?? NaN));
    if (band === undefined || !attributes.has('sample')) continue;
    const text = unescape(unescape(content)).trim(); // GDAL escapes an item's text, then the XML around it
    const role = attributes.get('role')?.toLowerCase();
    if (role === 'description' && text !== '') band.description = text;
    else if (role === 'scale') band.scale = Number(text);
    else if (role === 'offset') band.offset = Number(text);
  }
  return found;
}

function unescape(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, named?: string) => {
    if (named !== undefined) return ENTITIES[named] ?? whole;
    const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/**
 * The number of the nodata tag (42113), or undefined when there is none or it is no number. NaN and infinities are
 * written as text.
 */
export function parseNodata(text: string | undefined): number | undefined {
  const trimmed = text?.trim().toLowerCase();
  if (trimmed === undefined || trimmed === '') return undefined;
  if (/^[+-]?nan/.test(trimmed)) return NaN;
  const infinity = /^([+-]?)inf/.exec(trimmed);
  if (infinity) return infinity[1] === '-' ? -Infinity : Infinity;
  const value = Number(trimmed);
  return Number.isNaN(value) ? undefined : value;
}
