import { test } from 'node:test';
import { holds } from './gate.ts';
import { coldTile } from './situations/tiles.ts';

/** The goal is 1.5; 1.35 to 1.75 are measured. */
const MOST = 2.0;

test(`a cold tile takes at most ${MOST} times inflating its blocks and its own deflate`, () =>
  holds((path, tile) => coldTile(path, tile, 256), MOST));
