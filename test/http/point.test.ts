import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WGS84, projector } from '../../src/grid/projection.ts';
import type { Polygon } from '../../src/grid/geometry.ts';
import { queryPoint } from '../../src/operations/query-point.ts';
import { registerAsset } from '../../src/operations/register-asset.ts';
import { sharp } from '../../src/render/sharp.ts';
import { makeAoi, presetIndex, square } from '../database.ts';
import { refuses } from './client.ts';
import { ask } from './contract.ts';
import { DATES, makeMap, type MapOfAda } from './map.ts';
import { openWorld, type World } from './world.ts';

interface PointClass {
  label: string;
  color: string;
  min: number;
  max: number;
  painted_color: string;
}
interface PointAnswer {
  points: {
    date: string;
    value: number | null;
    inside: boolean;
    pixel: { lon: number; lat: number; area: number } | null;
    classes: { dynamic?: PointClass | null; theoretical?: PointClass | null };
  }[];
  pagination: { total: number; offset: number; limit: number };
}

let world: World;
let map: MapOfAda;
before(async () => {
  world = await openWorld();
  map = await makeMap(world);
});
after(() => world.close());

const point = async (path: string, query: string) =>
  (await ask(world.ada.read, 'GET', `${path}/point?${query}`)) as PointAnswer;

/** A visualization of NDVI over an area, of files by date. */
async function show(geometry: Polygon, files: Readonly<Record<string, string>>): Promise<string> {
  const aoi = await makeAoi(world.database, world.ada.project, { geometry });
  for (const [date, path] of Object.entries(files)) {
    await registerAsset(world.services, {
      tenantId: world.ada.tenantId,
      aoiId: aoi.id,
      path,
      indexName: 'NDVI',
      date: date.replaceAll('_', '-'),
    });
  }
  const { id: indexId } = await presetIndex(world.database);
  const list = `/v0/aois/${aoi.id}/visualizations`;
  const { id } = (await ask(world.ada.call, 'POST', list, { index_id: indexId })) as { id: string };
  return `${list}/${id}`;
}

const tiny = (name: string) => fileURLToPath(new URL(`../../fixtures/tiny/${name}`, import.meta.url));

const PLACE = 'lon=25.969&lat=62.9457';

test('a place has the number that gdallocationinfo finds there, by date and mode', async () => {
  const all = await point(map.path, PLACE);
  assert.deepEqual(
    all.points.map(({ date }) => date),
    DATES,
  );
  // gdallocationinfo -valonly -wgs84 fixtures/demo/keitele-forest/ndvi_$DATE.tif 25.969 62.9457
  assert.deepEqual(
    all.points.map(({ value }) => value),
    [-0.04296875, -0.13671875, -0.1875],
  );
  assert.deepEqual(all.pagination, { total: 3, offset: 0, limit: 100 });
  const [, middle] = all.points;
  const detail = (await world.ada.read(map.path)).json as {
    metadata: { legend: Record<string, { dynamic: PointClass[]; theoretical: PointClass[] }> };
  };
  for (const mode of ['dynamic', 'theoretical'] as const) {
    const found = middle.classes[mode] ?? assert.fail();
    const listed = detail.metadata.legend[DATES[1]][mode].find(({ label }) => label === found.label);
    assert.ok(listed !== undefined && (middle.value ?? NaN) >= listed.min && (middle.value ?? NaN) < listed.max);
    const { min, max, color, label } = listed;
    assert.deepEqual(found, { label, color, min, max, painted_color: color });
  }
  assert.deepEqual((await point(map.path, `${PLACE}&date=2024-06-14`)).points, [middle]);
  const part = await point(map.path, `${PLACE}&limit=1&offset=1&visualization_mode=dynamic`);
  assert.deepEqual(part.pagination, { total: 3, offset: 1, limit: 1 });
  assert.deepEqual(part.points, [{ ...middle, classes: { dynamic: middle.classes.dynamic } }]);
});

test('the pixel is told by its centre and ground area', async () => {
  const { points } = await point(map.path, `${PLACE}&date=${DATES[0]}`);
  const { lon, lat, area } = points[0].pixel ?? assert.fail();
  const metres = [(lon - 25.969) * 111_320 * Math.cos((lat * Math.PI) / 180), (lat - 62.9457) * 111_320];
  assert.ok(Math.hypot(...metres) < 7.1, `${metres.join(' ')} m from the centre`);
  assert.ok(Math.abs(area - 100) < 0.1, `${area} m2`);
  const again = await point(map.path, `lon=${lon}&lat=${lat}&date=${DATES[0]}`);
  assert.deepEqual(again.points, points);
});

test('beside the raster there is no value, whether the area reaches there or not', async () => {
  const path = await show(square(2.99, 48.74, 0.02), { '2024_05_06': tiny('class_boundaries_int16.tif') });
  const { points: inside } = await point(path, 'lon=2.995&lat=48.745');
  const nothing = { date: '2024_05_06', value: null, pixel: null, classes: { dynamic: null, theoretical: null } };
  assert.deepEqual(inside, [{ ...nothing, inside: true }]);
  const { points: outside } = await point(path, 'lon=-177&lat=-10');
  assert.deepEqual(outside, [{ ...nothing, inside: false }]);
});

/** Columns and rows of the rasters of class boundaries: a boundary a column, with the numbers just below and above it. */
const [COLS, ROWS] = [11, 3];
const UTM_31N = { name: 'EPSG:32631', definition: '+proj=utm +zone=31 +datum=WGS84 +units=m +no_defs' };
const onGround = projector(UTM_31N, WGS84);
const BOUNDARIES = {
  '2024_05_06': tiny('class_boundaries_float32.tif'),
  '2024_05_07': tiny('class_boundaries_int16.tif'),
};
const CORNERS = [
  [500_001, 5_399_971],
  [500_109, 5_399_971],
  [500_109, 5_399_999],
  [500_001, 5_399_999],
  [500_001, 5_399_971],
] as const;
const LEGENDS = {
  'closed with a gap': {
    legend: [
      { min: -0.2, max: 0, color: '#101010' },
      { min: 0, max: 0.1, color: '#202020' },
      { min: 0.2, max: 0.25, color: '#303030' },
      { min: 0.25, max: 0.65, color: '#404040' },
      { min: 0.65, max: 0.8, color: '#505050' },
    ],
  },
  'in steps': {
    ramp: 'continuous',
    legend: [
      { min: -1, max: 0.25, color: '#000000' },
      { min: 0.4, max: 1, color: '#ffffff' },
    ],
  },
};

for (const [name, { legend, ...more }] of Object.entries(LEGENDS)) {
  test(`at every class boundary the class is the painter’s: ${name}`, async () => {
    const border: Polygon = { type: 'Polygon', coordinates: [CORNERS.map(([x, y]) => onGround(x, y))] };
    const path = await show(border, BOUNDARIES);
    const dates = Object.keys(BOUNDARIES);
    await ask(world.ada.call, 'PUT', `${path}/metadata`, {
      visualization_mode: 'theoretical',
      legend: Object.fromEntries(dates.map((date) => [date, legend])),
      ...more,
    });
    const pictures: Record<string, Buffer> = {};
    for (const date of dates) {
      for (const mode of ['dynamic', 'theoretical']) {
        const url = `${path}/png?date=${date}&visualization_mode=${mode}&legend=false&outline=false`;
        const { data, info } = await sharp((await world.ada.read(url)).bytes)
          .ensureAlpha()
          .raw()
          .toBuffer({ resolveWithObject: true });
        assert.deepEqual([info.width, info.height], [COLS, ROWS]);
        pictures[date + mode] = data;
      }
    }
    let classless = 0;
    for (let at = 0; at < COLS * ROWS; at++) {
      const [lon, lat] = onGround(500_005 + 10 * (at % COLS), 5_399_995 - 10 * Math.floor(at / COLS));
      const { points } = await point(path, `lon=${lon}&lat=${lat}`);
      for (const { date, value, inside, classes } of points) {
        assert.equal(inside, true);
        for (const mode of ['dynamic', 'theoretical'] as const) {
          const rgba = pictures[date + mode].subarray(4 * at, 4 * at + 4);
          const painted = rgba[3] === 0 ? undefined : `#${rgba.subarray(0, 3).toString('hex')}`;
          assert.equal(classes[mode]?.painted_color, painted, `${date} ${mode} ${value}`);
          if (classes[mode] === null) classless++;
        }
      }
    }
    // of the integers those beyond the ends and in the gap; of the floats also those at -0.2, which is a little below
    // as a float32, and at 0.8, which is a little above
    assert.equal(classless, name === 'in steps' ? 2 * (2 + 3) : 11 + 13);
  });
}

test('a class is told by its own colour and a step by the painted one', async () => {
  const { points } = await point(map.path, `${PLACE}&date=${DATES[1]}`);
  const { value } = points[0];
  await ask(world.ada.call, 'PUT', `${map.path}/metadata`, {
    visualization_mode: 'theoretical',
    ramp: 'continuous',
    legend: {},
  });
  const after = await point(map.path, `${PLACE}&date=${DATES[1]}&visualization_mode=theoretical`);
  const found = after.points[0].classes.theoretical ?? assert.fail();
  assert.equal(after.points[0].value, value);
  assert.ok(found.min <= (value ?? NaN) && (value ?? NaN) < found.max);
  assert.match(found.painted_color, /^#[0-9a-f]{6}$/);
});

test('dates are read a few at a time, in their order, and none after a failure', async () => {
  let [running, most, begun] = [0, 0, 0];
  const counting = {
    ...world.services,
    engine: {
      ...world.services.engine,
      run: async (...[name, input]: Parameters<World['services']['engine']['run']>) => {
        most = Math.max(most, ++running);
        begun++;
        return world.services.engine.run(name, input).finally(() => running--);
      },
    } as World['services']['engine'],
  };
  const request = { lon: 25.969, lat: 62.9457, dates: ['2024-10-16', '2024-04-06', '2024-06-14'] };
  const ask = () =>
    queryPoint(
      counting,
      { tenantId: world.ada.tenantId, userId: null },
      map.ids.aoi_id,
      map.ids.visualization_id,
      request,
    );
  const { points, total } = await ask();
  assert.deepEqual([total, points.map(({ date }) => date)], [3, request.dates]);
  assert.deepEqual([most <= 4, begun, running], [true, 3, 0]);
});

test('a raster that has changed is 500, naming it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chromatile-point-'));
  try {
    const file = join(folder, 'ndvi.tif');
    await copyFile(tiny('ndvi_int16_scaled.tif'), file);
    const path = await show(square(2.999, 48.75), { '2024_05_06': tiny('constant.tif'), '2024_05_07': file });
    await copyFile(tiny('ndvi_uint8_scaled.tif'), file);
    await new Promise((resolve) => setTimeout(resolve, 1100)); // a file is looked at once a second
    const { message } = refuses(await world.ada.read(`${path}/point?lon=3.0007&lat=48.7525`), 500, 'asset_unreadable');
    assert.match(message, /ndvi\.tif/);
    assert.equal((await world.ada.read(`${path}/point?lon=3.0007&lat=48.7525&date=2024_05_06`)).status, 200);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('what cannot be asked is told by its field; what is not there is missing', async () => {
  for (const [query, field] of [
    ['lat=1', 'lon'],
    ['lon=1&lat=91', 'lat'],
    ['lon=541&lat=1', 'lon'],
    ['lon=0x10&lat=1', 'lon'],
    ['lon=1&lat=', 'lat'],
    ['lon=1&lat=NaN', 'lat'],
    [`${PLACE}&date=yesterday`, 'date'],
    [`${PLACE}&limit=501`, 'limit'],
    [`${PLACE}&visualization_mode=both`, 'visualization_mode'],
  ]) {
    const error = refuses(await world.ada.read(`${map.path}/point?${query}`), 400, 'bad_request');
    assert.deepEqual(
      error.details?.map((fault) => fault.field),
      [field],
      query,
    );
  }
  refuses(await world.ada.read(`${map.path}/point?${PLACE}&date=2020_01_01`), 404, 'not_found');
  refuses(await world.bob.read(`${map.path}/point?${PLACE}`), 404, 'not_found');
});
