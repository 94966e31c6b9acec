import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCrs } from '../../../src/cog/crs.ts';
import { epsg } from '../../../src/cog/epsg.ts';
import type { GeoKeys } from '../../../src/cog/geo-keys.ts';
import { openCog } from '../../../src/cog/open.ts';
import { crsKeys, type WrittenKeys } from '../../../src/cog/write/crs-keys.ts';
import { Failure } from '../../../src/failure.ts';
import { sameCrs, type Crs } from '../../../src/grid/projection.ts';
import { NO_SHARED_DATA, sharedData } from '../../shared-data.ts';
import { USER_DEFINED } from './user-defined.ts';

/** The keys as a reader would find them. */
function asRead(keys: WrittenKeys): GeoKeys {
  const numbers = (key: number) => {
    const value = keys.get(key);
    return typeof value === 'number' ? [value] : typeof value === 'string' ? undefined : value;
  };
  const text = (key: number) => {
    const value = keys.get(key);
    return typeof value === 'string' ? value : undefined;
  };
  return { number: (key) => numbers(key)?.[0], numbers, text };
}

function assertKept(crs: Crs): void {
  const back = readCrs('a.tif', asRead(crsKeys(crs)));
  assert.ok(sameCrs(crs, back), `${crs.name}: ${crs.definition} came back as ${back.definition}`);
}

test('EPSG codes, and user-defined CRSs of every method, unit and shape of the Earth, are read back as written', () => {
  for (const code of [4326, 4258, 32633, 3857, 3035, 2154, 2227, 5041, 3413, 27700, 28992]) {
    const crs = epsg(code);
    assert.ok(crs !== undefined, `EPSG:${code}`);
    assertKept(crs);
  }
  for (const definition of USER_DEFINED) {
    const crs = { name: 'of our own', definition };
    assertKept(crs);
    assert.equal(
      readCrs('a.tif', asRead(crsKeys(crs))).name,
      /longlat/.test(definition) ? 'user-defined geographic' : crs.name,
    );
  }
});

test('the CRS of every reference raster can be written', async (t) => {
  const folder = sharedData('awkward');
  if (folder === undefined) {
    t.skip(NO_SHARED_DATA);
    return;
  }
  const names = readdirSync(folder).filter((name) => name.endsWith('.tif'));
  let kept = 0;
  for (const name of names) {
    const cog = await openCog(join(folder, name)).catch((error: unknown) => {
      if (error instanceof Failure) return undefined;
      throw error;
    });
    if (cog === undefined) continue;
    assertKept(cog.info.crs);
    await cog.close();
    kept++;
  }
  assert.ok(kept > 20, `${kept} of ${names.length} files`);
});
