import { strToU8, zipSync, type Zippable } from 'fflate';
import { invalidField } from '../../failure.ts';
import type { Style } from '../style.ts';
import { exportArcgisRemap, exportClr, namesStoredNumbers } from './clr.ts';
import { exportCsv } from './csv.ts';
import { PROGRAM_FORMATS, STYLE_FORMATS, type ProgramFormatId, type StyleFormatId } from './formats.ts';
import { exportGdalTable, exportSmoothGdalTable } from './gdal.ts';
import { exportMaplibre, type WebMap } from './maplibre.ts';
import { exportMapserverLayer, exportMapserverSld, type MapserverSubject } from './mapserver.ts';
import { exportQml, exportSmoothQml } from './qml.ts';
import { exportSld, exportSmoothSld } from './sld.ts';
import { factsOf, oneLine, titleOf } from './subject.ts';

/** All that any style file says or needs to know. */
export interface FullSubject extends MapserverSubject {
  readonly map: WebMap;
  /** Name of the files without their endings. */
  readonly baseName: string;
}

/** Name of a style file. */
export function styleFileName({ baseName }: Pick<FullSubject, 'baseName'>, format: StyleFormatId): string {
  const { ending } = STYLE_FORMATS.find(({ id }) => id === format)!;
  // what no file system takes
  return `${oneLine(baseName).replace(/[\\/:*?"<>|]/g, '_')}${ending}`;
}

/**
 * The file of one format; every one says the same of the same style.
 *
 * @param isSmooth whether a continuous style blends instead of painting its 250 steps
 * @throws Failure `invalid` for bounds that no file can hold, and if it is to blend and cannot: as `smoothKnots`, and in
 * a format whose program does not
 */
export function writeStyleFile(
  format: StyleFormatId,
  style: Style,
  subject: FullSubject,
  isSmooth = false,
): string | Uint8Array {
  refuseUnwritable(style, subject);
  if (isSmooth) {
    const write = SMOOTH_WRITERS[format as keyof typeof SMOOTH_WRITERS] as StyleWriter | undefined;
    if (write !== undefined) return write(style, subject);
    const those = Object.keys(SMOOTH_WRITERS).join(', ');
    throw invalidField('smooth', `${format} cannot blend; smooth=true is for ${those}`);
  }
  return format === 'zip' ? zipStyles(style, subject) : WRITERS[format](style, subject);
}

/** Largest bounds of a file, by what the raster stores: what lies a little beyond or between must be a number too. */
const LARGEST = { float32: 3e38, others: 1e300 } as const;

/** @throws Failure `invalid` for classes whose bounds no file can hold */
function refuseUnwritable({ classes }: Style, { encoding: { dtype, scale, offset } }: FullSubject): void {
  const most = dtype === 'float32' ? LARGEST.float32 : LARGEST.others;
  for (const bound of classes.flatMap(({ min, max }) => [min, max])) {
    const stored = (bound - offset) / scale;
    if (Math.abs(bound) <= LARGEST.others && Math.abs(stored) <= most) continue;
    const reason = `the bound ${bound} (${stored} as the raster stores it) is beyond what a style file can hold: ${most}`;
    throw invalidField('legend', reason);
  }
}

type StyleWriter = (style: Style, subject: FullSubject) => string;

/** Formats whose programs blend between colours. */
const SMOOTH_WRITERS = { sld: exportSmoothSld, qml: exportSmoothQml, gdal: exportSmoothGdalTable } as const;

const WRITERS: Readonly<Record<ProgramFormatId, StyleWriter>> = {
  sld: exportSld,
  qml: exportQml,
  mapserver: exportMapserverLayer,
  'sld-mapserver': exportMapserverSld,
  clr: (style, { encoding }) => exportClr(style, encoding),
  gdal: exportGdalTable,
  maplibre: (style, subject) => exportMaplibre(style, subject, subject.map),
  csv: (style, { encoding }) => exportCsv(style, encoding),
};

/** The same for every archive, so that the same styles are the same bytes. fflate writes it as the clock shows it. */
const ARCHIVED = new Date(2000, 0, 1);

function zipStyles(style: Style, subject: FullSubject): Uint8Array {
  const files: Zippable = { 'README.txt': strToU8(readme(style, subject)) };
  for (const { id } of PROGRAM_FORMATS) files[styleFileName(subject, id)] = strToU8(WRITERS[id](style, subject));
  if (!namesStoredNumbers(subject.encoding)) files[remapName(subject)] = strToU8(exportArcgisRemap(style, subject));
  return zipSync(files, { mtime: ARCHIVED, level: 9 });
}

function remapName(subject: FullSubject): string {
  return styleFileName(subject, 'clr').replace(/clr$/, 'remap.txt');
}

function readme(style: Style, subject: FullSubject): string {
  const name = (format: ProgramFormatId): string => styleFileName(subject, format);
  const { encoding, fileName, band = 1 } = subject;
  const isScaled = encoding.scale !== 1 || encoding.offset !== 0;
  const arcgis = namesStoredNumbers(encoding)
    ? 'Add it with Add Colormap or the Colormap raster function; it names stored numbers, and those without a line have no colour.'
    : `First run Reclass by ASCII File with ${remapName(subject)} (a colour map cannot name fractions), then add it ` +
      'to the result with Add Colormap.';
  const sections: readonly (readonly [file: string, text: string])[] = [
    [name('sld'), 'GeoServer. Add it as a style and choose it for the coverage of the raster. Numbers: index values.'],
    [
      name('qml'),
      'QGIS. Layer properties, Symbology, Style, Load Style; or lay it beside the raster under the same name. Numbers: ' +
        'index values.',
    ],
    [
      name('mapserver'),
      'MapServer. Put it into a mapfile (INCLUDE) and set DATA. Keep its PROCESSING lines: without them pixels near ' +
        `an edge change colour from request to request.${isScaled ? ' Numbers: as stored in the file.' : ''}`,
    ],
    [
      name('sld-mapserver'),
      'MapServer, where styles come as SLD. The layer needs the PROCESSING lines that its Abstract names.',
    ],
    [name('clr'), `ArcGIS. ${arcgis}`],
    [
      name('gdal'),
      `GDAL. gdaldem color-relief -alpha${band === 1 ? '' : ` -b ${band}`} ${fileName} ${name('gdal')} out.tif`,
    ],
    [
      name('maplibre'),
      'MapLibre. A style of its own, or its source and layer added to yours; it shows tiles of the service, ' +
        'by the key or the link that this archive was asked for with.',
    ],
    [name('csv'), 'Spreadsheets. The classes with labels, bounds, colours and areas in square metres.'],
  ];
  return [
    titleOf(subject),
    '='.repeat(Math.min(titleOf(subject).length, 100)),
    '',
    `Styles of the raster ${fileName}. Each shows the same colours as the picture; use one, by your program.`,
    '',
    ...sections.flatMap(([file, text]) => [file, `  ${text}`, '']),
    ...factsOf(style, subject, 'stored').map((fact) => `- ${oneLine(fact)}`),
    '',
  ].join('\r\n');
}
