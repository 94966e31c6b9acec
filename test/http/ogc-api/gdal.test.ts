import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { createKey } from '../../../src/catalogue/api-keys.ts';
import { sharp } from '../../../src/render/sharp.ts';
import { makeMap, type MapOfAda } from '../map.ts';
import { openWorld, type World } from '../world.ts';

const run = promisify(execFile);
const formats = spawnSync('gdalinfo', ['--formats'], { encoding: 'utf8' });
const ATTEMPTS = 15;
const hasDriver = formats.status === 0 && formats.stdout.includes('OGCAPI');

suite('GDAL’s OGCAPI driver', { skip: hasDriver ? false : 'no gdalinfo with the OGCAPI driver is here' }, () => {
  let world: World;
  let map: MapOfAda;
  let key: string;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ogcapi-'));
    world = await openWorld();
    map = await makeMap(world);
    ({ key } = await createKey(world.database, { tenantId: world.ada.tenantId, name: 'gdal', rights: 'read' }));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await world.close();
  });

  const collection = () => `OGCAPI:${world.origin}/ogc/collections/${map.ids.visualization_id}?key=${key}`;

  /** What GDAL makes of the collection, as RGBA. */
  async function translated(options: readonly string[]): Promise<{ data: Buffer; width: number; height: number }> {
    const file = join(folder, 'read.png');
    const command = ['-q', '-of', 'PNG', ...options, collection(), file];
    // GDAL 3.6 loses every second tileset that it was asked for a level of, at random and without saying why
    for (let i = 0; ; i++) {
      const read = await run('gdal_translate', command, { cwd: folder }).catch((error: unknown) => error);
      if (!(read instanceof Error)) break;
      if (i >= ATTEMPTS) throw read;
    }
    const { data, info } = await sharp(readFileSync(file)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  }

  const ours = async (query: string) => {
    const { bytes } = await world.ada.read(`/ogc/collections/${map.ids.visualization_id}/map?${query}`);
    return sharp(bytes).ensureAlpha().raw().toBuffer();
  };

  /** Share of pixels that are the same, colours of transparent ones apart. */
  function agreement(a: Buffer, b: Buffer): number {
    assert.equal(a.length, b.length);
    let same = 0;
    for (let i = 0; i < a.length; i += 4) {
      const isClear = a[i + 3] === 0 && b[i + 3] === 0;
      if (isClear || a.subarray(i, i + 4).equals(b.subarray(i, i + 4))) same++;
    }
    return (same * 4) / a.length;
  }

  test('lists the collections of the landing page', async () => {
    const { stdout } = await run('gdalinfo', [`OGCAPI:${world.origin}/ogc?key=${key}`]);
    assert.ok(stdout.includes(`SUBDATASET_1_NAME=${collection()}`), stdout);
  });

  test('reads the map', async () => {
    const { width, height, data } = await translated(['-oo', 'API=MAP', '-outsize', '256', '0']);
    const { bounds } = (await boundsOfMap()) as { bounds: string };
    const expected = await ours(`crs=[OGC:CRS84]&bbox=${bounds}&width=${width}&height=${height}`);
    // GDAL asks for its blocks at other resolutions and picks pixels from them
    assert.ok(agreement(data, expected) > 0.8, `${agreement(data, expected)} of the pixels agree`);
  });

  test('reads the tiles: at the level of their own pixels, every pixel', async () => {
    const level = '13';
    const { width, height, data } = await translated([
      ...['--config', 'GDAL_OGCAPI_TILEMATRIXSET_LIMITS', 'NO'],
      ...['-oo', 'API=TILES', '-oo', `TILEMATRIX=${level}`, '-oo', 'TILEMATRIXSET=WorldCRS84Quad'],
    ]);
    const cell = 180 / 256 / 2 ** Number(level);
    const { west, north } = await boundsOfMap();
    // GDAL begins at the pixel of the grid that holds the corner of the map
    const [left, top] = [Math.round((west + 180) / cell), Math.round((90 - north) / cell)].map(Number);
    const at = (col: number, row: number) => [-180 + col * cell, 90 - row * cell];
    const candidates = await Promise.all(
      [0, -1, 1].flatMap((dx) =>
        [0, -1, 1].map(async (dy) => {
          const [minX, maxY] = at(left + dx, top + dy);
          const [maxX, minY] = at(left + dx + width, top + dy + height);
          const box = [minX, minY, maxX, maxY].join(',');
          return agreement(data, await ours(`crs=[OGC:CRS84]&bbox=${box}&width=${width}&height=${height}`));
        }),
      ),
    );
    assert.equal(Math.max(...candidates), 1);
  });

  async function boundsOfMap(): Promise<{ bounds: string; west: number; north: number }> {
    const { extent } = (await world.ada.read(`/ogc/collections/${map.ids.visualization_id}`)).json as {
      extent: { spatial: { bbox: number[][] } };
    };
    const [box] = extent.spatial.bbox;
    return { bounds: box.join(','), west: box[0], north: box[3] };
  }
});
