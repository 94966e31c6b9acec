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

/** Every kind of style file that a map can be had as, in the order they are listed. */
export const STYLE_FORMATS = [
  {
    id: 'sld',
    ending: '.sld',
    contentType: 'application/vnd.ogc.sld+xml; charset=utf-8',
    use: 'GeoServer: a style (SLD 1.0.0) of exact classes',
  },
  {
    id: 'qml',
    ending: '.qml',
    contentType: 'application/xml; charset=utf-8',
    use: 'QGIS: a layer style, loaded over the raster',
  },
  {
    id: 'gdal',
    ending: '.gdal.txt',
    contentType: 'text/plain; charset=utf-8',
    use: 'GDAL: a colour table for gdaldem color-relief -alpha',
  },
  {
    id: 'csv',
    ending: '.csv',
    contentType: 'text/csv; charset=utf-8',
    use: 'spreadsheets: the classes with labels, bounds, colours and areas',
  },
] as const satisfies readonly StyleFormat[];

export type StyleFormatId = (typeof STYLE_FORMATS)[number]['id'];
