import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { listAois, type AoiRecord } from '../../src/catalogue/aois.ts';
import { findIndex } from '../../src/catalogue/indices.ts';
import { findSatellite } from '../../src/catalogue/satellites.ts';
import { Failure } from '../../src/failure.ts';
import { loadAois } from '../../src/operations/load-aois.ts';
import { registerAsset } from '../../src/operations/register-asset.ts';
import { refuses } from '../http/client.ts';
import { ask } from '../http/contract.ts';
import { openWorld, type World } from '../http/world.ts';
import { NO_SHARED_DATA } from '../shared-data.ts';
import { geoserverColor } from '../style/geoserver-rule.ts';
import { parsedEntries } from '../style/parsed-sld.ts';
import type { VisualizationAnswer } from './answers.ts';
import { expectedFiles, readAreas, REAL } from './expected.ts';
import { colorsOf } from './picture.ts';

const skip = REAL === undefined && NO_SHARED_DATA;

/** One raster for each collection that has awkward areas. */
const FILES = {
  s2_slovenia: 's2_slovenia/ndvi_2016_05_16.tif',
  modis_sinop: 'modis_sinop/ndvi_2013_09_14.tif',
  s2_cape_lookout: 's2_cape_lookout/ndvi_2018_10_13.tif',
} as const;

let world: World;
let aois: readonly AoiRecord[];

before(async () => {
  if (REAL === undefined) return;
  world = await openWorld();
  const { services, ada } = world;
  for (const [prefix, name] of [
    ['s2_', 'Sentinel-2'],
    ['modis_', 'MODIS Terra'],
  ]) {
    const satellite = (await findSatellite(services.database, name)) ?? assert.fail();
    const own = readAreas('aois_edge.geojson').filter(({ properties }) => properties.collection.startsWith(prefix));
    const { faults } = await services.database.transaction((tx) =>
      loadAois(services, tx, {
        tenantId: ada.tenantId,
        userId: 'ada',
        projectId: ada.project.id,
        satelliteId: satellite.id,
        features: own.map(({ id, properties, geometry }, i) => ({ number: i + 1, id, properties, geometry })),
        keepGoing: false,
      }),
    );
    assert.deepEqual(faults, []);
  }
  ({ aois } = await listAois(services.database, ada.tenantId, {}, { offset: 0, limit: 100 }));
});
after(async () => {
  if (REAL !== undefined) await world.close();
});

function aoiOf(area: string): AoiRecord {
  return aois.find(({ name }) => name === area) ?? assert.fail(`no area ${area}`);
}

/** Registers a raster for an area and shows it. */
async function show(area: string, file: string): Promise<{ path: string; date: string; made: VisualizationAnswer }> {
  const { services, ada } = world;
  const aoi = aoiOf(area);
  await registerAsset(services, { tenantId: ada.tenantId, aoiId: aoi.id, path: `${REAL ?? ''}${file}` });
  const index = (await findIndex(services.database, ada.tenantId, aoi.satelliteId, 'NDVI')) ?? assert.fail();
  const list = `/v0/aois/${aoi.id}/visualizations`;
  const made = (await ask(ada.call, 'POST', list, { index_id: index.id })) as VisualizationAnswer;
  return { path: `${list}/${made.id}`, date: expectedFiles()[file].date.replaceAll('-', '_'), made };
}

async function fetchOk(path: string): Promise<Buffer> {
  const answer = await world.ada.read(path);
  assert.equal(answer.status, 200, answer.text.slice(0, 300));
  return answer.bytes;
}

test('an area outside a raster is not given it, and has nothing to show', { skip }, async () => {
  const { services, ada } = world;
  const aoi = aoiOf('s2-slovenia-outside');
  await assert.rejects(
    registerAsset(services, { tenantId: ada.tenantId, aoiId: aoi.id, path: `${REAL ?? ''}${FILES.s2_slovenia}` }),
    (error: unknown) =>
      error instanceof Failure && error.kind === 'invalid' && error.message.includes('does not overlap the AOI'),
  );
  const index = (await findIndex(services.database, ada.tenantId, aoi.satelliteId, 'NDVI')) ?? assert.fail();
  const list = `/v0/aois/${aoi.id}/visualizations`;
  refuses(await ada.call(list, { method: 'POST', body: { index_id: index.id } }), 400, 'bad_request');
  const { pagination } = (await ask(ada.read, 'GET', list)) as { pagination: { total: number } };
  assert.equal(pagination.total, 0);
});

test('an area without any pixel centre has empty legends, a picture that says so and a style', { skip }, async () => {
  const { path, date, made } = await show('modis-sinop-subpixel', FILES.modis_sinop);
  assert.equal(made.status, 'partial_success');
  const { dynamic, theoretical } = made.metadata.legend[date];
  assert.deepEqual(dynamic, []);
  assert.equal(theoretical.length, 5);
  for (const { area, area_percentage } of theoretical) assert.deepEqual([area, area_percentage], [0, 0]);
  for (const mode of ['dynamic', 'theoretical']) {
    const asked = `date=${date}&visualization_mode=${mode}`;
    assert.equal((await fetchOk(`${path}/png?${asked}`)).subarray(1, 4).toString(), 'PNG');
    assert.equal((await fetchOk(`${path}/png?${asked}&legend=false`)).subarray(1, 4).toString(), 'PNG');
  }
  const entries = await parsedEntries(
    (await fetchOk(`${path}/sld?date=${date}&visualization_mode=dynamic`)).toString(),
  );
  assert.ok(entries.length >= 2);
  for (const value of [-1, 0, 0.2698, 1]) assert.equal(geoserverColor(entries, value), undefined);
});

test('an area of a single pixel has one class of that value, all of it', { skip }, async () => {
  const { path, date, made } = await show('modis-sinop-onepixel', FILES.modis_sinop);
  assert.equal(made.status, 'success');
  const { dynamic, theoretical } = made.metadata.legend[date];
  assert.equal(dynamic.length, 1);
  const [{ min, max, area, area_percentage, color }] = dynamic;
  assert.ok(min === max && Math.abs(min - 0.2698) < 1e-12, `${min} to ${max}`);
  assert.equal(area_percentage, 100);
  // a MODIS pixel: 231.656 m of an equal-area projection
  assert.ok(Math.abs(area / 231.656358 ** 2 - 1) < 0.01, String(area));
  assert.deepEqual(
    theoretical.map((item) => item.area_percentage),
    [0, 0, 100, 0, 0],
  );
  const png = await fetchOk(`${path}/png?date=${date}&visualization_mode=dynamic&legend=false`);
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1, 1]);
  assert.deepEqual([...(await colorsOf(png))], [color]);
});

test('areas that reach over the edge or into missing data show what there is', { skip }, async () => {
  for (const [area, file] of [
    ['s2-slovenia-overhang', FILES.s2_slovenia],
    ['s2-cape-lookout-partial', FILES.s2_cape_lookout],
  ]) {
    const { date, made } = await show(area, file);
    assert.equal(made.status, 'success');
    for (const classes of Object.values(made.metadata.legend[date])) {
      const total = classes.reduce((sum, { area_percentage }) => sum + area_percentage, 0);
      assert.ok(Math.abs(total - 100) < 1e-9, `${total} %`);
    }
    const { count } = expectedFiles()[file].aois[area];
    const { areaM2 } = aoiOf(area);
    const { dynamic } = made.metadata.legend[date];
    const shown = dynamic.reduce((sum, item) => sum + item.area, 0);
    assert.ok(count > 0 && shown < areaM2, `${shown} m2 shown of ${areaM2}`);
  }
});
