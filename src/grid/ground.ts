import { applyAffine, invertAffine } from './affine.ts';
import { geodesicLength } from './geodesic.ts';
import type { Grid } from './grid.ts';
import { projector, WGS84 } from './projection.ts';

/** How a picture lies on the ground, at its middle. */
export interface Ground {
  /** Ground length of a line of so many pixels along the middle row, centred on the middle, m; NaN off the earth. */
  metresAcross(pixels: number): number;
  /** Where true north is, degrees clockwise from up; undefined at a pole and off the earth. */
  readonly northDegrees: number | undefined;
}

/** Latitude to go for a direction: 11 m, over which no meridian bends visibly. */
const STEP_DEGREES = 1e-4;
/** Nearer to a pole every direction is south (or north). */
const LEAST_FROM_POLE_DEGREES = 1e-6;

/** The ground below the middle of a grid, by its CRS on the WGS 84 ellipsoid. */
export function groundOf({ crs, affine, width, height }: Grid): Ground {
  const [middleCol, middleRow] = [width / 2, height / 2];
  const toLonLat = projector(crs, WGS84);
  const placeOf = (col: number) => toLonLat(...applyAffine(affine, col, middleRow));
  return {
    metresAcross(pixels) {
      const [from, to] = [placeOf(middleCol - pixels / 2), placeOf(middleCol + pixels / 2)];
      return Number.isNaN(from[0] + to[0]) ? NaN : geodesicLength(from, to);
    },
    northDegrees: northAt(middleCol, middleRow),
  };

  function northAt(col: number, row: number): number | undefined {
    const [lon, lat] = placeOf(col);
    if (!(Math.abs(lat) < 90 - LEAST_FROM_POLE_DEGREES)) return undefined;
    // southwards near the north pole, which the step would overshoot
    const step = lat + STEP_DEGREES < 90 ? STEP_DEGREES : -STEP_DEGREES;
    const [x, y] = projector(WGS84, crs)(lon, lat + step);
    if (Number.isNaN(x)) return undefined;
    const [toCol, toRow] = applyAffine(invertAffine(affine), x, y);
    const degrees = (Math.atan2((toCol - col) * step, -(toRow - row) * step) * 180) / Math.PI;
    return Object.is(degrees, -0) ? 0 : degrees;
  }
}
