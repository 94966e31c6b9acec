import { test } from 'node:test';
import { holds } from './gate.ts';
import { coldTile } from './situations/tiles.ts';

/** The goal; 1.05 to 1.4 are measured, and processor time moves by a quarter when others share the caches. */
const MOST = 1.5;

test(`a cold tile takes at most ${MOST} times inflating its blocks and its own deflate`, () =>
  holds((path, tile) => coldTile(path, tile, 256), MOST));
