/** A kind of style file: what it is called, and whom it is for. */
export interface StyleFormat {
  /** As the API names it in addresses. */
  readonly id: string;
  /** What a file's name ends in. */
  readonly ending: string;
  readonly contentType: string;
  /** Whom it is for. */
  readonly use: string;
}

/** Style files of one program each, in the order they are listed. */
export const PROGRAM_FORMATS = [
  {
    id: 'sld',
    ending: '.sld',
    contentType: 'application/vnd.ogc.sld+xml; charset=utf-8',
    use: 'GeoServer: a style (SLD 1.0.0)',
  },
  {
    id: 'qml',
    ending: '.qml',
    contentType: 'application/xml; charset=utf-8',
    use: 'QGIS: a layer style for the raster',
  },
  {
    id: 'mapserver',
    ending: '.mapserver.map',
    contentType: 'text/plain; charset=utf-8',
    use: 'MapServer: a LAYER for a mapfile, with the PROCESSING lines that its classes need',
  },
  {
    id: 'sld-mapserver',
    ending: '.mapserver.sld',
    contentType: 'application/vnd.ogc.sld+xml; charset=utf-8',
    use: 'MapServer: an SLD over a layer that has the PROCESSING lines named in it',
  },
  {
    id: 'clr',
    ending: '.clr',
    contentType: 'text/plain; charset=utf-8',
    use: 'ArcGIS: a colour map of stored whole numbers, or of class numbers where the raster holds fractions',
  },
  {
    id: 'gdal',
    ending: '.gdal.txt',
    contentType: 'text/plain; charset=utf-8',
    use: 'GDAL: a colour table for gdaldem color-relief -alpha',
  },
  {
    id: 'maplibre',
    ending: '.maplibre.json',
    contentType: 'application/json; charset=utf-8',
    use: 'MapLibre: a style that shows the tiles of this service',
  },
  {
    id: 'csv',
    ending: '.csv',
    contentType: 'text/csv; charset=utf-8',
    use: 'spreadsheets: the classes with labels, bounds, colours and areas',
  },
] as const satisfies readonly StyleFormat[];

/** Every kind of style file that a map can be had as. */
export const STYLE_FORMATS = [
  ...PROGRAM_FORMATS,
  { id: 'zip', ending: '.styles.zip', contentType: 'application/zip', use: 'all of them, with a note on each' },
] as const satisfies readonly StyleFormat[];

export type ProgramFormatId = (typeof PROGRAM_FORMATS)[number]['id'];
export type StyleFormatId = (typeof STYLE_FORMATS)[number]['id'];
