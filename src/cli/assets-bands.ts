import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { locationName, shownLocation } from '../cog/sources/location.ts';
import { Failure } from '../failure.ts';
import type { ImagerySource } from '../operations/imagery-source.ts';
import { registerImagery, type ImageryRegistration } from '../operations/register-imagery.ts';
import { requireAoiNamed } from './aoi.ts';
import { optionsOf, printJson, printLine, printTable, withServices, type Cli } from './command.ts';
import { tenantOf, withTenantOption, type TenantOptions } from './tenant.ts';
import { day, numberWithin, repeated } from './values.ts';

interface AddBandsOptions extends TenantOptions {
  readonly aoi: string;
  readonly bands?: string;
  readonly band?: readonly string[];
  readonly date?: string;
  readonly name?: string;
  readonly scale?: number;
  readonly offset?: number;
  readonly dryRun?: boolean;
}

const EXAMPLES = `
Indices are computed from the bands, on dates that have no raster of the index.

  chromatile assets add-bands scene.tif --bands B02,B03,B04,B08 --aoi Field --date 2024-05-06
  chromatile assets add-bands --band B04=red.tif --band B08=nir.tif --aoi Field --date 2024-05-06
  chromatile assets add-bands item.json --aoi Field
`;

const anyNumber = numberWithin(-Number.MAX_VALUE, Number.MAX_VALUE);

/** `assets add-bands` */
export function registerAddBands(assets: Command, cli: Cli): void {
  withTenantOption(assets.command('add-bands').description('register band imagery for an area'))
    .argument('[file]', 'a raster of several bands, or a STAC item (.json)')
    .requiredOption('--aoi <id|name>', 'whose imagery it is')
    .option('--band <name=file>', 'a raster of one band; may be repeated', repeated)
    .option('--bands <names>', 'bands of the file in its order, - for one to leave out (default: its descriptions)')
    .option('--date <YYYY-MM-DD>', 'when it was taken (default: the date in the STAC item or the files)', day)
    .option('--name <text>', 'name of the asset (default: the STAC item’s id or the name of the files)')
    .option('--scale <number>', 'stored numbers to reflectance, where the files say nothing', anyNumber)
    .option('--offset <number>', 'added to them then, where the files say nothing', anyNumber)
    .option('--dry-run', 'check everything, write nothing')
    .addHelpText('after', EXAMPLES)
    .action((file: string | undefined, _, command: Command) => addBands(cli, command, file));
}

async function addBands(cli: Cli, command: Command, file: string | undefined): Promise<void> {
  const options = optionsOf<AddBandsOptions>(command);
  const { date, name, scale, offset, dryRun } = options;
  if (file === undefined && options.band === undefined) command.error('error: give a file, or --band name=file');
  if (file !== undefined && options.band !== undefined) command.error('error: give a file or --band, not both');
  const isItem = file !== undefined && /\.json$/i.test(file);
  if (options.bands !== undefined && (file === undefined || isItem)) {
    command.error('error: --bands names the bands of one raster');
  }
  const source = file === undefined ? filesOf(options.band ?? []) : await sourceOf(file, isItem, options.bands);
  const added = await withServices(cli, async (services) => {
    const { id: tenantId } = await tenantOf(services.database, options);
    const { id: aoiId } = await requireAoiNamed(services.database, tenantId, options.aoi);
    return registerImagery(services, { tenantId, aoiId, source, date, name, scale, offset, dryRun });
  });
  for (const warning of added.warnings) cli.stderr.write(`${warning}\n`);
  if (options.json === true) printJson(cli, presentRegistration(added, dryRun === true));
  else printRegistration(cli, added, dryRun === true);
}

async function sourceOf(file: string, isItem: boolean, bands: string | undefined): Promise<ImagerySource> {
  if (!isItem) return { kind: 'file', location: file, names: bands?.split(',').map((name) => name.trim()) };
  try {
    return { kind: 'item', text: await readFile(file, 'utf8'), path: file };
  } catch (cause) {
    throw new Failure('unreadable', `${locationName(file)} cannot be read`, { cause });
  }
}

function filesOf(pairs: readonly string[]): ImagerySource {
  const files = pairs.map((pair) => {
    const parts = /^([^=]+)=(.+)$/s.exec(pair);
    if (parts === null) throw new Failure('invalid', `"${pair}" does not say which band it is: write B04=${pair}`);
    return { name: parts[1], location: parts[2] };
  });
  return { kind: 'files', files };
}

function presentRegistration({ asset, status, bands, date, warnings }: ImageryRegistration, dryRun: boolean): object {
  return {
    status,
    dry_run: dryRun,
    asset_id: asset?.id ?? null,
    name: asset?.name ?? null,
    asset_type: asset?.kind ?? null,
    date,
    bands: bands.map(({ name, path, band, encoding: { dtype, scale, offset, nodata } }) => ({
      name,
      file: shownLocation(path),
      band,
      dtype,
      scale,
      offset,
      nodata,
    })),
    warnings,
  };
}

function printRegistration(cli: Cli, { asset, status, bands, date }: ImageryRegistration, dryRun: boolean): void {
  const id = asset === undefined ? '' : `${asset.name} (${asset.id}), `;
  printLine(cli, `${status}: ${id}${bands.length} bands of ${date}${dryRun ? ' (dry run: nothing was written)' : ''}`);
  printTable(
    cli,
    ['BAND', 'FILE', 'NO', 'VALUE'],
    bands.map(({ name, path, band, encoding: { scale, offset } }) => [
      name,
      locationName(path),
      String(band),
      `stored * ${scale} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`,
    ]),
  );
}
