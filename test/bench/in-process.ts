/**
 * `npm run bench`: times what the service does with pixels, in this process, on a raster that it makes itself.
 * Nothing else is needed. Options: --json, and words that choose the situations whose names hold one of them.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { decodeSituations } from './situations/decode.ts';
import { imageSituation } from './situations/image.ts';
import { pixelSituations } from './situations/pixels.ts';
import { makeSmallRaster } from './situations/small-raster.ts';
import { time, timingTable, type Situation, type Timing } from './situations/situation.ts';
import { statisticsSituation } from './situations/statistics.ts';
import { coldTile, warmTile, warmTileOf } from './situations/tiles.ts';
import { tilesOver } from './tiles.ts';

const SIZE_PX = 2560;
const BUDGET_MS = 1500;

const { values: flags, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const small = await makeSmallRaster(SIZE_PX);
try {
  const all = await situations();
  const chosen = all.filter(({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)));
  const timings: Timing[] = [];
  for (const situation of chosen) timings.push(await time(situation, { budgetMs: BUDGET_MS }));
  for (const situation of all) await situation.close?.();
  const machine = `Node ${process.version}, ${cpus().length} x ${cpus()[0].model}`;
  if (flags.json) process.stdout.write(`${JSON.stringify({ machine, timings }, null, 2)}\n`);
  else process.stdout.write(`${machine}\n\n${timingTable(timings)}`);
} finally {
  await small.remove();
}

async function situations(): Promise<Situation[]> {
  const { path, square } = small;
  const inside = (fromPx: number, sidePx: number) => ({
    left: square.left + fromPx * 10 + 5,
    top: square.top - fromPx * 10 - 5,
    side: sidePx * 10 - 10,
  });
  const [tile] = tilesOver(13, inside(600, 1200));
  return [
    ...decodeSituations(),
    ...(await pixelSituations(path, tile, ['nearest', 'bilinear'])),
    await warmTile(path, tile, 256, 'nearest'),
    await warmTile(path, tile, 512, 'nearest'),
    await warmTile(path, tile, 256, 'bilinear'),
    await warmTile(path, tile, 256, 'cubic'),
    await warmTileOf(path, 'EuropeanETRS89_LAEAQuad', 'png'),
    await warmTileOf(path, 'UTM33WGS84Quad', 'png'),
    await warmTileOf(path, 'WebMercatorQuad', 'webp'),
    await warmTileOf(path, 'WebMercatorQuad', 'jpeg'),
    await coldTile(path, tile, 256),
    await coldTile(path, tile, 512),
    await imageSituation(path, inside(300, 1000)),
    await statisticsSituation(path, inside(300, 2000)),
  ];
}
