import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findAois } from '../../src/catalogue/aois.ts';
import type { Database } from '../../src/catalogue/database.ts';
import { createProject, type ProjectRecord } from '../../src/catalogue/projects.ts';
import { createTenant } from '../../src/catalogue/tenants.ts';
import type { AreaFeature } from '../../src/operations/area-features.ts';
import { loadAois, type LoadAois, type LoadReport } from '../../src/operations/load-aois.ts';
import { openTestDatabase, SENTINEL_2, square } from '../database.ts';
import { createMemory } from '../../src/operations/memory.ts';
import { openTestPixels } from '../pixels.ts';

let database: Database;
let project: ProjectRecord;
const pixels = openTestPixels();

before(async () => {
  database = await openTestDatabase();
  const tenant = await createTenant(database, 'loading');
  project = await createProject(database, { tenantId: tenant.id, name: 'p', title: 'P' });
});
after(async () => {
  await pixels.cogs.close();
  await database.close();
});

function load(features: readonly AreaFeature[], given: Partial<LoadAois> = {}): Promise<LoadReport> {
  const { tenantId, id: projectId } = project;
  const input = { tenantId, projectId, satelliteId: SENTINEL_2, userId: 'tester', features, keepGoing: false };
  return database.transaction((tx) =>
    loadAois({ database, ...pixels, memory: createMemory(0) }, tx, { ...input, ...given }),
  );
}

function feature(number: number, properties: Record<string, unknown>, geometry: unknown = square(20, 50)): AreaFeature {
  return { number, geometry, properties };
}

const NONE = { added: [], updated: [], unchanged: [], faults: [] };

test('loading again changes what has changed and nothing else', async () => {
  const [one, two] = [feature(1, { name: 'one', crop: 'oats' }), feature(2, { name: 'two' })];
  assert.deepEqual(await load([one, two]), { ...NONE, added: ['one', 'two'] });
  assert.deepEqual(await load([one, two]), { ...NONE, unchanged: ['one', 'two'] });
  const moved = feature(1, { name: 'one', crop: 'oats' }, square(21, 50));
  assert.deepEqual(await load([moved, two]), { ...NONE, updated: ['one'], unchanged: ['two'] });
  const [aoi] = await findAois(database, project.tenantId, 'one');
  assert.deepEqual(aoi.geometry, square(21, 50));
  assert.deepEqual(aoi.properties, { crop: 'oats' });
});

test('the name comes from the property asked for, the description and the id are kept', async () => {
  const parcel = { ...feature(1, { id_no: 17, description: 'by the river', soil: 'loam\0' }), id: 'f-1' };
  assert.deepEqual(await load([parcel], { nameProperty: 'id_no' }), { ...NONE, added: ['17'] });
  const [aoi] = await findAois(database, project.tenantId, '17');
  assert.equal(aoi.description, 'by the river');
  assert.deepEqual(aoi.properties, { id: 'f-1', soil: 'loam\ufffd' });
});

test('every fault of a file is found at once, and nothing written', async () => {
  const bowTie = {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
        [0, 0],
      ],
    ],
  };
  const features = [
    feature(1, { NAME: 'good' }),
    feature(2, { name: 'good' }),
    feature(3, { title: 'x' }),
    feature(4, { name: ' ' }),
    feature(5, { name: 'line' }, { type: 'LineString', coordinates: [] }),
    feature(6, { name: 'nothing' }, null),
    feature(7, { name: 'crossed' }, bowTie),
    feature(8, { name: 'line\nbreak' }),
  ];
  const { faults, ...written } = await load(features);
  assert.deepEqual(written, { added: [], updated: [], unchanged: [] });
  assert.deepEqual(
    faults.map(({ number, name }) => [number, name]),
    [
      [2, 'good'],
      [3, undefined],
      [4, undefined],
      [5, 'line'],
      [6, 'nothing'],
      [7, 'crossed'],
      [8, 'line\nbreak'],
    ],
  );
  const expected = [
    /feature 1 .*same name/,
    /it has title/,
    /empty/,
    /"LineString"/,
    /found null/,
    /Self-inter/,
    /control/,
  ];
  expected.forEach((reason, i) => assert.match(faults[i].reason, reason));
  assert.deepEqual(await findAois(database, project.tenantId, 'good'), []);

  const kept = await load(features, { keepGoing: true });
  assert.deepEqual([kept.added, kept.faults.length], [['good'], 7]);
});
