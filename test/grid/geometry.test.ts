import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { areaBbox, parseArea, type AreaGeometry } from '../../src/grid/geometry.ts';

const SQUARE = [
  [10, 50],
  [11, 50],
  [11, 51],
  [10, 51],
  [10, 50],
];

describe('parseArea', () => {
  it('returns polygons and multipolygons, without heights', () => {
    const withHeights = SQUARE.map((position) => [...position, 120]);
    assert.deepEqual(parseArea({ type: 'Polygon', coordinates: [withHeights] }), {
      type: 'Polygon',
      coordinates: [SQUARE],
    });
    const multi = { type: 'MultiPolygon', coordinates: [[SQUARE, SQUARE], [SQUARE]], bbox: [10, 50, 11, 51] };
    assert.deepEqual(parseArea(multi), { type: 'MultiPolygon', coordinates: [[SQUARE, SQUARE], [SQUARE]] });
  });

  it('does not keep or change what it is given', () => {
    const input = { type: 'Polygon', coordinates: [SQUARE.map((position) => Object.freeze([...position]))] };
    Object.freeze(input.coordinates[0]);
    const area = parseArea(Object.freeze(input));
    assert.notEqual(area.coordinates[0], input.coordinates[0]);
  });

  const faults: [what: string, input: unknown, field: string][] = [
    ['nothing', undefined, 'geometry'],
    ['null', null, 'geometry'],
    ['a list', [1], 'geometry'],
    ['a point', { type: 'Point', coordinates: [1, 2] }, 'geometry.type'],
    ['no type', { coordinates: [SQUARE] }, 'geometry.type'],
    ['no coordinates', { type: 'Polygon' }, 'geometry.coordinates'],
    ['no rings', { type: 'Polygon', coordinates: [] }, 'geometry.coordinates'],
    ['no polygons', { type: 'MultiPolygon', coordinates: [] }, 'geometry.coordinates'],
    ['a polygon as multipolygon', { type: 'MultiPolygon', coordinates: [SQUARE] }, 'geometry.coordinates[0][0]'],
    ['three positions', { type: 'Polygon', coordinates: [SQUARE.slice(0, 3)] }, 'geometry.coordinates[0]'],
    [
      'an open ring',
      { type: 'Polygon', coordinates: [[...SQUARE.slice(0, 4), [10, 50.1]]] },
      'geometry.coordinates[0][4]',
    ],
    ['one place', { type: 'Polygon', coordinates: [Array(5).fill([1, 1])] }, 'geometry.coordinates[0]'],
    ['NaN', { type: 'Polygon', coordinates: [SQUARE.with(2, [NaN, 51])] }, 'geometry.coordinates[0][2][0]'],
    ['text', { type: 'Polygon', coordinates: [SQUARE.with(2, ['11', 51] as never)] }, 'geometry.coordinates[0][2][0]'],
    [
      'null ordinate',
      { type: 'Polygon', coordinates: [SQUARE.with(1, [1, null] as never)] },
      'geometry.coordinates[0][1][1]',
    ],
    ['latitude 91', { type: 'Polygon', coordinates: [SQUARE.with(3, [10, 91])] }, 'geometry.coordinates[0][3][1]'],
    ['longitude 541', { type: 'Polygon', coordinates: [SQUARE.with(3, [541, 9])] }, 'geometry.coordinates[0][3][0]'],
    ['a bare number', { type: 'Polygon', coordinates: [SQUARE.with(3, 7 as never)] }, 'geometry.coordinates[0][3]'],
    ['a hole of no size', { type: 'Polygon', coordinates: [SQUARE, []] }, 'geometry.coordinates[1]'],
  ];
  for (const [what, input, field] of faults) {
    it(`names the place of the fault: ${what}`, () => {
      assert.throws(
        () => parseArea(input),
        (error) => error instanceof Failure && error.kind === 'invalid' && error.details?.[0].field === field,
      );
    });
  }

  it('starts the path where it is told', () => {
    assert.throws(
      () => parseArea({ type: 'Polygon' }, 'features[3].geometry'),
      /^Failure: features\[3\]\.geometry\.coord/,
    );
  });
});

describe('areaBbox', () => {
  const box = (west: number, east: number) => [
    [
      [west, -10],
      [east, -10],
      [east, 20],
      [west, -10],
    ],
  ];
  const polygon = (west: number, east: number) =>
    ({ type: 'Polygon', coordinates: box(west, east) }) as unknown as AreaGeometry;
  const parts = (...spans: [number, number][]) =>
    ({ type: 'MultiPolygon', coordinates: spans.map(([west, east]) => box(west, east)) }) as unknown as AreaGeometry;

  it('is the smallest box', () => {
    assert.deepEqual(areaBbox(polygon(10, 11)), [10, -10, 11, 20]);
    assert.deepEqual(areaBbox(polygon(-180, 180)), [-180, -10, 180, 20]);
    assert.deepEqual(areaBbox(parts([-120, -119], [140, 141])), [-120, -10, 141, 20]);
  });

  it('has west > east across the antimeridian, however that is written', () => {
    assert.deepEqual(areaBbox(polygon(179, 181)), [179, -10, -179, 20]);
    assert.deepEqual(areaBbox(polygon(-181, -179)), [179, -10, -179, 20]);
    assert.deepEqual(areaBbox(parts([179, 180], [-180, -179])), [179, -10, -179, 20]);
    assert.deepEqual(areaBbox(parts([-180, -179], [179, 180])), [179, -10, -179, 20]);
  });

  it('touches the antimeridian without crossing it', () => {
    assert.deepEqual(areaBbox(polygon(179, 180)), [179, -10, 180, 20]);
    assert.deepEqual(areaBbox(polygon(180, 181)), [-180, -10, -179, 20]);
    assert.deepEqual(areaBbox(polygon(190, 191)), [-170, -10, -169, 20]);
  });
});
