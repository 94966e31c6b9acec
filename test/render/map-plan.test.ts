import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RESAMPLINGS } from '../../src/raster/resample.ts';
import { overlapsArea } from '../../src/render/corners.ts';
import { planMap, type MapPlan } from '../../src/render/map-plan.ts';
import { classModel, farmRequest, imageOptions, LONG_LABELS } from './samples.ts';

function legendBox(plan: MapPlan) {
  assert.ok(plan.legend);
  const { x, y, drawing } = plan.legend;
  return { x, y, width: drawing.width, height: drawing.height };
}

/** Nothing leaves the canvas. */
function assertInside(plan: MapPlan): void {
  for (const { x, y, width, height } of [plan.picture, ...(plan.legend ? [legendBox(plan)] : [])]) {
    assert.ok(x >= 0 && y >= 0 && x + width <= plan.canvas.width && y + height <= plan.canvas.height);
  }
}

test('without legend and size one raster pixel is one image pixel, times the device pixel ratio', async () => {
  for (const scale of [1, 2]) {
    const plan = await planMap(farmRequest(56, 57, { options: imageOptions({ legend: false, scale }) }));
    assert.deepEqual(plan.canvas, { width: 56 * scale, height: 57 * scale });
    assert.deepEqual(plan.data, { width: 56, height: 57 });
    assert.equal(plan.legend, undefined);
  }
});

test('a small AOI is enlarged by a whole number and hides behind nothing', async () => {
  const plan = await planMap(farmRequest(56, 57));
  assert.deepEqual(plan.data, { width: 56, height: 57 });
  assert.deepEqual([plan.picture.width, plan.picture.height], [616, 627]);
  assert.equal(overlapsArea(legendBox(plan), plan.rings), false);
  assertInside(plan);
  const twice = await planMap(farmRequest(56, 57, { options: imageOptions({ scale: 2 }) }));
  assert.deepEqual([twice.picture.width, twice.picture.height], [1232, 1254]);
  assert.equal(twice.unit, 2);
});

test('on a large AOI the legend stands in the free corner of the map, larger on a larger one', async () => {
  const plan = await planMap(farmRequest(1000, 800));
  assert.deepEqual(plan.canvas, { width: 1000, height: 800 });
  assert.equal(overlapsArea(legendBox(plan), plan.rings), false);
  const large = await planMap(farmRequest(4000, 3200));
  assert.deepEqual(large.canvas, { width: 4000, height: 3200 });
  assert.ok(legendBox(large).width > 2.5 * legendBox(plan).width);
});

test('max_size caps the map, which is then read at that size', async () => {
  const options = imageOptions({ legend: false, maxSize: 500 });
  const plan = await planMap(farmRequest(2000, 1001, { options }));
  assert.deepEqual(plan.canvas, { width: 500, height: 250 });
  assert.deepEqual(plan.data, plan.canvas);
  const scaled = await planMap(
    farmRequest(400, 300, { options: imageOptions({ legend: false, maxSize: 500, scale: 2 }) }),
  );
  assert.deepEqual(scaled.canvas, { width: 400, height: 300 });
});

test('a size that is asked for is the size of the image, whatever the legend', async () => {
  const labels = Array.from({ length: 15 }, (_, i) => LONG_LABELS[i % LONG_LABELS.length]);
  for (const [nativeWidth, nativeHeight] of [
    [56, 57],
    [3000, 400],
    [400, 3000],
  ]) {
    for (const count of [3, 15]) {
      for (const position of ['auto', 'left', 'top', 'bottom-left'] as const) {
        const options = imageOptions({ width: 700, height: 600, scale: 2, legend: { position } });
        const legend = { model: classModel(labels.slice(0, count)) };
        const plan = await planMap(farmRequest(nativeWidth, nativeHeight, { options, legend }));
        assert.deepEqual(plan.canvas, { width: 1400, height: 1200 });
        assertInside(plan);
        const [mapRatio, ratio] = [plan.picture.width / plan.picture.height, nativeWidth / nativeHeight];
        assert.ok(Math.abs(mapRatio / ratio - 1) < 0.02, 'proportions are kept');
      }
    }
  }
  const wide = await planMap(farmRequest(300, 260, { options: imageOptions({ width: 900 }) }));
  assert.equal(wide.canvas.width, 900);
  const alone = await planMap(farmRequest(300, 150, { options: imageOptions({ legend: false, width: 100 }) }));
  assert.deepEqual(alone.canvas, { width: 100, height: 50 });
});

test('an image too small for its legend has none, and says so', async () => {
  const plan = await planMap(farmRequest(300, 260, { options: imageOptions({ width: 64, height: 64 }) }));
  assert.equal(plan.legend, undefined);
  assert.deepEqual(plan.canvas, { width: 64, height: 64 });
  assert.match(plan.warnings.join(), /too small for its legend/);
});

test('an asked position is kept; every side and corner has its place', async () => {
  for (const position of [
    'left',
    'right',
    'top',
    'bottom',
    'top-left',
    'top-right',
    'bottom-left',
    'bottom-right',
  ] as const) {
    const plan = await planMap(farmRequest(400, 300, { options: imageOptions({ legend: { position } }) }));
    const box = legendBox(plan);
    const { picture, canvas } = plan;
    assertInside(plan);
    const isThere = {
      left: box.x + box.width <= picture.x,
      right: box.x >= picture.x + picture.width,
      top: box.y + box.height <= picture.y,
      bottom: box.y >= picture.y + picture.height,
      'top-left': box.x < 20 && box.y < 20,
      'top-right': canvas.width - box.x - box.width < 20 && box.y < 20,
      'bottom-left': box.x < 20 && canvas.height - box.y - box.height < 20,
      'bottom-right': canvas.width - box.x - box.width < 20 && canvas.height - box.y - box.height < 20,
    }[position];
    assert.ok(isThere, position);
  }
});

test('a legend larger than a thin map makes the canvas grow', async () => {
  const options = imageOptions({ legend: { position: 'bottom-right' } });
  const plan = await planMap(farmRequest(1000, 20, { options }));
  assertInside(plan);
  assert.ok(plan.canvas.height > 100);
});

test('smooth maps are read at the size they are shown, others at their own', async () => {
  for (const resampling of RESAMPLINGS) {
    const plan = await planMap(farmRequest(56, 57, { options: imageOptions({ resampling }) }));
    const isSmooth = resampling === 'bilinear' || resampling === 'cubic';
    assert.deepEqual(plan.data, isSmooth ? { width: 616, height: 627 } : { width: 56, height: 57 }, resampling);
  }
});

test('title and unit follow the options; no title, no heading', async () => {
  const svgOf = async (legend: object) =>
    (await planMap(farmRequest(56, 57, { options: imageOptions({ legend }) }))).legend?.drawing.svg ?? '';
  assert.match(await svgOf({ title: 'Vigour' }), />Vigour</);
  assert.match(await svgOf({ units: 'm²/m²' }), /m²\/m²/);
  assert.doesNotMatch(await svgOf({ title: false }), /NDVI|Home Farm/);
  assert.doesNotMatch(await svgOf({ areas: false }), />ha</);
});

test('a dark background brings the dark panel; a word that is no colour is refused', async () => {
  const panel = async (background: string) => {
    const plan = await planMap(farmRequest(56, 57, { options: imageOptions({ background }) }));
    return /<rect [^>]*fill="(#\w+)"/.exec(plan.legend?.drawing.svg ?? '')?.[1];
  };
  assert.equal(await panel('#0e1116'), '#151b23');
  assert.equal(await panel('white'), '#ffffff');
  await assert.rejects(panel('greenish'), { name: 'Failure', kind: 'invalid' });
});

test('plans change nothing they are given', async () => {
  const request = farmRequest(300, 260);
  const before = structuredClone(request);
  await planMap(request);
  assert.deepEqual(request, before);
});
