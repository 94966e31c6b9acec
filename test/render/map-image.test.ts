import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderMap } from '../../src/render/map-image.ts';
import { planMap, type MapRequest } from '../../src/render/map-plan.ts';
import { sharp } from '../../src/render/sharp.ts';
import { assertGolden } from './golden.ts';
import {
  classModel,
  continuousModel,
  farmRequest,
  FIVE_LABELS,
  HEADING,
  imageOptions,
  LONG_LABELS,
  planSlots,
  rampColors,
} from './samples.ts';

async function draw(request: MapRequest, count: number, hasCloud = false) {
  const plan = await planMap(request);
  const slots =
    request.isEmpty === true ? new Uint8Array(plan.data.width * plan.data.height) : planSlots(plan, count, hasCloud);
  return renderMap(plan, { slots, colors: rampColors(count) }, { Index: 'NDVI' });
}

async function pixelsOf(bytes: Buffer): Promise<Uint8Array> {
  return new Uint8Array(await sharp(bytes).ensureAlpha().raw().toBuffer());
}

test('a small AOI with its legend beside it', async () => {
  await assertGolden('small', (await draw(farmRequest(56, 57), 5)).bytes);
});

test('missing data, boundary and a device pixel ratio of two', async () => {
  const legend = { model: classModel(FIVE_LABELS), heading: HEADING, noData: { areaHa: 16.4, percent: 4.1 } };
  const options = imageOptions({ scale: 2, outline: true });
  await assertGolden('outline-2x', (await draw(farmRequest(56, 57, { legend, options }), 5, true)).bytes);
});

test('a larger AOI with its legend in the free corner', async () => {
  await assertGolden('corner', (await draw(farmRequest(860, 720), 5)).bytes);
});

test('a continuous legend with small print', async () => {
  const heading = { ...HEADING, units: 'm²/m²', modeNote: 'Colours follow the values of this date.' };
  const request = farmRequest(220, 180, { legend: { model: continuousModel(), heading } });
  await assertGolden('continuous', (await draw(request, 250)).bytes);
});

test('fifteen classes with long labels in three scripts, dark', async () => {
  const labels = Array.from({ length: 15 }, (_, i) => LONG_LABELS[i % LONG_LABELS.length]);
  const aoiName = 'Агрохолдинг «Северная звезда», участок 12 / Αγρόκτημα Βόρειο';
  const legend = { model: classModel(labels, 90_000), heading: { ...HEADING, aoiName } };
  const options = imageOptions({ background: '#10151b' });
  await assertGolden('fifteen-dark', (await draw(farmRequest(150, 130, { legend, options }), 15)).bytes);
});

test('no valid data: boundary and words', async () => {
  const legend = { model: { kind: 'classes', rows: [], ends: 'open' } as const, heading: HEADING };
  const image = await draw(farmRequest(56, 57, { legend, isEmpty: true }), 0);
  assert.deepEqual(image.warnings, []);
  await assertGolden('empty', image.bytes);
});

test('without a legend every pixel has the colour of its slot, and slot 0 none', async () => {
  const options = imageOptions({ legend: false });
  for (const count of [5, 250]) {
    const plan = await planMap(farmRequest(90, 70, { options }));
    const slots = planSlots(plan, count, true);
    const colors = rampColors(count);
    const pixels = await pixelsOf((await renderMap(plan, { slots, colors })).bytes);
    const expected = Array.from(slots, (slot) =>
      slot === 0 ? [0, 0, 0, 0] : [...Buffer.from(`${colors[slot - 1].slice(1)}ff`, 'hex')],
    ).flat();
    assert.deepEqual([...pixels], expected);
  }
});

test('legend and boundary change no colour of the map elsewhere', async () => {
  for (const [count, model] of [
    [5, classModel(FIVE_LABELS)],
    [250, continuousModel()],
  ] as const) {
    const plan = await planMap(farmRequest(700, 600, { legend: { model, heading: HEADING } }));
    const slots = planSlots(plan, count);
    const colors = rampColors(count);
    const pixels = await pixelsOf((await renderMap(plan, { slots, colors })).bytes);
    for (let row = 0; row < 600; row++) {
      for (let col = 0; col < 700; col++) {
        const slot = slots[row * 700 + col];
        if (slot === 0) continue;
        const at = ((row + plan.picture.y) * plan.canvas.width + col + plan.picture.x) * 4;
        const color = `#${Buffer.from(pixels.subarray(at, at + 3)).toString('hex')}`;
        if (color !== colors[slot - 1]) assert.equal(color, colors[slot - 1], `pixel ${col}, ${row}`);
      }
    }
  }
});

test('same request, same bytes', async () => {
  const request = farmRequest(200, 160, { options: imageOptions({ outline: { color: '#ffcc00', width: 2 } }) });
  assert.deepEqual((await draw(request, 5)).bytes, (await draw(request, 5)).bytes);
});

test('composites are drawn from RGBA, on a background where one is asked for', async () => {
  const options = imageOptions({ background: '#102030' });
  const { native, rings } = farmRequest(2, 1);
  const plan = await planMap({ native, rings, options: { ...options, scale: 3 } });
  const rgba = Uint8Array.of(200, 100, 50, 255, 9, 9, 9, 0);
  const image = await renderMap(plan, { rgba });
  assert.deepEqual([image.width, image.height], [6, 3]);
  const pixels = await pixelsOf(image.bytes);
  assert.deepEqual([...pixels.subarray(8, 16)], [200, 100, 50, 255, 0x10, 0x20, 0x30, 255]);
});

test('JPEG is filled with white or the background; WebP at 100 is lossless and keeps transparency', async () => {
  const jpeg = await draw(farmRequest(80, 60, { options: imageOptions({ legend: false, format: 'jpeg' }) }), 5);
  assert.equal(jpeg.contentType, 'image/jpeg');
  assert.deepEqual([...(await pixelsOf(jpeg.bytes)).subarray(0, 4)], [255, 255, 255, 255]);
  const options = { legend: false as const };
  const webp = await draw(
    farmRequest(80, 60, { options: imageOptions({ ...options, format: 'webp', quality: 100 }) }),
    5,
  );
  const png = await draw(farmRequest(80, 60, { options: imageOptions(options) }), 5);
  assert.equal(webp.contentType, 'image/webp');
  assert.deepEqual(await pixelsOf(webp.bytes), await pixelsOf(png.bytes));
});

test('the smallest AOI has a boundary and says that its words do not fit', async () => {
  const options = imageOptions({ legend: false });
  const image = await draw(farmRequest(1, 1, { options, isEmpty: true }), 0);
  assert.deepEqual([image.width, image.height], [1, 1]);
  assert.match(image.warnings.join(), /too small for the words/);
});

test('slots of another size than planned are refused', async () => {
  const plan = await planMap(farmRequest(30, 30));
  await assert.rejects(renderMap(plan, { slots: new Uint8Array(10), colors: [] }), /10 slots for a map of 30 x 30/);
});
