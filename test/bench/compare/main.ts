/**
 * Compares this service with MapServer, TiTiler, nginx, sharp and numpy on one raster: see docs/performance.md.
 * Options: --rounds 3, --seconds 5, and words that choose the parts: warm, cold, cached, image, statistics, memory.
 */
import { writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { parseArgs } from 'node:util';
import { benchTiles } from '../tiles.ts';
import { cachedRow, hitsUnderLoad } from './cached.ts';
import { coldPasses, coldRow, coldTable } from './cold.ts';
import { imageRows } from './image.ts';
import { labFile, makeRaster } from './lab.ts';
import { onePass } from './load.ts';
import { startMapServer } from './mapserver.ts';
import { memoryRow } from './memory.ts';
import type { TilePeer, TileSize } from './peer.ts';
import { compare } from './pictures.ts';
import { tableOf, type Row } from './row.ts';
import { startService } from './service.ts';
import { statisticsRow } from './statistics.ts';
import { startTitiler } from './titiler.ts';
import { askInTurn, bytesRow, latencyRow, throughputRow, warmTable, type Effort, type WarmResult } from './warm.ts';

const PARTS = ['warm', 'cold', 'cached', 'image', 'statistics', 'memory'] as const;

const { values: flags, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '5' } },
  allowPositionals: true,
});
const effort: Effort = { rounds: Number(flags.rounds), seconds: Number(flags.seconds) };
const wanted = new Set(positionals.length === 0 ? PARTS : positionals);

const rows: Row[] = [];
const tables: string[] = [];
const versions = new Set<string>();

makeRaster();
if (wanted.has('warm')) await warm();
if (wanted.has('cold')) await cold();
if (wanted.has('cached')) {
  const cached = await cachedRow(effort);
  if (cached !== undefined) rows.push(cached);
  rows.push(...(await hitsUnderLoad(effort)));
}
if (wanted.has('image')) rows.push(...(await imageRows(effort)));
if (wanted.has('statistics')) {
  const row = await statisticsRow(effort.rounds);
  if (row !== undefined) rows.push(row);
}
if (wanted.has('memory')) rows.push(await memoryRow(effort.seconds));
report();

async function warm(): Promise<void> {
  const service = await startService({ threads: 2, answerCache: '0' });
  const peers = [await startMapServer(2), await startTitiler(2)].filter((peer) => peer !== undefined);
  const all: TilePeer[] = [service, ...peers];
  for (const { version } of all) versions.add(version);
  try {
    tables.push(`Pictures: ${(await differences(all)).join('; ')}.`);
    const bilinear = service.tiles('Chromatile, bilinear', benchTiles(), 256, '&resampling=bilinear');
    const contendersOf = (size: TileSize) =>
      all.flatMap((peer) => peer.targets(size).map((target) => ({ target, pids: () => peer.pids() })));
    const at256 = await askInTurn([...contendersOf(256), { target: bilinear, pids: () => service.pids() }], effort);
    const at512 = await askInTurn(contendersOf(512), effort);
    rows.push(...warmRows(at256, at512));
    tables.push(`256 px, blocks warm:\n\n${warmTable(at256)}`, `512 px, blocks warm:\n\n${warmTable(at512)}`);
  } finally {
    for (const peer of all) await peer.stop();
  }
}

function warmRows(at256: readonly WarmResult[], at512: readonly WarmResult[]): Row[] {
  const named = (results: readonly WarmResult[], name: string) => results.find((result) => result.name === name);
  const rowsFor = (
    results: readonly WarmResult[],
    peer: string,
    make: (ours: WarmResult, theirs: WarmResult) => readonly Row[],
    own = 'Chromatile',
  ): readonly Row[] => {
    const [ours, theirs] = [named(results, own), named(results, peer)];
    return ours === undefined || theirs === undefined ? [] : make(ours, theirs);
  };
  return [
    ...rowsFor(at256, 'TiTiler', (ours, theirs) => [
      throughputRow('warm 256 nearest to TiTiler', 15, ours, theirs),
      latencyRow('the same, one connection, p50', 1 / 12, ours, theirs),
      bytesRow('bytes a tile to TiTiler', 0.6, ours, theirs),
    ]),
    ...rowsFor(at256, 'MapServer, defaults', (ours, theirs) => [
      throughputRow('warm 256 nearest to MapServer at defaults', 4.5, ours, theirs),
    ]),
    ...rowsFor(at256, 'MapServer, PNG8', (ours, theirs) => [
      throughputRow('warm 256 nearest to MapServer PNG8', 3, ours, theirs),
      bytesRow('bytes a tile to MapServer PNG8', 1.1, ours, theirs),
    ]),
    ...rowsFor(at256, 'MapServer, zlib 1', (ours, theirs) => [
      throughputRow('warm 256 nearest to MapServer at its best', 2.3, ours, theirs),
    ]),
    ...rowsFor(
      at256,
      'MapServer, zlib 1',
      (ours, theirs) => [throughputRow("warm 256 bilinear to MapServer's best nearest", 1.2, ours, theirs)],
      'Chromatile, bilinear',
    ),
    ...rowsFor(at512, 'TiTiler', (ours, theirs) => [throughputRow('warm 512 nearest to TiTiler', 14, ours, theirs)]),
    ...rowsFor(at512, 'MapServer, defaults', (ours, theirs) => [
      throughputRow('warm 512 nearest to MapServer at defaults', 4, ours, theirs),
    ]),
    ...rowsFor(at512, 'MapServer, zlib 1', (ours, theirs) => [
      throughputRow('warm 512 nearest to MapServer at its best', 1.7, ours, theirs),
    ]),
  ];
}

/** How far each pair of servers agrees on 40 of the tiles, in words. */
async function differences(peers: readonly TilePeer[]): Promise<string[]> {
  const pictures: { name: string; bodies: Buffer[] }[] = [];
  for (const peer of peers) {
    const [target] = peer.targets(256);
    const answers = await onePass({ ...target, paths: target.paths.slice(0, 40) });
    pictures.push({ name: peer.name, bodies: answers.map(({ body }) => body) });
  }
  const words: string[] = [];
  for (const [i, one] of pictures.entries()) {
    for (const other of pictures.slice(i + 1)) {
      const { color, shown } = await compare(one.bodies, other.bodies);
      const [percent, alpha] = [color, shown].map((fraction) => (fraction * 100).toFixed(2));
      words.push(
        `${one.name} and ${other.name} differ by more than 8/255 in ${percent} % of pixels, alpha in ${alpha} %`,
      );
    }
  }
  return words;
}

async function cold(): Promise<void> {
  const passes = await coldPasses(
    [
      { name: 'Chromatile', start: () => startService({ threads: 1, answerCache: '0' }) },
      { name: 'MapServer', start: () => startMapServer(1) },
      { name: 'TiTiler', start: () => startTitiler(1) },
    ],
    effort.rounds,
  );
  const ours = passes.get('Chromatile') ?? [];
  for (const [name, goal] of [
    ['TiTiler', 4],
    ['MapServer', 1.2],
  ] as const) {
    const theirs = passes.get(name);
    if (theirs !== undefined) rows.push(coldRow(`cold pass to ${name}`, goal, ours, theirs));
  }
  tables.push(`Cold, one process or thread, one connection:\n\n${coldTable(passes)}`);
}

function report(): void {
  const machine = `${cpus().length} x ${cpus()[0].model}, Linux ${release()}`;
  const text = [`${machine}; ${[...versions].join('; ')}`, tableOf(rows), ...tables].join('\n\n');
  process.stdout.write(`${text}\n`);
  writeFileSync(
    labFile('results.json'),
    JSON.stringify({ machine, versions: [...versions], effort, rows, tables }, null, 2),
  );
  writeFileSync(labFile('results.md'), `${text}\n`);
}
