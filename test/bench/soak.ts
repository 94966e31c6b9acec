/**
 * Soak: 20,000 mixed tiles over 50 rasters through the whole built service, with a render thread ended twice on the
 * way. Fails when a request fails, or when the process has grown by more than a tenth since the first quarter.
 * Options: --tiles 20000. Uses DATABASE_URL where that is set, else an embedded database, which grows of its own.
 */
import { fork } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadConfig } from '../../src/config.ts';
import { openServices } from '../../src/wiring.ts';
import { run } from '../cli/run.ts';
import { uniformStream } from '../random.ts';
import { PROJECT } from './compare/lab.ts';
import { memoryOf, untilAnswers } from './compare/processes.ts';
import { median } from './medians.ts';
import { makeSmallRaster } from './situations/small-raster.ts';
import { squareArea } from './situations/tasks.ts';
import { tilesOver, type Square } from './tiles.ts';

const PORT = 8933;
const RASTERS = 50;
const CONNECTIONS = 8;
/** Memory is taken this often, in answers; medians of ten are compared, since it rises and falls with collections. */
const SAMPLE_EVERY = 50;
const MAX_GROWTH = 1.1;

const { values: flags } = parseArgs({ options: { tiles: { type: 'string', default: '20000' } } });
const total = Number(flags.tiles);
const folder = await mkdtemp(join(tmpdir(), 'chromatile-soak-'));
const env = {
  ...process.env,
  DATA_DIR: join(folder, 'data'),
  DEMO: 'off',
  LOG_LEVEL: 'fatal',
  THREADS: '2',
  // both are full long before the first quarter is over
  BLOCK_CACHE: '128 MB',
  ANSWER_CACHE: '16 MB',
  OPEN_FILES: '40',
};
try {
  process.exitCode = (await soak()) ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function soak(): Promise<boolean> {
  const paths = await tilePaths();
  const service = fork(join(PROJECT, 'dist/main.js'), {
    env: { ...env, PORT: String(PORT) },
    execArgv: ['--import', fileURLToPath(new URL('./soak-hook.mjs', import.meta.url))],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  await untilAnswers(`http://127.0.0.1:${PORT}/ping`);
  const random = uniformStream(1);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const resident: number[] = [];
  const failures: string[] = [];
  let [asked, answered] = [0, 0];
  const client = async (): Promise<void> => {
    while (asked < total) {
      const index = asked++;
      // in the middle of the work of all connections
      if (index === Math.floor(total * 0.4) || index === Math.floor(total * 0.6)) service.send('crash');
      const path = paths[Math.floor(random() * paths.length)];
      const status = await statusOf(path, agent);
      if (status !== 200) failures.push(`${status} for ${path}`);
      if (++answered % SAMPLE_EVERY === 0) resident.push(memoryOf([service.pid ?? 0]).rssMiB);
      if (answered % 1000 === 0) process.stderr.write(`${answered} tiles, ${resident.at(-1)?.toFixed(0) ?? ''} MiB\n`);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  const seconds = (performance.now() - start) / 1000;
  agent.destroy();
  service.disconnect();
  const quarter = Math.floor(resident.length / 4);
  const [early, late] = [median(resident.slice(quarter - 5, quarter + 5)), median(resident.slice(-10))];
  process.stdout.write(
    `${total} tiles in ${seconds.toFixed(0)} s (${(total / seconds).toFixed(0)}/s), ${failures.length} failed, two threads ended on the way.\n` +
      `Resident: ${early.toFixed(0)} MiB at ${Math.round(total / 4)}, ${late.toFixed(0)} MiB at the end, ratio ${(late / early).toFixed(3)}.\n` +
      failures
        .slice(0, 10)
        .map((failure) => `${failure}\n`)
        .join(''),
  );
  return failures.length === 0 && late <= early * MAX_GROWTH;
}

function statusOf(path: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: PORT, path, agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    }).on('error', reject);
  });
}

/** Fills a catalogue with one area and fifty dates of it; what can be asked of them: every level, size and kernel. */
async function tilePaths(): Promise<string[]> {
  const small = await makeSmallRaster(1280);
  const rasters = join(folder, 'rasters');
  await mkdir(rasters);
  const dates = Array.from({ length: RASTERS }, (_, i) => `2024_${pad(1 + Math.floor(i / 25))}_${pad(1 + (i % 25))}`);
  for (const date of dates) await copyFile(small.path, join(rasters, `ndvi_${date}.tif`));
  await small.remove();
  const feature = { type: 'Feature', properties: { name: 'soak' }, geometry: squareArea(inner(small.square)) };
  const aois = join(folder, 'aois.geojson');
  await writeFile(aois, JSON.stringify({ type: 'FeatureCollection', features: [feature] }));
  const project = `soak-${Date.now()}`;
  const services = await openServices(loadConfig(env));
  const command = async (args: readonly string[]): Promise<unknown> => {
    const shared = () => Promise.resolve({ ...services, close: () => Promise.resolve() });
    const { code, stdout, stderr } = await run([...args, '--json'], env, undefined, shared);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  };
  try {
    await command(['migrate']);
    await command(['projects', 'create', project]);
    await command(['aois', 'load', aois, '--project', project, '--satellite', 'Sentinel-2']);
    const [{ id: aoi }] = (await command(['aois', 'list', '--project', project])) as { id: string }[];
    await command(['assets', 'scan', rasters, '--aoi', aoi]);
    const made = await command(['visualizations', 'create', '--aoi', aoi, '--index', 'NDVI', '--ramp', 'continuous']);
    const { key } = (await command(['keys', 'create', '--name', project])) as { key: string };
    const base = `/v0/aois/${aoi}/visualizations/${(made as { id: string }).id}/tiles/WebMercatorQuad`;
    return everyPath(base, key, dates, small.square);
  } finally {
    await services.close();
  }
}

function everyPath(base: string, key: string, dates: readonly string[], square: Square): string[] {
  const tiles = [11, 12, 13, 14, 15].flatMap((z) => tilesOver(z, square));
  const looks = ['.png?', '@2x.png?', '.png?resampling=bilinear&'];
  return dates.flatMap((date) =>
    tiles.flatMap(({ z, x, y }) =>
      looks.map((look) => `${base}/${z}/${x}/${y}${look}date=${date}&visualization_mode=dynamic&key=${key}`),
    ),
  );
}

/** Some pixels less on each side, so that tiles are cut by the area's border too. */
function inner({ left, top, side }: Square): Square {
  return { left: left + 205, top: top - 205, side: side - 410 };
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
