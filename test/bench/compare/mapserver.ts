import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { resolveColorMap } from '../../../src/style/color-maps.ts';
import { sampleColor } from '../../../src/style/stops.ts';
import { labFile, NODATA, outputOf, RASTER, writeLabFile } from './lab.ts';
import type { Target } from './load.ts';
import { NGINX_PORT, startNginx } from './nginx.ts';
import { skip, type TilePeer, type TileSize } from './peer.ts';
import { untilAnswers } from './processes.ts';
import { benchTiles, tileBox } from '../tiles.ts';

const PROGRAM = process.env.MAPSERV ?? '/usr/lib/cgi-bin/mapserv';
const SOCKET = labFile('mapserver.sock');
const PID_FILE = labFile('mapserver.pid');
/** Ways to write a PNG: as it comes, in the least time, in the fewest bytes. */
const FORMATS = {
  'MapServer, defaults': ['rgba', ''],
  'MapServer, zlib 1': ['rgba1', 'FORMATOPTION "COMPRESSION=1"'],
  'MapServer, PNG8': ['png8', 'FORMATOPTION "QUANTIZE_FORCE=ON" FORMATOPTION "QUANTIZE_COLORS=256"'],
} as const;

/** MapServer by FastCGI behind nginx: it keeps GDAL's decoded blocks and the open file between requests. */
export async function startMapServer(processes: number): Promise<TilePeer | undefined> {
  const version = /MapServer version (\S+)/.exec(outputOf(PROGRAM, ['-v']) ?? '')?.[1];
  if (version === undefined) {
    skip('MapServer', `${PROGRAM} cannot be run (Debian: cgi-mapserver)`);
    return undefined;
  }
  if (outputOf('spawn-fcgi', ['-v']) === undefined) {
    skip('MapServer', 'spawn-fcgi is missing');
    return undefined;
  }
  const nginx = await startNginx(`fastcgi_pass unix:${SOCKET};`);
  if (nginx === undefined) return undefined;

  const mapFile = writeLabFile('mapserver.map', mapText());
  const config = writeLabFile('mapserver.conf', `CONFIG ENV MS_MAPFILE "${mapFile}" MS_MAP_PATTERN "." END END\n`);
  rmSync(SOCKET, { force: true });
  // no keep-alive between nginx and the processes: it would tie connections to one of them
  const spawn = ['-s', SOCKET, '-M', '0666', '-F', String(processes), '-P', PID_FILE, '--', PROGRAM];
  execFileSync('spawn-fcgi', spawn, { env: { ...process.env, MAPSERVER_CONFIG_FILE: config }, stdio: 'ignore' });
  const pids = readFileSync(PID_FILE, 'utf8').trim().split(/\s+/).map(Number);
  // told to end, they would still wait for one more request
  const kill = (): void => pids.forEach((pid) => process.kill(pid, 'SIGKILL'));
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    process.off('exit', kill);
    kill();
    await nginx.stop();
  };
  // no tile: a cold pass counts the first one too
  await untilAnswers(`http://127.0.0.1:${NGINX_PORT}/cgi?SERVICE=WMS&REQUEST=GetCapabilities`);
  return { name: 'MapServer', version: `MapServer ${version}`, pids: () => [...pids, ...nginx.pids()], stop, targets };
}

function targets(size: TileSize): Target[] {
  return Object.entries(FORMATS).map(([name, [format]]) => {
    const paths = benchTiles().map(
      (tile) =>
        '/cgi?SERVICE=WMS&VERSION=1.1.1&REQUEST=GetMap&LAYERS=ndvi&STYLES=&SRS=EPSG:3857&TRANSPARENT=TRUE' +
        `&BBOX=${tileBox(tile)}&WIDTH=${size}&HEIGHT=${size}&FORMAT=${format}`,
    );
    return { name, port: NGINX_PORT, paths, headers: {} };
  });
}

function mapText(): string {
  const formats = Object.values(FORMATS).map(
    ([name, option]) =>
      `OUTPUTFORMAT NAME "${name}" DRIVER "AGG/PNG" MIMETYPE "image/png" IMAGEMODE RGBA EXTENSION "png" ${option} END`,
  );
  return `MAP
NAME "bench" SIZE 256 256 EXTENT 1600000 6200000 1900000 6450000 UNITS METERS MAXSIZE 4096
PROJECTION "init=epsg:3857" END
WEB METADATA
  "ows_enable_request" "*" "wms_title" "bench" "wms_srs" "EPSG:3857" "wms_onlineresource" "http://127.0.0.1/cgi?"
END END
${formats.join('\n')}
LAYER
NAME "ndvi" TYPE RASTER STATUS ON DATA "${RASTER}"
PROJECTION "init=epsg:32633" END
METADATA "wms_title" "ndvi" END
PROCESSING "SCALE=-1,1" PROCESSING "SCALE_BUCKETS=256" PROCESSING "NODATA=${NODATA}"
PROCESSING "RESAMPLE=NEAREST" PROCESSING "CLOSE_CONNECTION=DEFER"
CLASSITEM "[pixel]"
${rampClasses().join('\n')}
END
END
`;
}

/** Ten classes, each a ramp between two colours of the map: what MapServer draws quickest. */
function rampClasses(): string[] {
  const map = resolveColorMap('RdYlGn');
  return Array.from({ length: 10 }, (_, i) => {
    const [from, to] = [i, i + 1].map((stop) => (-1 + stop / 5).toFixed(1));
    const colors = [i, i + 1].map((stop) => rgbOf(sampleColor(map, stop / 10)).join(' '));
    const closes = i === 9 ? '<=' : '<';
    return (
      `CLASS EXPRESSION ([pixel] >= ${from} AND [pixel] ${closes} ${to}) ` +
      `STYLE COLORRANGE ${colors.join(' ')} DATARANGE ${from} ${to} RANGEITEM "pixel" END END`
    );
  });
}

function rgbOf(color: string): number[] {
  const rgb = parseInt(color.slice(1), 16);
  return [rgb >> 16, (rgb >> 8) & 255, rgb & 255];
}
