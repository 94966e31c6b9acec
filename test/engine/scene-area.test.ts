import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sceneArea } from '../../src/engine/scene-area.ts';
import type { SceneSource } from '../../src/engine/scene-source.ts';
import type { Grid } from '../../src/grid/grid.ts';
import { WGS84 } from '../../src/grid/projection.ts';

const RING = [
  [25, 62],
  [26, 62],
  [26, 63],
  [25, 62],
] as const;

/** The world of that number, in pixels of a degree. */
function world(number: number): Grid {
  return { crs: WGS84, affine: [1, 0, 360 * number - 180, 0, -1, 90], width: 360, height: 180 };
}

test('a border is projected once for what is asked for often, and forgotten where nobody looks any more', () => {
  const scene: SceneSource = { key: 'scene', geometry: { type: 'Polygon', coordinates: [[...RING]] }, layers: [] };
  const near = sceneArea(scene, world(0));
  const far = sceneArea(scene, world(1));
  for (let number = 2; number < 200; number++) {
    sceneArea(scene, world(number));
    assert.equal(sceneArea(scene, world(0)), near, 'what is in use stays');
  }
  assert.notEqual(sceneArea(scene, world(1)), far);
});
