/** One `ColorMapEntry`, as any reader of an SLD sees it. */
export interface SldEntry {
  readonly quantity: number;
  readonly color: string;
  readonly opacity: number;
  readonly label: string | undefined;
}

/** The entries of an SLD's colour map, read from its text. */
export function readEntries(sld: string): SldEntry[] {
  return [...sld.matchAll(/<ColorMapEntry ([^>]*)\/>/g)].map(([, text]) => {
    const attributes = new Map([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    return {
      quantity: Number(attributes.get('quantity')),
      color: attributes.get('color') ?? '',
      opacity: Number(attributes.get('opacity') ?? '1'),
      label: attributes.get('label'),
    };
  });
}

/**
 * The colour GeoServer gives a value under an `intervals` colour map, undefined for none: the entry whose place is the
 * number of quantities at or below the value (jai-ext `jt-classifier`, GeoTools `SLDColorMapBuilder`).
 */
export function geoserverColor(entries: readonly SldEntry[], value: number): string | undefined {
  const entry = entries.at(entries.filter(({ quantity }) => quantity <= value).length);
  return entry === undefined || entry.opacity === 0 ? undefined : entry.color;
}
