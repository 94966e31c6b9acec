import { outputOf, RASTER } from './lab.ts';
import type { Target } from './load.ts';
import { skip, type TilePeer, type TileSize } from './peer.ts';
import { startProgram, untilAnswers } from './processes.ts';
import { benchTiles } from '../tiles.ts';

const PORT = 8931;
const PYTHON = process.env.TITILER_PYTHON ?? 'python3';
const VERSIONS =
  'import titiler.core, rio_tiler, rasterio; ' +
  'print(f"TiTiler {titiler.core.__version__}, rio-tiler {rio_tiler.__version__}, ' +
  'rasterio {rasterio.__version__}, GDAL {rasterio.__gdal_version__}")';

/** TiTiler under uvicorn, as many processes as asked for; the Python that has it is TITILER_PYTHON's. */
export async function startTitiler(processes: number): Promise<TilePeer | undefined> {
  const version = outputOf(PYTHON, ['-c', VERSIONS]);
  if (version === undefined) {
    skip('TiTiler', `${PYTHON} cannot import it (set TITILER_PYTHON)`);
    return undefined;
  }
  const args = ['-m', 'uvicorn', 'titiler.application.main:app', '--host', '127.0.0.1', '--port', String(PORT)];
  const env = { GDAL_DISABLE_READDIR_ON_OPEN: 'EMPTY_DIR', VSI_CACHE: 'TRUE', GDAL_CACHEMAX: '200' };
  const server = startProgram('titiler', PYTHON, [...args, '--workers', String(processes), '--no-access-log'], { env });
  await untilAnswers(`http://127.0.0.1:${PORT}/healthz`);
  return { name: 'TiTiler', version, pids: () => [server.pid], stop: () => server.stop(), targets };
}

function targets(size: TileSize): [Target] {
  const file = encodeURIComponent(RASTER);
  const paths = benchTiles().map(
    ({ z, x, y }) =>
      `/cog/tiles/WebMercatorQuad/${z}/${x}/${y}.png?url=${file}&tilesize=${size}&rescale=-1,1&colormap_name=rdylgn`,
  );
  return [{ name: 'TiTiler', port: PORT, paths, headers: {} }];
}
