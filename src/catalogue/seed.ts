/**
 * Makes the archive that a first start of the embedded database begins from: run by the build as
 * `node dist/catalogue/seed.js`. Without it a first start takes several seconds more and ends the same.
 */
import { buildSeed } from './build-seed.ts';
import { SEED_FILE } from './seed-archive.ts';

await buildSeed(SEED_FILE);
