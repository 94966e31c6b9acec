import type { Style } from '../style.ts';
import { exportCsv } from './csv.ts';
import type { StyleFormatId } from './formats.ts';
import { exportGdalTable } from './gdal.ts';
import { exportQml } from './qml.ts';
import { exportSld } from './sld.ts';
import type { StyleSubject } from './subject.ts';

/** The file of one format; every one says the same of the same style. */
export function writeStyleFile(format: StyleFormatId, style: Style, subject: StyleSubject): string {
  return WRITERS[format](style, subject);
}

const WRITERS: Readonly<Record<StyleFormatId, (style: Style, subject: StyleSubject) => string>> = {
  sld: exportSld,
  qml: exportQml,
  gdal: exportGdalTable,
  csv: (style, { encoding }) => exportCsv(style, encoding),
};
