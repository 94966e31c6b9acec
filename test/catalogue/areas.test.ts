import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createAoi } from '../../src/catalogue/aois.ts';
import { checkArea, measuredArea } from '../../src/catalogue/areas.ts';
import type { Database } from '../../src/catalogue/database.ts';
import type { AreaGeometry, Position, Ring } from '../../src/grid/geometry.ts';
import { makeProject, makeTenant, openTestDatabase, SENTINEL_2, square } from '../database.ts';

let db: Database;
before(async () => (db = await openTestDatabase()));
after(() => db.close());

function polygon(...coordinates: Ring[]): AreaGeometry {
  return { type: 'Polygon', coordinates };
}
function box(west: number, south: number, east: number, north: number): Position[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

const BOW_TIE = polygon([
  [0, 0],
  [1, 1],
  [1, 0],
  [0, 1],
  [0, 0],
]);

async function measure(geometry: AreaGeometry): Promise<{ area_m2: number; centroid: [number, number] }> {
  const rows = await db.query(`SELECT area_m2, centroid FROM ${measuredArea('$1')}`, [JSON.stringify(geometry)]);
  return (rows as [{ area_m2: number; centroid: [number, number] }])[0];
}

test('invalid polygons are told with the reason and the place, within a moment', async () => {
  const started = performance.now();
  assert.deepEqual(await checkArea(db, BOW_TIE), { isValid: false, reason: 'Self-intersection', at: [0.5, 0.5] });
  const invalid: Record<string, AreaGeometry> = {
    'Hole lies outside shell': polygon(box(0, 0, 1, 1), box(5, 5, 6, 6)),
    'Nested shells': { type: 'MultiPolygon', coordinates: [[box(0, 0, 9, 9)], [box(2, 2, 3, 3)]] },
    'Ring Self-intersection': polygon([
      [0, 0],
      [4, 0],
      [4, 4],
      [2, 0],
      [0, 4],
      [0, 0],
    ]),
    'Too few points in geometry component': polygon([
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]),
  };
  for (const [reason, geometry] of Object.entries(invalid)) {
    const check = await checkArea(db, geometry);
    assert.equal(check.isValid, false);
    assert.equal(check.reason, reason);
    assert.equal(check.at?.length, 2);
  }
  const twice: AreaGeometry = { type: 'MultiPolygon', coordinates: [[box(0, 0, 9, 9)], [box(0, 0, 9, 9)]] };
  assert.equal((await checkArea(db, twice)).isValid, false);
  assert.ok(performance.now() - started < 5000);
});

test('what is no area, or not on the globe, is told without a place', async () => {
  const reasonOf = async (geometry: unknown): Promise<string> => {
    const check = await checkArea(db, geometry as AreaGeometry);
    assert.ok(!check.isValid && check.at === undefined);
    return check.reason;
  };
  assert.match(await reasonOf({ type: 'Polygon', coordinates: [] }), /empty/);
  assert.match(await reasonOf({ type: 'MultiPolygon', coordinates: [] }), /empty/);
  assert.match(await reasonOf({ type: 'Point', coordinates: [1, 2] }), /neither a polygon/);
  assert.match(await reasonOf(polygon(box(0, 0, 1, 91))), /latitudes/);
  assert.match(await reasonOf(polygon(box(0, 0, 1e300, 1))), /longitudes/);
});

test('valid polygons pass: holes, parts that touch, either winding, continuous longitudes', async () => {
  const valid = [
    polygon(box(0, 0, 9, 9), box(1, 1, 2, 2)),
    polygon([...box(0, 0, 1, 1)].reverse()),
    polygon(box(179, -17, 181, -16)),
    { type: 'MultiPolygon', coordinates: [[box(0, 0, 1, 1)], [box(1, 1, 2, 2)]] } satisfies AreaGeometry,
  ];
  for (const geometry of valid) assert.deepEqual(await checkArea(db, geometry), { isValid: true });
});

// GeographicLib's Planimeter, WGS 84: `Planimeter -r <<< "48.1 11.5 ..."` and PostGIS agree on these
test('areas are those on the ellipsoid, across the antimeridian too', async () => {
  const near = (actual: number, expected: number): void => {
    assert.ok(Math.abs(actual / expected - 1) < 1e-9, `${actual} is not ${expected}`);
  };
  near((await measure(square(11.5, 48.1))).area_m2, 828_091.779482);
  const inside = await measure(polygon(box(77, -17, 79, -16)));
  for (const across of [box(179, -17, 181, -16), box(-181, -17, -179, -16), [...box(179, -17, 181, -16)].reverse()]) {
    const measured = await measure(polygon(across));
    near(measured.area_m2, inside.area_m2);
    assert.deepEqual(measured.centroid, [-180, -16.5]);
  }
});

test('parts split at the antimeridian have their centre there', async () => {
  const split: AreaGeometry = {
    type: 'MultiPolygon',
    coordinates: [[box(179, -17, 180, -16)], [box(-180, -17, -179.5, -16)]],
  };
  const { area_m2, centroid } = await measure(split);
  const whole = await measure(polygon(box(10, -17, 11.5, -16)));
  assert.ok(Math.abs(area_m2 / whole.area_m2 - 1) < 1e-4);
  assert.ok(Math.abs(centroid[0] - 179.75) < 1e-9 && Math.abs(centroid[1] + 16.5) < 1e-9, String(centroid));
});

test('a hole moves the centre away from it', async () => {
  const { centroid } = await measure(polygon(box(77, -17, 79, -16), box(77.1, -16.9, 77.9, -16.1)));
  // areas 2 and 0.64 with centres 78 and 77.5: (156 - 49.6) / 1.36
  assert.ok(Math.abs(centroid[0] - 106.4 / 1.36) < 1e-9, String(centroid));
});

test('the outline of a global raster has the area of the globe', async () => {
  const { area_m2, centroid } = await measure(polygon(box(-180, -90, 180, 90)));
  // surface of the WGS 84 ellipsoid, m2
  assert.ok(Math.abs(area_m2 / 510_065_621_724_088 - 1) < 1e-9);
  assert.ok(Math.abs(centroid[0]) < 1e-9 && Math.abs(centroid[1]) < 1e-9);
});

test('no invalid geometry comes past the table, whatever asks', async () => {
  const tenant = await makeTenant(db);
  const project = await makeProject(db, tenant.id);
  const aoi = {
    tenantId: tenant.id,
    projectId: project.id,
    satelliteId: SENTINEL_2,
    userId: 'u',
    name: 'bow tie',
    description: '',
    provider: 'planetary',
    geometry: BOW_TIE,
  };
  await assert.rejects(createAoi(db, aoi), (error: Error & { details?: unknown }) => {
    assert.match(error.message, /Self-intersection at longitude 0\.5, latitude 0\.5/);
    assert.ok(Array.isArray(error.details));
    return true;
  });
  const around = db.query(
    `INSERT INTO aois (tenant_id, project_id, satellite_id, user_id, name, description, provider, status, progress,
       geometry, area_m2, centroid)
     SELECT $1, $2, $3, 'u', 'n', 'd', 'p', 'success', 100, ST_SetSRID(ST_GeomFromGeoJSON($4), 4326), 0, '{0,0}'`,
    [tenant.id, project.id, SENTINEL_2, JSON.stringify(BOW_TIE)],
  );
  await assert.rejects(around, /aois_geometry_valid/);
});
