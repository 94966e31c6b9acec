import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as aois from '../../src/catalogue/aois.ts';
import * as keys from '../../src/catalogue/api-keys.ts';
import * as assets from '../../src/catalogue/assets.ts';
import type { Database } from '../../src/catalogue/database.ts';
import * as indices from '../../src/catalogue/indices.ts';
import * as projects from '../../src/catalogue/projects.ts';
import * as shares from '../../src/catalogue/shares.ts';
import * as visualizations from '../../src/catalogue/visualizations.ts';
import {
  makeAoi,
  makeAsset,
  makeProject,
  makeTenant,
  makeVisualization,
  openTestDatabase,
  presetIndex,
  SENTINEL_2,
  square,
} from '../database.ts';

let db: Database;
before(async () => (db = await openTestDatabase()));
after(() => db.close());

/** What a tenant finds of a thing that belongs to somebody, through every function that takes a tenant. */
async function look(tenantId: string, owned: Furniture): Promise<Record<string, unknown>> {
  const { project, aoi, asset, visualization, index } = owned;
  const page = { offset: 0, limit: 100 };
  return {
    project: await projects.getProject(db, tenantId, project.id),
    projectByName: await projects.findProject(db, tenantId, project.name),
    projectById: await projects.findProject(db, tenantId, project.id),
    projects: (await projects.listProjects(db, tenantId, { pageNum: 1, pageSize: 100 })).projects.at(0),
    aoi: await aois.getAoi(db, tenantId, aoi.id),
    aoisById: (await aois.findAois(db, tenantId, aoi.id)).at(0),
    aoisByName: (await aois.findAois(db, tenantId, aoi.name)).at(0),
    aois: (await aois.listAois(db, tenantId, {}, page)).aois.at(0),
    aoisFiltered: (await aois.listAois(db, tenantId, { projectIds: [project.id], aoiId: aoi.id }, page)).aois.at(0),
    overlapping: (await aois.aoisOverlapping(db, tenantId, square(11, 48, 1))).at(0),
    asset: await assets.getAsset(db, tenantId, aoi.id, asset.id),
    assets: (await assets.listAssets(db, tenantId, aoi.id, page)).assets.at(0),
    assetsByPath: (await assets.assetsByPath(db, tenantId, asset.path)).at(0),
    assetsByName: (await assets.assetsByName(db, tenantId, asset.name)).at(0),
    assetsById: (await assets.assetsByName(db, tenantId, asset.id)).at(0),
    index: await indices.getIndex(db, tenantId, index.id),
    indexByName: await indices.findIndex(db, tenantId, SENTINEL_2, index.name),
    indices: (await indices.listIndices(db, tenantId, { type: 'custom' }, page)).indices.at(0),
    visualization: await visualizations.getVisualization(db, tenantId, aoi.id, visualization.id),
    visualizations: (await visualizations.listVisualizations(db, tenantId, aoi.id, {}, page)).visualizations.at(0),
    keys: (await keys.listKeys(db, tenantId)).at(0),
    shares: (await shares.listShares(db, mapOf(tenantId, owned), page)).shares.at(0),
    allShares: (await shares.listAllShares(db, tenantId)).at(0),
  };
}

function mapOf(tenantId: string, { aoi, visualization }: Pick<Furniture, 'aoi' | 'visualization'>): shares.SharedMap {
  return { tenantId, aoiId: aoi.id, visualizationId: visualization.id };
}

type Furniture = Awaited<ReturnType<typeof furnish>>;

async function furnish(name: string) {
  const tenant = await makeTenant(db, name);
  const project = await makeProject(db, tenant.id, `project of ${name}`);
  const aoi = await makeAoi(db, project, { name: `AOI of ${name}` });
  const asset = await makeAsset(db, aoi);
  const index = await indices.createIndex(db, tenant.id, {
    satelliteId: SENTINEL_2,
    name: `index of ${name}`,
    description: '',
    expression: 'B04',
    expressionType: 'grayscale',
    colorMap: 'viridis',
    rescale: [0, 1],
    bands: ['B04'],
  });
  const visualization = await makeVisualization(db, aoi);
  await keys.createKey(db, { tenantId: tenant.id, name: `key of ${name}`, rights: 'read' });
  const share = await shares.createShare(db, {
    tenantId: tenant.id,
    visualizationId: visualization.id,
    keyId: null,
    userId: 'ada',
    name: null,
    expiresAt: new Date(Date.now() + 60_000),
  });
  return { tenant, project, aoi, asset, index, visualization, share };
}

test('a tenant sees all of its own and nothing of another, through any function', async () => {
  const mine = await furnish('mine');
  const empty = await makeTenant(db);
  for (const [name, found] of Object.entries(await look(mine.tenant.id, mine))) assert.ok(found, name);
  for (const [name, found] of Object.entries(await look(empty.id, mine))) assert.equal(found, undefined, name);
});

test('nor does it remove anything of another', async () => {
  const theirs = await furnish('theirs');
  const me = await makeTenant(db);
  assert.equal(await shares.revokeShare(db, mapOf(me.id, theirs), theirs.share.id), undefined);
  assert.notEqual(await shares.findShare(db, theirs.share.id), undefined);
  assert.equal(await visualizations.removeVisualization(db, me.id, theirs.aoi.id, theirs.visualization.id), false);
  assert.equal(await assets.removeAsset(db, me.id, theirs.aoi.id, theirs.asset.id), false);
  assert.equal(await aois.removeAoi(db, me.id, theirs.aoi.id), false);
  for (const [name, found] of Object.entries(await look(theirs.tenant.id, theirs))) assert.ok(found, name);
});

test('nor does it hang anything on what is not its own', async () => {
  const theirs = await furnish('owner');
  const me = await makeTenant(db);
  await assert.rejects(makeAoi(db, { id: theirs.project.id, tenantId: me.id }), { kind: 'conflict' });
  await assert.rejects(makeVisualization(db, { id: theirs.aoi.id, tenantId: me.id }, { assetIds: [] }), {
    kind: 'conflict',
  });
  const { visualization } = theirs;
  const link = { tenantId: me.id, visualizationId: visualization.id, keyId: null, userId: 'me', name: null };
  await assert.rejects(shares.createShare(db, { ...link, expiresAt: new Date() }), { kind: 'conflict' });
  assert.equal((await presetIndex(db)).tenantId, null);
});
