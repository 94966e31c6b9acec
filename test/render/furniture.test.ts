import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groundOf, type Ground } from '../../src/grid/ground.ts';
import { WGS84 } from '../../src/grid/projection.ts';
import type { Indexed } from '../../src/render/compose.ts';
import { overlapsArea, type Box } from '../../src/render/corners.ts';
import { drawNorthArrow } from '../../src/render/furniture-drawing.ts';
import { DEFAULT_NORTH_ARROW, DEFAULT_SCALE_BAR, type FurnitureOptions } from '../../src/render/furniture-options.ts';
import { furnish } from '../../src/render/furniture.ts';
import { LEGEND_POSITIONS } from '../../src/render/image-options.ts';
import { renderMap } from '../../src/render/map-image.ts';
import { planMap, type MapPlan, type MapRequest } from '../../src/render/map-plan.ts';
import { encodeIndexedPng } from '../../src/render/png.ts';
import { chooseScaleBar } from '../../src/render/scale-bar.ts';
import { LIGHT } from '../../src/render/theme.ts';
import { assertGolden } from './golden.ts';
import { farmRequest, imageOptions, planSlots, rampColors } from './samples.ts';

const ALL: FurnitureOptions = {
  scaleBar: DEFAULT_SCALE_BAR,
  northArrow: DEFAULT_NORTH_ARROW,
  attribution: { text: 'Contains modified Copernicus Sentinel data 2024, processed by Ackerwerk', position: 'auto' },
};

/** Ten metres a pixel, north a little left of up. */
const GROUND: Ground = { metresAcross: (pixels) => 10 * pixels, northDegrees: -12 };

const farm = (changes: Partial<MapRequest> = {}) => farmRequest(300, 260, { ground: GROUND, ...changes });

async function draw(request: MapRequest): Promise<Buffer> {
  const plan = await planMap(request);
  return (await renderMap(plan, { slots: planSlots(plan, 5), colors: rampColors(5) })).bytes;
}

const GOLDEN: readonly [name: string, options: MapRequest['options']][] = [
  ['furniture', imageOptions({ ...ALL, width: 560 })],
  ['furniture-2x', imageOptions({ ...ALL, width: 420, scale: 2, legend: false })],
  [
    'furniture-dark-2x',
    imageOptions({ ...ALL, width: 560, scale: 2, background: '#10151c', legend: { areas: false } }),
  ],
];
for (const [name, options] of GOLDEN) {
  test(`the picture ${name} is as it was looked at`, async () => {
    await assertGolden(name, await draw(farm({ options })));
  });
}

function boxesOf({ furniture, legend, note }: MapPlan): Box[] {
  return [
    ...furniture.map(({ drawing, x, y }) => ({ x, y, width: drawing.width, height: drawing.height })),
    ...(legend === undefined ? [] : [{ ...legend.drawing, x: legend.x, y: legend.y }]),
    ...(note === undefined ? [] : [note]),
  ];
}

test('nothing lies on anything else nor leaves the map, wherever it is put', async () => {
  const corners = ['auto', 'top-left', 'bottom-right'] as const;
  for (const place of LEGEND_POSITIONS) {
    for (const position of corners) {
      for (const size of [{ width: 900 }, { width: 420, height: 700 }, { width: 260 }]) {
        const options = imageOptions({
          ...{ ...size, legend: { position: place } },
          scaleBar: { ...DEFAULT_SCALE_BAR, position },
          northArrow: { position },
          attribution: { text: '© ESA, Åkerverket', position },
        });
        const plan = await planMap(farm({ options, isEmpty: size.width === 420 }));
        const said = `legend ${place}, furniture ${position}, ${JSON.stringify(size)}`;
        const boxes = boxesOf(plan);
        for (const [i, a] of boxes.entries()) {
          for (const b of boxes.slice(i + 1)) {
            const apart =
              a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
            assert.ok(apart, `${said}: two things overlap`);
          }
        }
        const { picture } = plan;
        for (const { drawing, x, y } of plan.furniture) {
          const isInside =
            x >= picture.x &&
            y >= picture.y &&
            x + drawing.width <= picture.x + picture.width &&
            y + drawing.height <= picture.y + picture.height;
          assert.ok(isInside, `${said}: the ${drawing.name} leaves the map`);
        }
        assert.equal(
          plan.furniture.length + plan.warnings.filter((text) => text.includes('left out')).length >= 3,
          true,
          said,
        );
      }
    }
  }
});

test('where the map leaves room, nothing hides the area', async () => {
  const { furniture, rings } = await planMap(farm({ options: imageOptions({ ...ALL, width: 900, legend: false }) }));
  assert.equal(furniture.length, 3);
  for (const { drawing, x, y } of furniture) {
    assert.equal(overlapsArea({ x, y, width: drawing.width, height: drawing.height }, rings), false, drawing.name);
  }
});

test('what cannot be drawn is told', async () => {
  const nowhere: Ground = { metresAcross: () => NaN, northDegrees: undefined };
  const lost = await planMap(farm({ ground: nowhere, options: imageOptions({ ...ALL, width: 600, legend: false }) }));
  assert.deepEqual(lost.warnings, [
    'the middle of the map has no lengths: its scale bar was left out',
    'the middle of the map has no north: its arrow was left out',
  ]);
  const tiny = await planMap(farm({ options: imageOptions({ ...ALL, width: 40, legend: false }) }));
  assert.deepEqual(tiny.furniture, []);
  assert.equal(tiny.warnings.filter((text) => text.includes('too small')).length, 3, tiny.warnings.join('; '));
});

test('scale bars are the longest round ones that fit', () => {
  const bar = (metresPerPixel: number, units: 'metric' | 'imperial' = 'metric', longest = 100) =>
    chooseScaleBar((pixels) => pixels * metresPerPixel, longest, units);
  const cases: [number, 'metric' | 'imperial', string, number][] = [
    [10, 'metric', '1 km', 100],
    [9.99, 'metric', '500 m', 50.05],
    [10.01, 'metric', '1 km', 99.9],
    [0.003, 'metric', '0.2 m', 66.67],
    [250, 'metric', '20 km', 80],
    [50_000, 'metric', '5 000 km', 100],
    [10, 'imperial', '2 000 ft', 60.96],
    [16.1, 'imperial', '1 mi', 99.96],
    [0.61, 'imperial', '200 ft', 99.93],
  ];
  for (const [metresPerPixel, units, text, pixels] of cases) {
    const found = bar(metresPerPixel, units);
    assert.ok(found !== undefined, text);
    assert.equal(found.text.replace(/[\u00a0\u202f]/g, ' '), text);
    assert.ok(Math.abs(found.pixels - pixels) < 0.01, `${text}: ${found.pixels} pixels`);
  }
  assert.equal(bar(0), undefined);
  assert.equal(bar(NaN), undefined);
  assert.equal(bar(1e-120), undefined, 'of no length that can be written');
});

test('a scale bar is as long as it says on the ellipsoid, where the scale changes across the map too', () => {
  const grid = { crs: WGS84, affine: [0.05, 0, -20, 0, -0.05, 75] as const, width: 1200, height: 800 };
  const ground = groundOf(grid);
  const bar = chooseScaleBar((pixels) => ground.metresAcross(pixels), 300, 'metric');
  assert.ok(bar !== undefined, 'there is room for one');
  assert.equal(bar.text, '500\u00a0km');
  const degrees = bar.pixels * 0.05;
  // python3 -c "from pyproj import Geod; d = 7.817287; print(Geod(ellps='WGS84').inv(-d / 2, 55, d / 2, 55)[2])"
  // 499999.99
  assert.ok(Math.abs(degrees - 7.817287) < 1e-5, `${degrees} degrees`);
});

test('the arrow points where it is told, its letter upright at the tip', () => {
  for (const degrees of [0, 37, -90, 180]) {
    const { svg, width, height } = drawNorthArrow(degrees, { unit: 4, theme: LIGHT });
    const points =
      /<path d="M([\d. L]+)Z" fill="#17202b"/
        .exec(svg)?.[1]
        .split('L')
        .map((pair) => pair.split(' ').map(Number)) ?? [];
    const [tip, notch] = points;
    const angle = (Math.atan2(tip[0] - notch[0], notch[1] - tip[1]) * 180) / Math.PI;
    assert.ok(Math.abs(((angle - degrees + 540) % 360) - 180) < 0.05, `${angle}, not ${degrees}`);
    for (const [x, y] of points) assert.ok(x > 0 && y > 0 && x < width && y < height, 'nothing is cut');
    assert.doesNotMatch(svg, /transform/);
  }
});

test('a window without a legend can be furnished, and keeps the colours of its palette', async () => {
  const [width, height] = [640, 400];
  const palette = Uint8Array.from([
    0,
    0,
    0,
    0,
    ...rampColors(5).flatMap((color) => [...Buffer.from(`${color.slice(1)}ff`, 'hex')]),
  ]);
  const indices = Uint8Array.from({ length: width * height }, (_, i) => Math.floor((i % width) / 110));
  for (const theme of ['light', 'dark'] as const) {
    const { picture, warnings } = await furnish({ width, height, indices, palette }, GROUND, { ...ALL, theme });
    assert.deepEqual(warnings, []);
    assert.ok('indices' in picture, 'it stays indexed');
    const drawn: Indexed = picture;
    assert.deepEqual(drawn.palette.subarray(0, palette.length), palette);
    await assertGolden(`furnished-${theme}`, encodeIndexedPng(drawn.indices, width, height, drawn.palette));
  }
  const rgba = { width, height, data: new Uint8Array(width * height * 4).fill(200) };
  const furnished = await furnish(rgba, GROUND, { ...ALL, scale: 2 });
  assert.ok('data' in furnished.picture && Buffer.compare(furnished.picture.data, rgba.data) !== 0, 'it is drawn on');
});
