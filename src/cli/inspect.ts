import type { Command } from 'commander';
import { locationName } from '../cog/sources/location.ts';
import type { CogStore } from '../cog/store.ts';
import { loadConfig } from '../config.ts';
import { Failure } from '../failure.ts';
import { parseArea } from '../grid/geometry.ts';
import {
  inspectFile,
  type FileInspection,
  type InspectedArea,
  type InspectedStats,
  type PerBand,
} from '../operations/inspect-file.ts';
import type { AreaFeature } from '../operations/area-features.ts';
import { optionsOf, printJson, printLine, printTable, type Cli } from './command.ts';
import { readFeatures } from './formats/read-features.ts';
import { openPixels } from '../wiring.ts';
import { startProgress } from './progress.ts';

/** A file that was refused, as `--json` prints it. */
interface RefusedFile {
  readonly file: string;
  readonly error: { readonly code: string; readonly message: string };
}

const CACHE_BYTES = 16e6;

/** `assets inspect`, which needs no database. */
export function registerInspect(assets: Command, cli: Cli): void {
  assets
    .command('inspect')
    .description('say what raster files hold, and their statistics')
    .argument('<file...>', 'paths, or URLs: https://, s3://')
    .option('--aois <file>', 'areas to take statistics of too: GeoJSON, zipped Shapefile or KML')
    .action((files: string[], _, command: Command) => inspect(cli, command, files));
}

async function inspect(cli: Cli, command: Command, files: readonly string[]): Promise<void> {
  const options = optionsOf<{ readonly aois?: string }>(command);
  const areas = options.aois === undefined ? undefined : (await readFeatures(options.aois, cli.stdin)).map(toArea);
  const progress = startProgress(cli, options, files.length, 'files');
  const results: (FileInspection | RefusedFile)[] = [];
  // each block is looked at once; and the operator's own files may lie anywhere
  const pixels = openPixels({ ...loadConfig(cli.env), blockCacheBytes: CACHE_BYTES, assetRoots: undefined });
  try {
    for (const file of files) {
      const result = await inspectOrRefuse(pixels.cogs, file, areas);
      if ('error' in result) cli.markRefused();
      // one line as soon as it is known: a list may be long, and its reader need not wait
      if (options.json === true) printJson(cli, result);
      else results.push(result);
      progress.update(results.length);
    }
  } finally {
    progress.stop();
    await pixels.close();
  }
  for (const [i, result] of results.entries()) {
    if (i > 0) printLine(cli, '');
    printInspection(cli, result);
  }
}

/** Areas are listed under the feature's id, its name or its number. */
function toArea({ number, id, geometry, properties }: AreaFeature): InspectedArea {
  const name = typeof properties.name === 'string' && properties.name !== '' ? properties.name : undefined;
  return { id: id ?? name ?? String(number), geometry: parseArea(geometry, `feature ${number}`) };
}

async function inspectOrRefuse(
  cogs: CogStore,
  file: string,
  areas: readonly InspectedArea[] | undefined,
): Promise<FileInspection | RefusedFile> {
  try {
    return await inspectFile(cogs, file, areas === undefined ? {} : { areas });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { file: locationName(file), error: { code: error.kind, message: error.message } };
  }
}

function printInspection(cli: Cli, result: FileInspection | RefusedFile): void {
  printLine(cli, result.file);
  if ('error' in result) {
    printLine(cli, `  refused (${result.error.code}): ${result.error.message}`);
    return;
  }
  for (const [label, text] of describe(result)) printLine(cli, `  ${label.padEnd(12)}${text}`);
  printTable(cli, ['  AREA', 'BAND', 'COUNT', 'MIN', 'MAX', 'MEAN', 'STD', 'P2', 'P50', 'P98'], statsRows(result));
}

function describe(file: FileInspection): [label: string, text: string][] {
  const layout = file.is_cog ? 'valid' : file.cog_faults.join('; ');
  const overviews = file.overviews.map(([width, height]) => `${width}x${height}`).join(', ');
  return [
    ['size', `${file.width} x ${file.height}, ${file.bands} ${file.bands === 1 ? 'band' : 'bands'}, ${file.dtype}`],
    ['encoding', `scale ${listed(file.scale)}, offset ${listed(file.offset)}, nodata ${listed(file.nodata)}`],
    ['CRS', file.crs],
    ['bounds', file.bounds.join(', ')],
    ['blocks', `${file.block.join(' x ')}, ${file.compression}`],
    ['overviews', overviews === '' ? 'none' : overviews],
    ['COG', file.is_cog && file.cog_faults.length > 0 ? `valid; ${file.cog_faults.join('; ')}` : layout],
  ];
}

function listed(values: PerBand<number | string | null>): string {
  return (Array.isArray(values) ? values : [values]).map((value) => value ?? 'none').join(', ');
}

function statsRows({ stats, aois, descriptions }: FileInspection): string[][] {
  const names = Array.isArray(descriptions) ? descriptions : [descriptions];
  const ofArea = (area: string, bands: PerBand<InspectedStats>): string[][] =>
    (Array.isArray(bands) ? bands : [bands]).map(({ count, ...values }, i) => [
      `  ${area}`,
      names[i] ?? String(i + 1),
      String(count),
      ...Object.values(values).map(shortNumber),
    ]);
  return [...ofArea('all', stats), ...Object.entries(aois ?? {}).flatMap(([id, bands]) => ofArea(id, bands))];
}

function shortNumber(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(7)));
}
