import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createKey } from '../../src/catalogue/api-keys.ts';
import { createShare, findShare, readShareSecret } from '../../src/catalogue/shares.ts';
import { makeAoi, makeProject, makeTenant, makeVisualization } from '../database.ts';
import { shareDatabase, type SharedRuns } from './run.ts';

let shared: SharedRuns;
/** Makes a link with a key. */
let make: (name: string) => Promise<string>;
let keyId: string;

before(async () => {
  shared = await shareDatabase();
  const { database } = shared;
  const tenant = await makeTenant(database, 'acme');
  const aoi = await makeAoi(database, await makeProject(database, tenant.id), { name: 'Field' });
  const { id: visualizationId } = await makeVisualization(database, aoi);
  keyId = (await createKey(database, { tenantId: tenant.id, name: 'maps', rights: 'write' })).record.id;
  const link = { tenantId: tenant.id, visualizationId, keyId, userId: 'maps' };
  make = async (name) => {
    const expiresAt = new Date('2999-12-31T12:00:00Z');
    return (await createShare(database, { ...link, name, expiresAt })).id;
  };
});
after(() => shared.close());

test('links are listed with their maps, and end', async () => {
  const id = await make('report');
  const listed = await shared.run(['shares', 'list', '--tenant', 'acme']);
  assert.match(listed.stdout, /acme +NDVI of Field +report .+ valid until 2999-12-31 12:00\n/);
  const { stdout } = await shared.run(['shares', 'revoke', id]);
  assert.equal(stdout, `Revoked link ${id}.\n`);
  assert.match((await shared.run(['shares', 'list'])).stdout, /report .+ revoked /);
  assert.equal(await findShare(shared.database, id), undefined);

  const unknown = await shared.run(['shares', 'revoke', 'nonsense']);
  assert.deepEqual([unknown.code, unknown.stderr.includes('no link nonsense')], [1, true]);
  for (const args of [[], [id, '--key', keyId]]) {
    assert.match((await shared.run(['shares', 'revoke', ...args])).stderr, /give either the id of a link, or --key/);
  }
});

test('revoking a key tells of the links that it made, which end if asked', async () => {
  const ids = [await make('one'), await make('two')];
  const { stdout } = await shared.run(['keys', 'revoke', keyId]);
  assert.match(stdout, new RegExp(`2 links made with it are good still; .*chromatile shares revoke --key ${keyId}\n`));
  assert.deepEqual(await shared.json(['shares', 'revoke', '--key', keyId]), { revoked: 2 });
  for (const id of ids) assert.equal(await findShare(shared.database, id), undefined);
});

test('the secret is made anew, unless the environment holds it', async () => {
  const before = await readShareSecret(shared.database);
  assert.match((await shared.run(['shares', 'rotate'])).stdout, /Every link made so far has ended/);
  assert.notDeepEqual(await readShareSecret(shared.database), before);
  const refused = await shared.run(['shares', 'rotate'], { SHARE_SECRET: 'x'.repeat(32) });
  assert.deepEqual([refused.code, refused.stderr.includes('SHARE_SECRET is set')], [1, true]);
});
