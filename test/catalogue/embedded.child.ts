/** Started by embedded.test.ts: writes a tenant into the data directory it is given, says so, and waits to be killed. */
import { createTenant } from '../../src/catalogue/tenants.ts';
import { openEmbedded } from '../../src/catalogue/embedded.ts';
import { migrate } from '../../src/catalogue/migrate.ts';
import { testSeed } from '../seed.ts';

const database = await openEmbedded({ dataDir: process.argv[2], seed: await testSeed() });
await migrate(database);
await createTenant(database, 'committed');
const waiting = new Promise(() => undefined);
await database.transaction(async (tx) => {
  await createTenant(tx, 'not committed');
  process.stdout.write('written\n');
  await waiting;
});
