import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { gridBounds } from '../../../src/grid/grid.ts';
import { requireTileMatrixSet, tileGrid } from '../../../src/grid/tile-matrix-set.ts';
import { sharp } from '../../../src/render/sharp.ts';
import { refuses, type Answer } from '../client.ts';
import { DATES, makeMap, type MapOfAda } from '../map.ts';
import { openWorld, type World } from '../world.ts';

interface Link {
  href: string;
  rel: string;
  type?: string;
  templated?: boolean;
}
interface Tileset {
  tileMatrixSetURI: string;
  crs: string;
  links: Link[];
  tileMatrixSetLimits: Record<
    'tileMatrix' | 'minTileRow' | 'maxTileRow' | 'minTileCol' | 'maxTileCol',
    string | number
  >[];
}

const EPSG = 'http://www.opengis.net/def/crs/EPSG/0';
const NEWEST = DATES[2].replaceAll('_', '-');

let world: World;
let map: MapOfAda;
let path: string;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
  path = `/ogc/collections/${map.ids.visualization_id}`;
});
after(() => world.close());

async function picture(
  address: string,
): Promise<{ data: Buffer; width: number; height: number; headers: Answer['headers'] }> {
  const { status, bytes, headers, text } = await world.ada.read(address);
  assert.equal(status, 200, status === 200 ? '' : `${address}: ${text.slice(0, 300)}`);
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, headers };
}

const painted = (data: Buffer) => data.filter((alpha, i) => i % 4 === 3 && alpha > 0).length;
const numbers = (text: unknown) => String(text).split(',').map(Number);

suite('maps', () => {
  test('a map as it is: its own CRS and pixels, its newest date, its first style', async () => {
    const { headers, width, height, data } = await picture(`${path}/map`);
    assert.equal(headers['content-crs'], `<${EPSG}/32635>`);
    assert.equal(headers['content-datetime'], NEWEST);
    assert.equal(headers['content-type'], 'image/png');
    const [minX, minY, maxX, maxY] = numbers(headers['content-bbox']);
    // the demo's forest has pixels of 10 m
    assert.equal(width, Math.round((maxX - minX) / 10));
    assert.equal(height, Math.round((maxY - minY) / 10));
    assert.ok(painted(data) > 1000, 'something is painted');
    const styled = await picture(`${path}/styles/dynamic/map?datetime=${NEWEST}`);
    assert.ok(styled.data.equals(data), 'the first style');
  });

  test('a box in any CRS, its coordinates in the order of the CRS', async () => {
    const whole = await picture(`${path}/map?crs=[EPSG:3857]&width=300`);
    assert.equal(whole.width, 300);
    const box = String(whole.headers['content-bbox']);
    const same = `${path}/map?crs=${EPSG}/3857&width=300&height=${whole.height}`;
    assert.ok((await picture(`${same}&bbox-crs=[EPSG:3857]&bbox=${box}`)).data.equals(whole.data));
    const [minX, minY, maxX, maxY] = numbers(box);
    const subset = `subset-crs=EPSG:3857&subset=E(${minX}:${maxX})&subset=N(${minY}:${maxY})`;
    assert.ok((await picture(`${same}&${subset}`)).data.equals(whole.data), 'subset, once for each axis');

    const geographic = await picture(`${path}/map?crs=[EPSG:4326]&width=200`);
    assert.equal(geographic.headers['content-crs'], `<${EPSG}/4326>`);
    const [south, west, north, east] = numbers(geographic.headers['content-bbox']);
    assert.ok(south > 60 && south < north && west > 25 && west < east && east < 30, 'latitude first');
    const crs84 = `${path}/map?crs=[OGC:CRS84]&width=200&height=${geographic.height}`;
    const box84 = [west, south, east, north].join(',');
    assert.ok((await picture(`${crs84}&bbox=${box84}`)).data.equals(geographic.data), 'longitude first');
    // a degree of longitude is half as long there: pixels are square on the ground
    const ground = ((east - west) * Math.cos((south * Math.PI) / 180)) / (north - south);
    assert.ok(Math.abs(geographic.width / geographic.height / ground - 1) < 0.03, 'as wide as the ground is');
  });

  test('so many pixels of a scale around a place', async () => {
    const { headers, width, height } = await picture(
      `${path}/map?center=25.9,62.95&scale-denominator=50000&width=100&height=80`,
    );
    assert.deepEqual([width, height], [100, 80]);
    const [minX, minY, maxX, maxY] = numbers(headers['content-bbox']);
    // 0.28 mm at 1 : 50,000 are 14 m; UTM makes them up to 0.04 % shorter
    assert.ok(Math.abs((maxX - minX) / 100 - 14) < 0.01, `${(maxX - minX) / 100} m`);
    assert.ok(Math.abs((maxY - minY) / 80 - 14) < 0.01);
    const finer = await picture(
      `${path}/map?center=25.9,62.95&scale-denominator=50000&mm-per-pixel=0.14&width=100&height=80`,
    );
    const [fineMinX, , fineMaxX] = numbers(finer.headers['content-bbox']);
    assert.ok(Math.abs((fineMaxX - fineMinX) / 100 - 7) < 0.01);
    const scaled = await picture(`${path}/map?scale-denominator=200000`);
    assert.ok(
      Math.abs(scaled.width - (await picture(`${path}/map`)).width * (10 / 56)) <= 1,
      'the whole at that scale',
    );
  });

  test('what a picture says of itself is said again when it is at hand, and where it is not sent', async () => {
    const address = `${path}/map?f=png&width=70`;
    const about = ({ headers }: Pick<Answer, 'headers'>) =>
      ['content-crs', 'content-bbox', 'content-datetime'].map((name) => headers[name]);
    const first = await picture(address);
    assert.equal(first.headers['content-datetime'], NEWEST);
    assert.deepEqual(about(await picture(address)), about(first), 'from memory');
    const kept = await world.ada.read(address, { headers: { 'if-none-match': first.headers.etag ?? '' } });
    assert.deepEqual([kept.status, about(kept)], [304, about(first)]);
    assert.deepEqual(about(await world.ada.read(address, { method: 'HEAD' })), about(first), 'HEAD');
  });

  test('a date at or within a time, also as an axis', async () => {
    const dates = DATES.map((date) => date.replaceAll('_', '-'));
    for (const [query, expected] of [
      [`datetime=${dates[1]}`, dates[1]],
      [`datetime=${dates[1]}T23:30:00Z`, dates[1]],
      [`datetime=../${dates[1]}`, dates[1]],
      ['datetime=2024', dates[2]],
      [`subset=time("${dates[0]}")`, dates[0]],
      [`subset=time("2024-01-01T00:00:00Z":"2024-07-01T00:00:00Z")`, dates[1]],
      ['subset=time(*)', dates[2]],
      [`subset=Lat(62:64),t("${dates[0]}")`, dates[0]],
    ] as const) {
      const { headers } = await picture(`${path}/map?width=50&${query}`);
      assert.equal(headers['content-datetime'], expected, query);
    }
    const none = refuses(await world.ada.read(`${path}/map?datetime=2023-01-01`), 404, 'not_found');
    assert.match(none.message, /3 dates from 2024-04-06 to 2024-10-16/);
  });

  test('formats by f or by Accept', async () => {
    for (const [query, accept, type] of [
      ['f=webp', '*/*', 'image/webp'],
      ['f=jpeg', 'image/png', 'image/jpeg'],
      ['', 'image/jpeg', 'image/jpeg'],
      ['', 'image/webp;q=0.5,image/png', 'image/png'],
      ['', 'text/plain', 'image/png'],
    ]) {
      const { headers } = await world.ada.read(`${path}/map?width=40&${query}`, { headers: { accept } });
      assert.equal(headers['content-type'], type, `${query} ${accept}`);
      assert.match(headers.vary ?? '', /Accept/i);
    }
    refuses(await world.ada.read(`${path}/map?f=tiff`), 400, 'bad_request');
  });

  test('the background is transparent, or of the colour that is asked for', async () => {
    const corner = async (query: string) =>
      (await picture(`${path}/map?width=60&${query}`)).data.subarray(0, 4).toString('hex');
    assert.equal((await corner('')).slice(6), '00');
    assert.equal(await corner('bgcolor=0x336699'), '336699ff');
    assert.equal(await corner('bgcolor=336699'), '336699ff');
    assert.equal(await corner('bgcolor=RebeccaPurple'), '663399ff');
    assert.equal(await corner('transparent=false'), 'ffffffff');
    assert.equal((await corner('bgcolor=0x336699&transparent=true')).slice(6), '00');
    const jpeg = Buffer.from(await corner('f=jpeg'), 'hex');
    assert.ok(
      jpeg.every((channel) => channel > 245),
      'white, as far as JPEG goes',
    );
    refuses(await world.ada.read(`${path}/map?bgcolor=nocolour`), 400, 'bad_request');
  });

  test('what contradicts itself or cannot be drawn is refused with its reason', async () => {
    for (const [query, field] of [
      ['bbox=25,62,27,64&center=26,63', 'center'],
      ['subset=Lat(62:64)&bbox=25,62,27,64', 'subset'],
      ['bbox=25,62,27,64&scale-denominator=50000&width=100', 'scale-denominator'],
      ['subset=time("2024")&datetime=2024', 'subset'],
      ['bbox=27,64,25,62', 'bbox'],
      ['bbox=1,2,3', 'bbox'],
      ['subset=depth(1:2)', 'subset'],
      ['subset=constructor(1:2)', 'subset'],
      ['subset=Lat(1:2),Lat(3:4)', 'subset'],
      ['subset=Lat(one:2)', 'subset'],
      ['subset=Lat', 'subset'],
      ['crs=EPSG:1', 'crs'],
      ['crs=mercator', 'crs'],
      ['width=0', 'width'],
      ['width=4097', 'width'],
      ['width=4096&bbox=25,62,25.001,64', 'height'],
      ['scale-denominator=1', 'width'],
      ['scale-denominator=-5', 'scale-denominator'],
      ['scale-denominator=1e300', 'scale-denominator'],
      ['width=9&height=9&scale-denominator=1e-320', 'scale-denominator'],
      ['center=26,63&width=9&height=9&scale-denominator=1e300', 'scale-denominator'],
      ['center=26', 'center'],
      ['center=1,95&width=9&height=9', 'center'],
      ['center=95,1&center-crs=EPSG:4326&width=9&height=9', 'center'],
      ['center=26,63&center-crs=EPSG:3857&crs=EPSG:32635&width=9&height=9&subset=time("2024-13")', 'subset'],
      ['datetime=2024-13', 'datetime'],
      ['mm-per-pixel=0', 'mm-per-pixel'],
    ] as const) {
      const error = refuses(await world.ada.read(`${path}/map?${query}`), 400, 'bad_request');
      assert.equal(error.details?.[0].field, field, `${query}: ${error.message}`);
    }
    refuses(await world.ada.read(`${path}/styles/bright/map`), 404, 'not_found');
    refuses(await world.bob.read(`${path}/map`), 404, 'not_found');
  });
});

suite('tiles', () => {
  test('a tileset for each grid that suits the place, with the tiles that there are', async () => {
    const { tilesets } = (await world.ada.read(`${path}/map/tiles`)).json as { tilesets: Tileset[] };
    const ids = tilesets.map(({ tileMatrixSetURI }) => tileMatrixSetURI.split('/').at(-1));
    const expected = ['WebMercatorQuad', 'WorldCRS84Quad', 'WorldMercatorWGS84Quad', 'EuropeanETRS89_LAEAQuad'];
    for (const id of [...expected, 'UTM35WGS84Quad', 'UPSArcticWGS84Quad']) assert.ok(ids.includes(id), id);
    for (const id of ids) {
      const tileset = (await world.ada.read(`${path}/map/tiles/${id}`)).json as Tileset;
      const set = requireTileMatrixSet(id ?? '');
      assert.equal(tileset.crs, set.crs);
      const tileJson = tileset.links.find(({ rel }) => rel === 'describedby');
      assert.equal((await world.ada.read(tileJson?.href.slice(world.origin.length) ?? '')).status, 200, 'TileJSON');
      const { tileMatrix, minTileRow, minTileCol, maxTileRow, maxTileCol } = tileset.tileMatrixSetLimits[0];
      const item = tileset.links.find(({ rel, type }) => rel === 'item' && type === 'image/png');
      assert.ok(item?.templated, id);
      let seen = 0;
      for (let row = Number(minTileRow); row <= Number(maxTileRow); row++) {
        for (let col = Number(minTileCol); col <= Number(maxTileCol); col++) {
          const named = { tileMatrix, tileRow: row, tileCol: col };
          const href = item.href.replace(/\{(\w+)\}/g, (_, name: keyof typeof named) => String(named[name]));
          seen += painted((await picture(href.slice(world.origin.length))).data);
        }
      }
      assert.ok(seen > 0, `${id}: the limits of level ${tileMatrix} hold the map`);
      const scheme = tileset.links.find(({ rel }) => rel === 'http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme');
      const { tileMatrices } = (await world.ada.read(scheme?.href.slice(world.origin.length) ?? '')).json as {
        tileMatrices: { id: string }[];
      };
      assert.ok(
        tileMatrices.some((each) => each.id === tileMatrix),
        id,
      );
    }
  });

  test('a tile is the map of its bounds, pixel by pixel, and the tile of the rest of the API', async () => {
    const set = requireTileMatrixSet('WebMercatorQuad');
    const { tileMatrixSetLimits } = (await world.ada.read(`${path}/map/tiles/WebMercatorQuad`)).json as Tileset;
    const { tileMatrix, minTileRow, minTileCol } = tileMatrixSetLimits[tileMatrixSetLimits.length - 2];
    const [z, row, col] = [tileMatrix, minTileRow, minTileCol].map(Number);
    for (const style of ['dynamic', 'theoretical']) {
      const tile = await picture(
        `${path}/styles/${style}/map/tiles/WebMercatorQuad/${z}/${row}/${col}?datetime=${NEWEST}`,
      );
      assert.equal(tile.headers['content-datetime'], NEWEST);
      const bounds = gridBounds(tileGrid(set, z, col, row, 256)).join(',');
      const window = `crs=[EPSG:3857]&bbox-crs=[EPSG:3857]&bbox=${bounds}&width=256&height=256&datetime=${NEWEST}`;
      assert.ok((await picture(`${path}/styles/${style}/map?${window}`)).data.equals(tile.data), `${style}: the map`);
      const v0 = `${map.path}/tiles/WebMercatorQuad/${z}/${col}/${row}.png?date=${NEWEST}&visualization_mode=${style}`;
      assert.ok((await picture(v0)).data.equals(tile.data), `${style}: the tile of v0`);
    }
  });

  test('what is no tile is refused with its reason', async () => {
    for (const [tile, status, code] of [
      ['WebMercatorQuad/3/8/0', 400, 'bad_request'],
      ['WebMercatorQuad/99/0/0', 400, 'bad_request'],
      ['WebMercatorQuad/left/0/0', 404, 'not_found'],
      ['Squares/0/0/0', 404, 'not_found'],
    ] as const) {
      refuses(await world.ada.read(`${path}/map/tiles/${tile}`), status, code);
    }
    refuses(await world.ada.read(`${path}/map/tiles/Squares`), 404, 'not_found');
    refuses(await world.ada.read('/ogc/tileMatrixSets/Squares'), 404, 'not_found');
    refuses(await world.ada.read(`${path}/map/tiles/WebMercatorQuad/0/0/0?datetime=1999`), 404, 'not_found');
  });
});

suite('styles', () => {
  test('a style for each mode, with files that are those of the rest of the API', async () => {
    const { default: first, styles } = (await world.ada.read(`${path}/styles`)).json as {
      default: string;
      styles: { id: string; links: Link[] }[];
    };
    assert.equal(first, 'dynamic');
    assert.deepEqual(
      styles.map(({ id }) => id),
      ['dynamic', 'theoretical'],
    );
    for (const { id, links } of styles) {
      for (const { href, rel, type } of links) {
        const answer = await world.ada.read(href.slice(world.origin.length));
        assert.equal(answer.status, 200, href);
        assert.ok(answer.headers['content-type']?.startsWith(type ?? ''), href);
        if (rel !== 'stylesheet') continue;
        const format = new URL(href).searchParams.get('f');
        const v0 = await world.ada.read(`${map.path}/styles/${format}?date=${NEWEST}&visualization_mode=${id}`);
        assert.ok(v0.bytes.equals(answer.bytes), href);
      }
    }
    const all = (await world.ada.read('/ogc/styles')).json as { styles: { id: string }[] };
    assert.equal(all.styles.length, 2);
  });

  test('a file by Accept, of a date; an SLD unless another is asked for', async () => {
    const type = async (query: string, accept = '*/*') =>
      (await world.ada.read(`${path}/styles/dynamic${query}`, { headers: { accept } })).headers['content-type'];
    assert.match((await type('')) ?? '', /^application\/vnd\.ogc\.sld\+xml/);
    assert.match((await type('', 'text/csv')) ?? '', /^text\/csv/);
    assert.match((await type('?f=qml')) ?? '', /^application\/xml/);
    const [first] = DATES.map((date) => date.replaceAll('_', '-'));
    assert.match((await world.ada.read(`${path}/styles/dynamic?datetime=${first}`)).text, new RegExp(first));
    refuses(await world.ada.read(`${path}/styles/dynamic?f=css`), 400, 'bad_request');
    refuses(await world.ada.read(`${path}/styles/bright`), 404, 'not_found');
    refuses(await world.ada.read(`${path}/styles/bright/metadata`), 404, 'not_found');
  });
});
