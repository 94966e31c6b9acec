import { z } from 'zod';
import { IMPORT_FORMATS, importStyle as importFile, type StyleImported } from '../operations/import-style.ts';
import { parseDateKey } from './dates.ts';
import { jsonEndpoint } from './endpoint.ts';
import { mode, queryBoolean } from './params.ts';
import { metadata, presentMetadata } from './visualization-schema.ts';

/** Most characters of a style file; more is not a style. */
const MOST_CHARACTERS = 1 << 20;
const MOST_DATES = 10_000;

const dateList = z
  .string()
  .transform((text, context) => {
    const dates = text.split(',').map((key) => parseDateKey(key.trim()));
    const known = dates.filter((date) => date !== undefined);
    if (known.length === dates.length && dates.length <= MOST_DATES) return [...new Set(known)];
    context.addIssue({ code: 'custom', message: 'expected date keys such as 2024_05_06, separated by commas' });
    return z.NEVER;
  })
  .meta({ description: 'Date keys, separated by commas; all dates unless given.', example: '2024_05_06,2024_05_21' });

const importQuery = z.object({
  visualization_mode: mode,
  dates: dateList.optional(),
  format: z
    .enum(IMPORT_FORMATS)
    .optional()
    .meta({ description: 'What the file is; told by its content unless given.' }),
  units: z
    .enum(['index', 'stored'])
    .optional()
    .meta({
      description:
        'Whether its numbers are index values or those that the raster stores. Unless given: stored for gdal, index for ' +
        'the others.',
    }),
  dialect: z.enum(['geoserver', 'mapserver']).optional().meta({
    description: 'Which program an SLD of intervals is for: whether a quantity ends its class or begins it.',
  }),
  dry_run: queryBoolean.optional().meta({ description: 'true tells what would come of it, and changes nothing.' }),
});

const finding = z
  .object({
    severity: z.enum(['lost', 'differs', 'note']).meta({
      description: 'lost: a legend cannot say it; differs: programs draw it differently; note: how it was understood.',
    }),
    code: z.string(),
    message: z.string(),
    place: z.object({ line: z.int(), element: z.string().optional() }).nullable(),
    dates: z.array(z.string()).readonly().meta({ description: 'Date keys that it holds of.' }),
  })
  .meta({ id: 'StyleFinding' });

/** `POST /v0/aois/{aoi_id}/visualizations/{visualization_id}/styles/import` */
export const importStyle = jsonEndpoint({
  name: 'importStyle',
  tag: 'Visualizations',
  summary: 'Make a style file of another program the legend of one mode',
  description:
    'An SLD (1.0.0 or Symbology Encoding 1.1), a layer style of QGIS (QML) or a colour table of GDAL, as the body itself ' +
    'or as `text` in JSON. Answers the new legends and what could not be carried over. A legend has at most 15 classes; ' +
    'more, and smooth ramps, become a continuous one. PATCH of the metadata rolls back.',
  query: importQuery,
  body: z.object({ text: z.string().min(1).max(MOST_CHARACTERS) }),
  textTypes: [
    'application/vnd.ogc.sld+xml',
    'application/vnd.ogc.se+xml',
    'application/x-qgis-layer-settings',
    'application/xml',
    'text/xml',
    'text/plain',
  ],
  example: { text: '-1 215 25 28\n0.2 215 25 28\n0.2 26 150 65\n1 26 150 65\n' },
  status: 200,
  reply: z.object({
    dry_run: z.boolean(),
    format: z.enum(IMPORT_FORMATS),
    metadata: metadata.meta({ description: 'The legends that were made; dates and modes left alone are absent.' }),
    report: z.array(finding).readonly(),
  }),
  refusals: [404, 503],
  handle: async ({ services, caller, params, query, body }) => {
    const isDryRun = query.dry_run ?? false;
    const imported = await importFile(services, caller, params.aoi_id, params.visualization_id, {
      text: body.text,
      mode: query.visualization_mode,
      dates: query.dates,
      format: query.format,
      unit: query.units,
      dialect: query.dialect,
      isDryRun,
    });
    return presentImport(imported, isDryRun);
  },
});

function presentImport({ format, legends, report }: StyleImported, isDryRun: boolean) {
  return { dry_run: isDryRun, format, metadata: presentMetadata(legends), report };
}
