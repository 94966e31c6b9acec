import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { createVisualization } from '../../src/operations/create-visualization.ts';
import { registerAsset } from '../../src/operations/register-asset.ts';
import { tileGrid, WEB_MERCATOR_QUAD } from '../../src/grid/tile-matrix-set.ts';
import { renderWindow } from '../../src/operations/render-window.ts';
import type { WindowFurniture } from '../../src/render/furniture-options.ts';
import { sharp } from '../../src/render/sharp.ts';
import { makeAoi } from '../database.ts';
import { refuses } from './client.ts';
import { ask } from './contract.ts';
import { DATES, forest, makeMap, rasterOf, type MapOfAda } from './map.ts';
import { openWorld, type World } from './world.ts';

const [DATE] = DATES;
const UNKNOWN = '44444444-4444-4444-8444-444444444444';

let world: World;
let map: MapOfAda;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
});
after(() => world.close());

/** Width and height of a PNG, from its header. */
function sizeOf(bytes: Buffer): [width: number, height: number] {
  assert.equal(bytes.subarray(1, 4).toString('latin1'), 'PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

suite('png', () => {
  const asked = (change: Record<string, unknown> = {}) => ({
    index_id: map.indexId,
    date: DATE,
    visualization_mode: 'dynamic',
    ...change,
  });
  const post = (change?: Record<string, unknown>) =>
    world.ada.read(`${map.path}/png`, { method: 'POST', body: asked(change) });
  const get = (query: string, headers = {}) =>
    world.ada.read(`${map.path}/png?date=${DATE}&visualization_mode=dynamic${query}`, { headers });

  test('POST answers a PNG; a key that may only read is enough', async () => {
    const answer = await post();
    assert.equal(answer.status, 200, answer.text.slice(0, 300));
    assert.equal(answer.headers['content-type'], 'image/png');
    assert.ok(sizeOf(answer.bytes)[0] > 0);
    assert.match(answer.headers['content-disposition'] ?? '', /^inline; filename=/);
    assert.ok(!answer.bytes.toString('latin1').includes('fixtures'));
  });

  test('GET gives the same bytes for the same options, and 304 to whoever has them', async () => {
    const posted = await post({ legend: { theme: 'dark' }, scale: 2 });
    const got = await get('&legend_theme=dark&scale=2');
    assert.equal(got.status, 200, got.text.slice(0, 300));
    assert.ok(got.bytes.equals(posted.bytes));
    assert.equal(got.headers.etag, posted.headers.etag);
    assert.equal(got.headers['cache-control'], 'private, no-cache');
    const again = await get('&legend_theme=dark&scale=2', { 'if-none-match': got.headers.etag });
    assert.equal(again.status, 304);
    assert.notEqual((await get('')).headers.etag, got.headers.etag);
  });

  test('scale bar, north arrow and attribution are drawn where they are asked for', async () => {
    const plain = await get('&width=640&legend=false');
    const furnished = await get('&width=640&legend=false&scale_bar=true&north_arrow=true&attribution=ESA');
    assert.equal(furnished.headers['x-render-messages'], undefined);
    assert.notEqual(furnished.headers.etag, plain.headers.etag);
    assert.ok(!furnished.bytes.equals(plain.bytes));
    const body = { width: 640, legend: false, scale_bar: true, north_arrow: {}, attribution: { text: 'ESA' } };
    assert.ok((await post(body)).bytes.equals(furnished.bytes));
  });

  test('a window has its furniture over nothing too, and its map pixels as they are', async () => {
    const west = tileGrid(WEB_MERCATOR_QUAD, 3, 0, 3, 512);
    const [caller, date] = [{ tenantId: world.ada.tenantId, userId: null }, DATE.replaceAll('_', '-')];
    const shared = { date, mode: 'dynamic', grid: west, isMasked: true, resampling: 'nearest' } as const;
    const draw = async (format: 'png' | 'jpeg', furniture?: WindowFurniture) => {
      const asked = { ...shared, format, furniture };
      const window = await renderWindow(world.services, caller, map.ids.aoi_id, map.ids.visualization_id, asked);
      const { bytes } = await window.render(new AbortController().signal);
      const { data } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      return { bytes, data, etag: window.etag };
    };
    const bare = await draw('png');
    const furnished = await draw('png', { scaleBar: { position: 'bottom-left', units: 'metric' } });
    assert.notEqual(furnished.etag, bare.etag);
    assert.equal(
      bare.data.some((byte) => byte !== 0),
      false,
    );
    const opaqueRows = new Set<number>();
    for (let i = 3; i < furnished.data.length; i += 4)
      if (furnished.data[i] === 255) opaqueRows.add(Math.floor(i / 2048));
    assert.ok(opaqueRows.size > 10 && Math.min(...opaqueRows) > 460, [...opaqueRows].join());
    assert.equal(furnished.bytes[25], 3, 'it is indexed');
    // on white, a light rim must not have a dark fringe
    const jpeg = await draw('jpeg', { northArrow: { position: 'top-right' } });
    const corner = jpeg.data.subarray((3 * 512 + 440) * 4, (3 * 512 + 460) * 4);
    assert.ok(
      corner.every((byte) => byte > 245),
      [...corner].join(),
    );
  });

  test('other formats have their own type', async () => {
    for (const format of ['jpeg', 'webp']) {
      const answer = await post({ format, max_size: 64, legend: false });
      assert.equal(answer.headers['content-type'], `image/${format}`);
    }
  });

  test('sizes are kept', async () => {
    const plain = await post({ legend: false });
    const small = await post({ legend: false, max_size: 100 });
    assert.equal(Math.max(...sizeOf(small.bytes)), 100);
    assert.ok(Math.max(...sizeOf(plain.bytes)) > 100);
  });

  test('an edit of the legend changes the picture and its tag', async () => {
    const before = await get('');
    const legend = { [DATE]: [{ min: -1, max: 1, label: 'all', color: '#123456' }] };
    await ask(world.ada.call, 'PUT', `${map.path}/metadata`, {
      visualization_mode: 'dynamic',
      dynamic_bins: 1,
      legend,
    });
    const edited = await get('', { 'if-none-match': before.headers.etag });
    assert.equal(edited.status, 200);
    assert.ok(!edited.bytes.equals(before.bytes));
    await ask(world.ada.call, 'PATCH', `${map.path}/metadata`, asked({ dates: [DATE] }));
    const again = await get('');
    assert.ok(pixelData(again.bytes).equals(pixelData(before.bytes)));
    assert.notEqual(again.headers.etag, before.headers.etag, 'its text names another revision');
  });

  test('a raster that is registered anew, with another date or name, is another picture', async (t) => {
    const { services, ada, database } = world;
    const directory = await mkdtemp(join(tmpdir(), 'renamed-'));
    t.after(() => rm(directory, { recursive: true }));
    const path = join(directory, 'ndvi.tif');
    await copyFile(rasterOf(DATE), path);
    const aoi = await makeAoi(database, ada.project, { geometry: forest() });
    const caller = { tenantId: ada.tenantId, userId: 'ada' };
    let id: string | undefined;
    const tags = new Set<string | undefined>();
    for (const [date, name] of [
      ['2024-01-01', 'ndvi'],
      ['2024-01-02', 'ndvi'],
      ['2024-01-02', 'renamed'],
    ]) {
      await registerAsset(services, { tenantId: ada.tenantId, aoiId: aoi.id, path, indexName: 'NDVI', date, name });
      id ??= (await createVisualization(services, caller, aoi.id, { indexId: map.indexId })).record.id;
      const query = `date=${date.replaceAll('-', '_')}&visualization_mode=theoretical`;
      const answer = await ada.read(`/v0/aois/${aoi.id}/visualizations/${id}/png?${query}`);
      assert.equal(answer.status, 200, answer.text.slice(0, 300));
      const texts = answer.bytes.toString('latin1', 0, answer.bytes.indexOf('IDAT'));
      assert.ok(
        texts.includes(date.replaceAll('-', '_')) && texts.includes(`chromatile:asset\0${name}`),
        `${date} ${name}`,
      );
      tags.add(answer.headers.etag);
    }
    assert.equal(tags.size, 3);
  });

  test('what cannot be is refused in JSON', async () => {
    refuses(await post({ index_id: UNKNOWN }), 400, 'bad_request');
    refuses(await post({ date: '1999_01_01' }), 404, 'not_found');
    refuses(await post({ date: '2024_02_30' }), 400, 'bad_request');
    refuses(await post({ visualization_mode: 'both' }), 400, 'bad_request');
    refuses(await post({ width: 100_000 }), 400, 'bad_request');
    refuses(await post({ width: 4096, scale: 2 }), 400, 'bad_request');
    refuses(await post({ background: 'nosuchcolour' }), 400, 'bad_request');
    refuses(await get('&format=gif'), 400, 'bad_request');
    refuses(await world.ada.read(`${map.path}/png`), 400, 'bad_request');
  });

  test('a title that no font has is told in ASCII', async () => {
    const answer = await post({ legend: { title: '\u{13000} ä' } });
    assert.equal(answer.status, 200);
    const header = answer.headers['x-render-messages'];
    if (header !== undefined) assert.ok((JSON.parse(header as string) as string[]).length > 0);
  });

  test('a raster that changed or went away is asset_unreadable, quickly and by name', async (t) => {
    const { services, ada, database } = world;
    const directory = await mkdtemp(join(tmpdir(), 'changed-'));
    t.after(() => rm(directory, { recursive: true }));
    const path = join(directory, 'ndvi_changed.tif');
    await copyFile(rasterOf(DATE), path);
    const aoi = await makeAoi(database, ada.project, { geometry: forest() });
    await registerAsset(services, {
      tenantId: ada.tenantId,
      aoiId: aoi.id,
      path,
      indexName: 'NDVI',
      date: DATE.replaceAll('_', '-'),
    });
    const caller = { tenantId: ada.tenantId, userId: 'ada' };
    const { record } = await createVisualization(services, caller, aoi.id, { indexId: map.indexId });
    const png = `/v0/aois/${aoi.id}/visualizations/${record.id}/png?date=${DATE}&visualization_mode=dynamic`;
    await utimes(path, 1000, 1000);
    // a file is looked at again within a second
    const sinceMs = performance.now();
    let answer = await ada.read(png);
    while (answer.status === 200 && performance.now() - sinceMs < 2000) answer = await ada.read(png);
    const changed = refuses(answer, 500, 'asset_unreadable');
    assert.match(changed.message, /ndvi_changed\.tif/);
    await rm(path);
    const missing = refuses(await ada.read(png), 500, 'asset_unreadable');
    assert.ok(!(changed.message + missing.message).includes(directory));
  });
});

suite('sld', () => {
  const post = (body: unknown) => world.ada.read(`${map.path}/sld`, { method: 'POST', body });

  test('POST answers documents by mode and date; repeats collapse', async () => {
    const body = { dates: [DATES[0], DATES[1], DATES[0]], visualization_modes: ['dynamic', 'theoretical'] };
    const { sld } = (await ask(world.ada.read, 'POST', `${map.path}/sld`, body)) as {
      sld: Record<string, Record<string, string>>;
    };
    assert.deepEqual(Object.keys(sld), ['dynamic', 'theoretical']);
    for (const documents of Object.values(sld)) {
      assert.deepEqual(Object.keys(documents), [DATES[0], DATES[1]]);
      for (const text of Object.values(documents)) assert.match(text, /<ColorMap type="intervals"/);
    }
  });

  test('GET answers one of them as a file', async () => {
    const query = `?date=${DATE}&visualization_mode=theoretical`;
    const answer = await world.ada.read(`${map.path}/sld${query}`);
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers['content-type'] ?? '', /^application\/vnd\.ogc\.sld\+xml/);
    const { sld } = (await post({ dates: [DATE], visualization_modes: ['theoretical'] })).json as {
      sld: { theoretical: Record<string, string> };
    };
    assert.equal(answer.text, sld.theoretical[DATE]);
    const headers = { 'if-none-match': answer.headers.etag ?? '' };
    assert.equal((await world.ada.read(`${map.path}/sld${query}`, { headers })).status, 304);
  });

  test('an unknown date is 404, empty lists and unknown modes 400, for the whole call', async () => {
    refuses(await post({ dates: [DATE, '1999_01_01'], visualization_modes: ['dynamic'] }), 404, 'not_found');
    refuses(await post({ dates: [], visualization_modes: ['dynamic'] }), 400, 'bad_request');
    refuses(await post({ dates: [DATE], visualization_modes: [] }), 400, 'bad_request');
    refuses(await post({ dates: [DATE], visualization_modes: ['both'] }), 400, 'bad_request');
    refuses(await world.ada.read(`${map.path}/sld?date=${DATE}`), 400, 'bad_request');
  });
});

/** A PNG from its first image data on: the pixels without the text chunks, which name the style's revision. */
function pixelData(png: Buffer): Buffer {
  return png.subarray(png.indexOf('IDAT', 0, 'latin1'));
}
