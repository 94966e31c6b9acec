import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { epsg } from '../../../src/cog/epsg.ts';
import { projector, WGS84 } from '../../../src/grid/projection.ts';
import { labFile, outputOf, PROJECT, RASTER, RASTER_DATE, writeLabFile } from './lab.ts';
import type { Target } from './load.ts';
import type { TilePeer, TileSize } from './peer.ts';
import { startProgram, untilAnswers } from './processes.ts';
import { benchTiles, RASTER_SQUARE, type Tile } from '../tiles.ts';

const PORT = 8930;
const DATA_DIR = labFile('data');
const DATE = RASTER_DATE.replaceAll('_', '-');
/** The whole raster, and a square of 1000 x 1000 of its pixels: metres right and down from the corner, and the side. */
export const AOIS = { scene: [-2000, -2000, 85_920], square: [30_005, 30_005, 9990] } as const;

type AoiName = keyof typeof AOIS;

/** What the catalogue calls the bench's things. */
interface Ids {
  readonly key: string;
  readonly aoi: Readonly<Record<AoiName, string>>;
  readonly visualization: Readonly<Record<AoiName, string>>;
}

export interface ServiceOptions {
  readonly threads: number;
  readonly answerCache: string;
  /** More of the service's settings, such as BLOCK_CACHE. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of node itself, such as --cpu-prof. */
  readonly nodeFlags?: readonly string[];
}

/** This service, built, with its raster in its catalogue. */
export interface Service extends TilePeer {
  /** Tiles in any order; `query` is added to each, such as `&resampling=bilinear`. */
  tiles(name: string, tiles: readonly Tile[], size: TileSize, query?: string): Target;
  /** The square's picture with its legend. */
  image(): Target;
}

/** Starts the service from `dist/`; makes its catalogue first where the lab has none. */
export async function startService({
  threads,
  answerCache,
  env = {},
  nodeFlags = [],
}: ServiceOptions): Promise<Service> {
  const settings = {
    ...catalogueEnv(),
    ...env,
    THREADS: String(threads),
    ANSWER_CACHE: answerCache,
    PORT: String(PORT),
  };
  const ids = await catalogueIds();
  const server = startProgram('service', process.execPath, [...nodeFlags, 'dist/main.js'], {
    env: settings,
    cwd: PROJECT,
  });
  await untilAnswers(`http://127.0.0.1:${PORT}/ping`);
  const headers = { Authorization: `Bearer ${ids.key}` };
  const query = `date=${RASTER_DATE}&visualization_mode=theoretical`;
  const base = (aoi: AoiName) => `/v0/aois/${ids.aoi[aoi]}/visualizations/${ids.visualization[aoi]}`;
  const tiles: Service['tiles'] = (name, list, size, more = '') => {
    const at = size === 512 ? '@2x' : '';
    const folder = `${base('scene')}/tiles/WebMercatorQuad`;
    const paths = list.map(({ z, x, y }) => `${folder}/${z}/${x}/${y}${at}.png?${query}${more}`);
    return { name, port: PORT, paths, headers };
  };
  return {
    name: 'Chromatile',
    version: `Chromatile ${commit()}, Node ${process.version}`,
    pids: () => [server.pid],
    stop: () => server.stop(),
    targets: (size) => [tiles('Chromatile', benchTiles(), size)],
    tiles,
    image: () => ({ name: 'Chromatile, AOI image', port: PORT, paths: [`${base('square')}/png?${query}`], headers }),
  };
}

function catalogueEnv(): Record<string, string> {
  return { DATA_DIR, DEMO: 'off', LOG_LEVEL: 'warn' };
}

function commit(): string {
  return process.env.BENCH_COMMIT ?? outputOf('git', ['-C', PROJECT, 'describe', '--always', '--dirty']) ?? 'unknown';
}

/** The ids of a catalogue that was made earlier for the same database, or of one made now. */
async function catalogueIds(): Promise<Ids> {
  const marker = labFile(`catalogue-${process.env.DATABASE_URL === undefined ? 'embedded' : 'postgres'}.json`);
  if (existsSync(marker)) return JSON.parse(readFileSync(marker, 'utf8')) as Ids;
  if (process.env.DATABASE_URL === undefined) rmSync(DATA_DIR, { recursive: true, force: true });
  const ids = await makeCatalogue();
  writeFileSync(marker, JSON.stringify(ids));
  return ids;
}

async function makeCatalogue(): Promise<Ids> {
  process.stderr.write('filling the catalogue\n');
  const project = `bench-${Date.now()}`;
  command(['migrate']);
  command(['projects', 'create', project]);
  command(['aois', 'load', aoiFile(), '--project', project, '--satellite', 'Sentinel-2']);
  const aois = command(['aois', 'list', '--project', project]) as { id: string; name: string }[];
  const idOf = (name: AoiName): string => aois.find((aoi) => aoi.name === name)?.id ?? '';
  const aoi = { scene: idOf('scene'), square: idOf('square') };
  for (const id of Object.values(aoi))
    command(['assets', 'add', RASTER, '--aoi', id, '--index', 'NDVI', '--date', DATE]);
  const make = (id: string) =>
    (command(['visualizations', 'create', '--aoi', id, '--index', 'NDVI']) as { id: string }).id;
  const visualization = { scene: make(aoi.scene), square: make(aoi.square) };
  const { key } = command(['keys', 'create', '--name', project, '--rights', 'write']) as { key: string };
  const ids = { key, aoi, visualization };
  await makeContinuous(ids);
  return ids;
}

/** Both areas as GeoJSON, from squares in the raster's own CRS. */
function aoiFile(): string {
  const utm = epsg(32_633);
  if (utm === undefined) throw new Error('EPSG:32633 is not known');
  const toLonLat = projector(utm, WGS84);
  const features = Object.entries(AOIS).map(([name, [right, down, side]]) => {
    const { left, top } = RASTER_SQUARE;
    const corners = [0, 1, 2, 3, 0].map((corner) =>
      toLonLat(left + right + (corner % 3 === 0 ? 0 : side), top - down - (corner > 1 ? side : 0)),
    );
    return { type: 'Feature', properties: { name }, geometry: { type: 'Polygon', coordinates: [corners] } };
  });
  return writeLabFile('aois.geojson', JSON.stringify({ type: 'FeatureCollection', features }));
}

function command(args: readonly string[]): unknown {
  const program = join(PROJECT, 'dist', 'cli', 'main.js');
  const env = { ...process.env, ...catalogueEnv() };
  const output = execFileSync(process.execPath, [program, ...args, '--json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output.toString()) as unknown;
}

/** One class from -1 to 1, painted as a continuous ramp: what the peers are told to draw. */
async function makeContinuous({ key, aoi, visualization }: Ids): Promise<void> {
  const env = { ...catalogueEnv(), PORT: String(PORT) };
  const server = startProgram('service', process.execPath, ['dist/main.js'], { env, cwd: PROJECT });
  await untilAnswers(`http://127.0.0.1:${PORT}/ping`);
  const body = {
    visualization_mode: 'theoretical',
    legend: { [RASTER_DATE]: [{ min: -1, max: 1, label: 'NDVI' }] },
    ramp: 'continuous',
  };
  for (const name of ['scene', 'square'] as const) {
    const url = `http://127.0.0.1:${PORT}/v0/aois/${aoi[name]}/visualizations/${visualization[name]}/metadata`;
    const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' };
    const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`the legend was refused: ${await response.text()}`);
  }
  await server.stop();
}
