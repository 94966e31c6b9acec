import { Failure } from '../failure.ts';
import { applyAffine, type Affine } from '../grid/affine.ts';
import { Key, type GeoKeys } from './geo-keys.ts';
import type { Directory } from './header.ts';
import { Tag } from './tags.ts';

/** Ground control points must fit one affine transform this well, in pixels. */
const GCP_TOLERANCE_PX = 0.001;

/** A pixel position and where it lies. */
interface TiePoint {
  readonly col: number;
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Pixel to CRS transform of a file: from ModelTransformation, from scale and tiepoint, or from control points that
 * fit one exactly. Where the tags speak of pixel centres (PixelIsPoint) the half pixel is taken off.
 *
 * @throws Failure `unreadable` if there is no georeferencing, or none that can be inverted
 */
export function readAffine(name: string, directory: Directory, keys: GeoKeys | undefined): Affine {
  const affine = tagAffine(name, directory);
  if (!affine.every(Number.isFinite) || affine[0] * affine[4] - affine[1] * affine[3] === 0) {
    throw new Failure(
      'unreadable',
      `${name} cannot be read: its georeferencing [${affine.join(', ')}] cannot be inverted`,
    );
  }
  if (keys?.number(Key.RasterType) !== 2) return affine;
  const [x, y] = applyAffine(affine, -0.5, -0.5);
  return [affine[0], affine[1], x, affine[3], affine[4], y];
}

function tagAffine(name: string, { numbers }: Directory): Affine {
  const matrix = numbers.get(Tag.ModelTransformation);
  if (matrix !== undefined && matrix.length >= 8) {
    return [matrix[0], matrix[1], matrix[3], matrix[4], matrix[5], matrix[7]];
  }
  const tiePoints = readTiePoints(numbers.get(Tag.ModelTiepoint) ?? []);
  const scale = numbers.get(Tag.ModelPixelScale);
  if (scale !== undefined && scale.length >= 2 && tiePoints.length > 0) {
    const [{ col, row, x, y }] = tiePoints;
    // rows run south; GDAL, against the letter of the format, takes a negative scale as written by mistake
    const [a, e] = [scale[0], -Math.abs(scale[1])];
    return [a, 0, x - col * a, 0, e, y - row * e];
  }
  if (tiePoints.length >= 3) return fitTiePoints(name, tiePoints);
  throw new Failure(
    'unreadable',
    `${name} has no georeferencing; it must state a transform (pixel scale and tiepoint, or a matrix) and a CRS`,
  );
}

/** Tiepoints are stored as `(col, row, 0, x, y, z)`. */
function readTiePoints(stored: readonly number[]): TiePoint[] {
  return Array.from({ length: Math.floor(stored.length / 6) }, (_, i) => {
    const [col, row, , x, y] = stored.slice(i * 6, i * 6 + 6);
    return { col, row, x, y };
  });
}

function fitTiePoints(name: string, points: readonly TiePoint[]): Affine {
  const affine = throughThree(widestTriangle(points));
  const pixel = Math.sqrt(Math.abs(affine[0] * affine[4] - affine[1] * affine[3]));
  const misfitPx = Math.max(
    ...points.map(({ col, row, x, y }) => {
      const [fx, fy] = applyAffine(affine, col, row);
      return Math.hypot(fx - x, fy - y) / pixel;
    }),
  );
  if (misfitPx <= GCP_TOLERANCE_PX) return affine;
  throw new Failure(
    'unreadable',
    `${name} cannot be read: its ${points.length} ground control points do not lie on one affine transform ` +
      `(off by ${misfitPx.toPrecision(3)} pixels); warp it first`,
  );
}

/** Twice the signed area that three points span in pixel space. */
function doubleArea(p: TiePoint, q: TiePoint, r: TiePoint): number {
  return (q.col - p.col) * (r.row - p.row) - (r.col - p.col) * (q.row - p.row);
}

function widestTriangle(points: readonly TiePoint[]): [TiePoint, TiePoint, TiePoint] {
  const [first] = points;
  const distance = (p: TiePoint): number => Math.hypot(p.col - first.col, p.row - first.row);
  const far = points.reduce((best, p) => (distance(p) > distance(best) ? p : best));
  const third = points.reduce((best, p) =>
    Math.abs(doubleArea(first, far, p)) > Math.abs(doubleArea(first, far, best)) ? p : best,
  );
  return [first, far, third];
}

function throughThree([p, q, r]: [TiePoint, TiePoint, TiePoint]): Affine {
  const area = doubleArea(p, q, r);
  const solve = (vp: number, vq: number, vr: number): [number, number, number] => {
    const perCol = ((vq - vp) * (r.row - p.row) - (vr - vp) * (q.row - p.row)) / area;
    const perRow = ((vr - vp) * (q.col - p.col) - (vq - vp) * (r.col - p.col)) / area;
    return [perCol, perRow, vp - perCol * p.col - perRow * p.row];
  };
  return [...solve(p.x, q.x, r.x), ...solve(p.y, q.y, r.y)];
}
