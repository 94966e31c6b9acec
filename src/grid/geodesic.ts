/** WGS 84: semi-axes in metres, flattening. */
const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const RADIANS = Math.PI / 180;

/** Steps after which the longitude on the sphere is settled, save for points on opposite sides of the earth. */
const MAX_STEPS = 100;

/**
 * Length of the shortest line between two places on the WGS 84 ellipsoid, m, to a millimetre: Vincenty's inverse
 * formula (Survey Review 23/176, 1975). NaN for places that are nearly opposite each other, which it cannot tell.
 *
 * @param from longitude and latitude, degrees
 */
export function geodesicLength(
  [lon1, lat1]: readonly [number, number],
  [lon2, lat2]: readonly [number, number],
): number {
  const L = (lon2 - lon1 - 360 * Math.round((lon2 - lon1) / 360)) * RADIANS;
  const U1 = Math.atan((1 - F) * Math.tan(lat1 * RADIANS));
  const U2 = Math.atan((1 - F) * Math.tan(lat2 * RADIANS));
  const [sinU1, cosU1, sinU2, cosU2] = [Math.sin(U1), Math.cos(U1), Math.sin(U2), Math.cos(U2)];
  let lambda = L;
  for (let step = 0; step < MAX_STEPS; step++) {
    const [sinLambda, cosLambda] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(cosU2 * sinLambda, cosU1 * sinU2 - sinU1 * cosU2 * cosLambda);
    if (sinSigma === 0) return 0;
    const cosSigma = sinU1 * sinU2 + cosU1 * cosU2 * cosLambda;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (cosU1 * cosU2 * sinLambda) / sinSigma;
    const cosSqAlpha = 1 - sinAlpha ** 2;
    // along the equator there is no middle latitude
    const cos2SigmaM = cosSqAlpha === 0 ? 0 : cosSigma - (2 * sinU1 * sinU2) / cosSqAlpha;
    const C = (F / 16) * cosSqAlpha * (4 + F * (4 - 3 * cosSqAlpha));
    const turn = sigma + C * sinSigma * (cos2SigmaM + C * cosSigma * (2 * cos2SigmaM ** 2 - 1));
    const next = L + (1 - C) * F * sinAlpha * turn;
    if (Math.abs(next - lambda) < 1e-13) return length(sigma, sinSigma, cosSigma, cosSqAlpha, cos2SigmaM);
    lambda = next;
  }
  return NaN;
}

function length(sigma: number, sinSigma: number, cosSigma: number, cosSqAlpha: number, cos2SigmaM: number): number {
  const uSq = (cosSqAlpha * (A ** 2 - B ** 2)) / B ** 2;
  const a = 1 + (uSq / 16384) * (4096 + uSq * (-768 + uSq * (320 - 175 * uSq)));
  const b = (uSq / 1024) * (256 + uSq * (-128 + uSq * (74 - 47 * uSq)));
  const c2 = cos2SigmaM ** 2;
  const third = (b / 6) * cos2SigmaM * (4 * sinSigma ** 2 - 3) * (4 * c2 - 3);
  const deltaSigma = b * sinSigma * (cos2SigmaM + (b / 4) * (cosSigma * (2 * c2 - 1) - third));
  return B * a * (sigma - deltaSigma);
}
