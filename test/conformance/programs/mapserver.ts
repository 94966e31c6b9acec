import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gridBounds } from '../../../src/grid/grid.ts';
import { exportMapserverLayer, exportMapserverSld, isMapserverSldExact } from '../../../src/style/export/mapserver.ts';
import { plainDecimal } from '../../../src/style/number-format.ts';
import { mapserverStyle, type MapserverStyle } from '../../../src/style/export/mapserver-scale.ts';
import type { Style } from '../../../src/style/style.ts';
import { rgbaOf } from '../raster.ts';
import type { Job, Program } from './program.ts';

const run = promisify(execFile);

/** MapServer through WMS GetMap, with the LAYER or with the SLD over its PROCESSING lines; none where not installed. */
export async function findMapserver(folder: string): Promise<Program[]> {
  const asked = await run('mapserv', ['-v']).catch(() => undefined);
  const version = /version ([\d.]+)/.exec(asked?.stdout ?? '')?.[1];
  if (version === undefined) return [];
  const config = join(folder, 'mapserver.conf');
  await writeFile(config, 'CONFIG\n  ENV\n    MS_MAP_PATTERN "."\n  END\nEND\n');
  const rest = { version, blends: false, close: () => Promise.resolve() };
  return [
    { name: 'MapServer, LAYER', ...rest, isExcused, render: (job) => render(job, config) },
    {
      name: 'MapServer, SLD',
      ...rest,
      isExcused: isSldExcused,
      render: (job) => render(job, config, exportMapserverSld(job.style, job.subject)),
    },
  ];
}

async function render(job: Job, config: string, sld?: string): Promise<Uint8Array> {
  const { raster, folder } = job;
  const layer = exportMapserverLayer(job.style, { ...job.subject, fileName: raster.path });
  // an SLD replaces the layer's classes: with others it shows that it does
  const classed = sld === undefined ? layer : layer.replace(/STYLE COLOR \d+ \d+ \d+/g, 'STYLE COLOR 1 2 3');
  const { width, height, crs } = raster.grid;
  const bounds = gridBounds(raster.grid).map(plainDecimal);
  const code = crs.name.replace('EPSG:', 'epsg:');
  const mapFile = join(folder, 'mapserver.map');
  await writeFile(mapFile, mapFileText(classed, { width, height, bounds, code }));
  const query = new URLSearchParams({
    SERVICE: 'WMS',
    VERSION: '1.1.1',
    REQUEST: 'GetMap',
    LAYERS: nameOf(layer),
    STYLES: '',
    SRS: crs.name,
    BBOX: bounds.join(),
    WIDTH: String(width),
    HEIGHT: String(height),
    FORMAT: 'image/png',
    TRANSPARENT: 'TRUE',
    ...(sld !== undefined && { SLD_BODY: sld }),
  });
  const env = { ...process.env, MS_MAPFILE: mapFile, MAPSERVER_CONFIG_FILE: config };
  const { stdout } = await run('mapserv', ['-nh', `QUERY_STRING=${query.toString()}`], {
    env,
    encoding: 'buffer',
    maxBuffer: 2 ** 28,
  });
  const start = stdout.indexOf(Buffer.from('\x89PNG', 'latin1'));
  if (start < 0) throw new Error(`MapServer answers ${stdout.toString('utf8').slice(0, 1000)}`);
  return rgbaOf(stdout.subarray(start));
}

function nameOf(layer: string): string {
  return /NAME "([^"]*)"/.exec(layer)?.[1] ?? '';
}

function mapFileText(
  layer: string,
  { width, height, bounds, code }: { width: number; height: number; bounds: readonly string[]; code: string },
): string {
  return `MAP
  NAME "conformance"
  SIZE ${width} ${height}
  MAXSIZE 20000
  EXTENT ${bounds.join(' ')}
  PROJECTION "init=${code}" END
  IMAGETYPE "png"
  OUTPUTFORMAT NAME "png" DRIVER "AGG/PNG" IMAGEMODE RGBA TRANSPARENT ON END
  WEB METADATA
    "ows_enable_request" "*" "ows_srs" "${code.toUpperCase()}" "ows_title" "t" "ows_onlineresource" "http://localhost/"
  END END
${layer}
END
`;
}

/** Beside an edge at 0, whose neighbours are closer than any bucket; within half a bucket where no buckets fit. */
function isExcused(stored: number, { style, subject }: Job): boolean {
  let drawn = known.get(style);
  if (drawn === undefined) known.set(style, (drawn = mapserverStyle(style, subject.encoding, subject)));
  const { scale, classes } = drawn;
  if (scale === undefined) return false;
  const step = (scale.high - scale.low) / scale.buckets;
  const close = classes.flatMap(({ min, max }) => [min, max]).filter((edge) => Math.abs(stored - edge) < step);
  return scale.isExact ? close.includes(0) && Math.abs(stored) < 1e-9 * step : close.length > 0;
}

/** By style: every case has its own. */
const known = new WeakMap<Style, MapserverStyle>();

/** An SLD for MapServer has six decimals. It says so itself where that is not enough. */
function isSldExcused(stored: number, job: Job): boolean {
  return isExcused(stored, job) || !isMapserverSldExact(job.style, job.subject);
}
