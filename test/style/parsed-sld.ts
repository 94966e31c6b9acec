import assert from 'node:assert/strict';
import SldStyleParser from 'geostyler-sld-parser';
import type { SldEntry } from './geoserver-rule.ts';

type ParsedEntry = Omit<SldEntry, 'opacity'> & { opacity?: number };

/** What tests need of the parser's answer; its own types come with a package that is not installed here. */
interface ParsedStyle {
  errors?: unknown;
  output?: {
    rules: { symbolizers: { kind: string; colorMap?: { type: string; colorMapEntries: ParsedEntry[] } }[] }[];
  };
}

/** The entries of an SLD's colour map as geostyler-sld-parser reads them. */
export async function parsedEntries(sld: string): Promise<SldEntry[]> {
  const { output, errors } = (await new SldStyleParser().readStyle(sld)) as ParsedStyle;
  assert.equal(errors, undefined);
  const symbolizer = output?.rules[0].symbolizers[0];
  assert.equal(symbolizer?.kind, 'Raster');
  assert.equal(symbolizer.colorMap?.type, 'intervals');
  return symbolizer.colorMap.colorMapEntries.map(({ quantity, color, opacity, label }) => {
    return { quantity, color, opacity: opacity ?? 1, label };
  });
}
