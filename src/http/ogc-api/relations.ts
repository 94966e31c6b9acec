/**
 * Link relations that the OGC registers. Written with `http:`, as its register and every client (GDAL among them)
 * spell them; newer texts of the standards show the same names with `https:`.
 */
const OGC = 'http://www.opengis.net/def/rel/ogc/1.0';

/** What a link of an OGC API leads to, by its short name. */
export const REL = {
  conformance: `${OGC}/conformance`,
  data: `${OGC}/data`,
  legend: `${OGC}/legend`,
  map: `${OGC}/map`,
  mapTilesets: `${OGC}/tilesets-map`,
  styles: `${OGC}/styles`,
  stylesheet: 'stylesheet',
  tilingScheme: `${OGC}/tiling-scheme`,
  tilingSchemes: `${OGC}/tiling-schemes`,
} as const;
