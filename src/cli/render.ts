import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Option, type Command } from 'commander';
import { locationName } from '../cog/sources/location.ts';
import { loadConfig } from '../config.ts';
import { Failure } from '../failure.ts';
import { parseArea } from '../grid/geometry.ts';
import type { AreaFeature } from '../operations/area-features.ts';
import { renderFile, type FileImage, type FileRenderRequest } from '../operations/render-file.ts';
import type { ImageOptions } from '../render/image-options.ts';
import type { ColorMap, Mode } from '../style/style.ts';
import { optionsOf, printJson, type Cli } from './command.ts';
import { readFeatures } from './formats/read-features.ts';
import { imageOptionsOf, withImageFlags, type ImageFlags } from './image-flags.ts';
import { withLegendFlags, type LegendFlags } from './legend-flags.ts';
import { openPixels } from '../wiring.ts';
import { nameReader } from './scan/pattern.ts';
import { ascendingPair, day, wholeNumber } from './values.ts';

interface RenderOptions extends ImageFlags, LegendFlags {
  readonly out?: string;
  readonly mode: Mode;
  readonly index?: string;
  readonly satellite?: string;
  readonly date?: string;
  readonly band?: number;
  readonly feature?: string;
  readonly name?: string;
  readonly colorMap?: string;
  readonly rescale?: [number, number];
}

/** `render`, which needs no database. */
export function register(program: Command, cli: Cli): void {
  const command = program
    .command('render')
    .description('draw an area of a raster file with its legend')
    .argument('<raster>', 'an index raster: a path or URL; - reads standard input')
    .argument('[area]', 'GeoJSON, zipped Shapefile or KML (default: the whole raster); - reads standard input')
    .option('--out <file>', 'where the image goes; - is standard output (default: beside you, named as the raster)')
    .addOption(new Option('--mode <name>', 'whose legend').choices(['dynamic', 'theoretical']).default('dynamic'))
    .option('--index <name>', 'preset whose colours and classes are taken (default: by the name of the band or file)')
    .option('--satellite <name>', 'whose preset, where several satellites have it')
    .option('--date <YYYY-MM-DD>', 'for the legend (default: by the name of the file)', day)
    .option('--band <number>', 'from 1', wholeNumber(1, 65_535))
    .option('--feature <id|name|number>', 'which feature of the area file')
    .option('--name <text>', 'name of the area in the legend (default: the name of the feature)')
    .option('--color-map <name|colors>', 'a published name, or colours: #0000ff,#ffffff,#ff0000')
    .option('--rescale <min,max>', 'valid range of an index without a preset, for --mode theoretical', ascendingPair);
  withImageFlags(withLegendFlags(command)).action((raster: string, area: string | undefined, _, self: Command) =>
    render(cli, self, raster, area),
  );
}

async function render(cli: Cli, command: Command, raster: string, areaFile: string | undefined): Promise<void> {
  const options = optionsOf<RenderOptions>(command);
  if (raster === '-' && areaFile === '-') command.error('error: raster and area cannot both be standard input');
  const name = locationName(raster);
  const out = options.out ?? (raster === '-' ? '-' : `${basename(name, extname(name))}.${extensionOf(options)}`);
  if (out === '-' && options.json === true)
    command.error('error: --json needs --out FILE: the image is on standard output');
  const area = areaFile === undefined ? undefined : chooseArea(await readFeatures(areaFile, cli.stdin), options);
  const request = requestOf(options, raster, area, formatOf(options, out));
  const image = await onFile(cli, raster, (path) => renderAlone(cli, path, request));
  for (const warning of image.warnings) cli.stderr.write(`${warning}\n`);
  if (out === '-') cli.stdout.write(image.bytes);
  else await writeImage(out, image);
  if (options.json === true) printJson(cli, describe(out, image));
}

function extensionOf({ format = 'png' }: ImageFlags): string {
  return format === 'jpeg' ? 'jpg' : format;
}

/** As asked, else by the extension of the output. */
function formatOf({ format }: ImageFlags, out: string): ImageOptions['format'] {
  if (format !== undefined) return format;
  const extension = extname(out).toLowerCase();
  if (extension === '.webp') return 'webp';
  return extension === '.jpg' || extension === '.jpeg' ? 'jpeg' : 'png';
}

function requestOf(
  options: RenderOptions,
  raster: string,
  area: FileRenderRequest['area'],
  format: ImageOptions['format'],
): FileRenderRequest {
  const named = raster === '-' ? undefined : nameReader()(locationName(raster));
  const { index, satellite, band, mode, rescale, bins, method, range, ramp } = options;
  return {
    area,
    indexName: index,
    fallbackIndexName: named?.indexName,
    satellite,
    band,
    date: options.date ?? named?.date,
    mode,
    colorMap: colorMapOf(options.colorMap),
    rescale,
    bins,
    method,
    range,
    ramp,
    options: imageOptionsOf(options, format),
  };
}

function colorMapOf(text: string | undefined): ColorMap | undefined {
  return text?.includes('#') === true ? text.split(',').map((color) => color.trim()) : text;
}

async function renderAlone(cli: Cli, path: string, request: FileRenderRequest): Promise<FileImage> {
  // the operator's own files may lie anywhere
  const pixels = openPixels({ ...loadConfig(cli.env), assetRoots: undefined });
  try {
    return await renderFile(pixels, path, request);
  } finally {
    await pixels.close();
  }
}

/** The one feature that is asked for, or that there is. */
function chooseArea(features: readonly AreaFeature[], { feature, name }: RenderOptions): FileRenderRequest['area'] {
  const chosen = features.filter(
    (each) => feature === undefined || [each.id, nameOf(each), String(each.number)].includes(feature),
  );
  if (chosen.length !== 1) {
    const names = features.slice(0, 20).map((each) => each.id ?? nameOf(each) ?? String(each.number));
    const found =
      feature === undefined
        ? `the area file has ${features.length} features`
        : `${chosen.length} features are "${feature}"`;
    throw new Failure('invalid', `${found}: choose one by --feature, of ${names.join(', ')}`);
  }
  const [only] = chosen;
  return { name: name ?? nameOf(only) ?? only.id ?? '', geometry: parseArea(only.geometry) };
}

function nameOf({ properties }: AreaFeature): string | undefined {
  const key = Object.keys(properties).find((each) => each.toLowerCase() === 'name');
  const value = key === undefined ? undefined : properties[key];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Runs `fn` on the file; standard input goes through a file of its own that nobody else can read, then removed. */
async function onFile<T>(cli: Cli, path: string, fn: (path: string) => Promise<T>): Promise<T> {
  if (path !== '-') return fn(path);
  const folder = await mkdtemp(join(tmpdir(), 'chromatile-render-'));
  try {
    const file = join(folder, 'stdin.tif');
    await pipeline(Readable.from(cli.stdin), createWriteStream(file, { mode: 0o600 }));
    return await fn(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeImage(out: string, { bytes }: FileImage): Promise<void> {
  try {
    await writeFile(out, bytes);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new Failure('invalid', `${out} cannot be written (${code})`, { cause });
  }
}

function describe(out: string, { width, height, contentType, bytes, legend, summary, warnings }: FileImage): object {
  const { mode, classes } = legend;
  const { count, min, max, mean, std } = summary;
  const stats = { count, min, max, mean, std, area: summary.areaM2 };
  return { file: out, content_type: contentType, width, height, bytes: bytes.length, mode, classes, stats, warnings };
}
