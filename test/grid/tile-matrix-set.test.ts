import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { epsg } from '../../src/cog/epsg.ts';
import { Failure } from '../../src/failure.ts';
import { gridBounds } from '../../src/grid/grid.ts';
import { WGS84, projector, sameCrs } from '../../src/grid/projection.ts';
import {
  WEB_MERCATOR_QUAD,
  cellSize,
  pointOfOrigin,
  requireTileMatrixSet,
  tileGrid,
  tileLevels,
  tileMatrixSet,
  tileMatrixSetDefinition,
  tileMatrixSetIds,
  tileRange,
} from '../../src/grid/tile-matrix-set.ts';

/** What `tile-matrix-set.oracle.py` wrote, which says with which programs. */
interface Oracle {
  readonly id: string;
  readonly title: string;
  readonly crs: string;
  readonly orderedAxes: string[];
  /** id, scaleDenominator, cellSize, both of pointOfOrigin, tileWidth, matrixWidth, matrixHeight */
  readonly matrices: [string, number, number, number, number, number, number, number][];
  /** z, x, y, then bounds, x first */
  readonly tiles: [number, number, number, number, number, number, number][];
  /** lon, lat, x, y */
  readonly points: [number, number, number, number][];
}

const oracles = JSON.parse(
  readFileSync(new URL('tile-matrix-set.oracle.json', import.meta.url), 'utf8'),
) as readonly Oracle[];

const near = (found: number, wanted: number, tolerance: number, what: string): void =>
  assert.equal(Math.abs(found - wanted) <= tolerance, true, `${what}: ${found}, not ${wanted}`);

for (const oracle of oracles) {
  const set = requireTileMatrixSet(oracle.id);

  test(`${oracle.id} says what the registry says`, () => {
    assert.equal(set.title, oracle.title);
    assert.equal(set.crs, oracle.crs);
    assert.equal(set.uri, `http://www.opengis.net/def/tilematrixset/OGC/1.0/${oracle.id}`);
    assert.deepEqual(set.orderedAxes, oracle.orderedAxes);
    assert.equal(set.tileMatrices.length, oracle.matrices.length);
    for (const [i, [id, scale, cell, first, second, tileSide, columns, rows]] of oracle.matrices.entries()) {
      const matrix = set.tileMatrices[i];
      assert.deepEqual(
        [matrix.id, matrix.tileWidth, matrix.tileHeight, matrix.matrixWidth, matrix.matrixHeight],
        [id, tileSide, tileSide, columns, rows],
      );
      assert.deepEqual(
        matrix.pointOfOrigin.map((at) => at.toFixed(6)),
        [first.toFixed(6), second.toFixed(6)],
      );
      assert.equal(matrix.cornerOfOrigin, 'topLeft');
      // the registry's cells are rounded to 10 digits, and to a nanometre
      near(matrix.scaleDenominator / scale, 1, 5e-10, `scale of level ${id}`);
      near(matrix.cellSize, cell, 5e-10 + cell * 5e-10, `cell of level ${id}`);
      assert.equal(matrix.cellSize, set.tileMatrices[0].cellSize / 2 ** i, 'levels nest exactly');
    }
  });

  test(`${oracle.id} has its tiles where morecantile has them`, () => {
    for (const [z, x, y, ...wanted] of oracle.tiles) {
      const found = gridBounds(tileGrid(set, z, x, y, 256));
      // half a pixel; the polar sets' cells are written to a nanometre, which adds up to more of them from level 20 on
      const tolerance = Math.max(cellSize(set, z) / 2, set.mapCrs === WGS84 ? 0 : 5e-10 * 256 * (Math.max(x, y) + 1));
      for (const [i, edge] of wanted.entries()) near(found[i], edge, tolerance, `edge ${i} of ${z}/${x}/${y}`);
    }
  });

  test(`${oracle.id} is of the CRS that PROJ knows`, () => {
    const project = projector(WGS84, set.mapCrs);
    for (const [lon, lat, x, y] of oracle.points) {
      const [foundX, foundY] = project(lon, lat);
      const tolerance = set.mapCrs === WGS84 ? 1e-9 : 1e-3; // 1 mm
      near(foundX, x, tolerance, `x of ${lon}, ${lat}`);
      near(foundY, y, tolerance, `y of ${lon}, ${lat}`);
    }
    const code = Number(/\d+$/.exec(set.mapCrs.name)?.[0]);
    const listed = epsg(code);
    assert.equal(listed === undefined || sameCrs(listed, set.mapCrs), true, `${code} is the list's too`);
  });
}

test('there is a set for each UTM zone', () => {
  const ids = tileMatrixSetIds().filter((id) => id.startsWith('UTM'));
  assert.equal(ids.length, 60);
  // as the registry's UTM01WGS84Quad.json and UTM60WGS84Quad.json have them (opengeospatial/2D-Tile-Matrix-Set)
  for (const [id, title, crs, central] of [
    ['UTM01WGS84Quad', 'Universal Transverse Mercator Zone 01 WGS84 Quad', 'EPSG/0/32601', -177],
    ['UTM60WGS84Quad', 'Universal Transverse Mercator Zone 60 WGS84 Quad', 'EPSG/0/32660', 177],
  ] as const) {
    const set = requireTileMatrixSet(id);
    assert.equal(set.title, title);
    assert.equal(set.crs, `http://www.opengis.net/def/crs/${crs}`);
    assert.equal(set.uri, `http://www.opengis.net/def/tilematrixset/OGC/1.0/${id}`);
    assert.deepEqual(set.tileMatrices, requireTileMatrixSet('UTM31WGS84Quad').tileMatrices);
    const [x] = projector(WGS84, set.mapCrs)(central, 0);
    near(x, 500_000, 1e-6, 'easting of the central meridian');
  }
});

test('a set that is none is refused with those there are', () => {
  assert.equal(tileMatrixSet('WorldCRS84quad'), undefined);
  assert.throws(
    () => requireTileMatrixSet('GNOSISGlobalGrid'),
    (error) =>
      error instanceof Failure && error.kind === 'missing' && /GNOSIS.*WebMercatorQuad, .*UTM60/.test(error.message),
  );
});

test('a definition holds the standard’s members only', () => {
  const definition = tileMatrixSetDefinition(WEB_MERCATOR_QUAD);
  assert.equal('mapCrs' in definition, false);
  assert.equal(definition.wellKnownScaleSet, 'http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible');
});

for (const id of ['WebMercatorQuad', 'WorldCRS84Quad', 'EuropeanETRS89_LAEAQuad', 'UTM33WGS84Quad']) {
  test(`tiles of one level of ${id} meet without gap or overlap, and their bounds name them`, () => {
    const set = requireTileMatrixSet(id);
    for (const z of tileLevels(set)) {
      const { matrixWidth, matrixHeight } = set.tileMatrices[z - tileLevels(set)[0]];
      for (const share of [0, 0.37, 1]) {
        const [x, y] = [Math.floor(share * (matrixWidth - 1)), Math.floor(share * (matrixHeight - 1))];
        const [west, south, east, north] = gridBounds(tileGrid(set, z, x, y, 256));
        const slack = cellSize(set, z) / 100;
        const inner = [west + slack, south + slack, east - slack, north - slack] as const;
        assert.deepEqual(tileRange(set, z, inner), { minCol: x, minRow: y, maxCol: x, maxRow: y });
        if (x + 1 < matrixWidth) near(tileGrid(set, z, x + 1, y, 256).affine[2], east, 1e-8, 'next column');
        if (y + 1 < matrixHeight) near(tileGrid(set, z, x, y + 1, 256).affine[5], south, 1e-8, 'next row');
      }
    }
  });
}

test('bounds beyond a set are met by its edge', () => {
  const [left, top] = pointOfOrigin(WEB_MERCATOR_QUAD);
  const beyond = tileRange(WEB_MERCATOR_QUAD, 3, [left - 9, -top - 9, -left + 9, top + 9]);
  assert.deepEqual(beyond, { minCol: 0, minRow: 0, maxCol: 7, maxRow: 7 });
  assert.deepEqual(tileRange(WEB_MERCATOR_QUAD, 1, [0, 0, 1, 1]), { minCol: 1, minRow: 0, maxCol: 1, maxRow: 0 });
  assert.deepEqual(tileRange(WEB_MERCATOR_QUAD, 1, [-1, 0, 0, 1]), { minCol: 0, minRow: 0, maxCol: 0, maxRow: 0 });
});

test('a tile beyond its set is refused with what there is', () => {
  const laea = requireTileMatrixSet('EuropeanETRS89_LAEAQuad');
  const utm = requireTileMatrixSet('UTM31WGS84Quad');
  assert.throws(() => tileGrid(laea, 16, 0, 0, 256), /levels 0 to 15, not 16/);
  assert.throws(() => tileGrid(utm, 0, 0, 0, 256), /levels 1 to 24, not 0/);
  assert.throws(() => tileGrid(utm, 1, 1, 0, 256), /level 1 of UTM31WGS84Quad has x 0 to 0, not 1/);
  assert.throws(() => tileGrid(utm, 1, 0, 2, 256), /has y 0 to 1, not 2/);
});
