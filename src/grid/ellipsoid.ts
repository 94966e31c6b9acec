/**
 * The WGS 84 ellipsoid (semi-axis in metres, inverse flattening) and its authalic sphere: the sphere of equal area
 * on which areas can be computed with spherical formulae. Snyder, Map Projections: a Working Manual (1987), 3-11 to
 * 3-18.
 */
const A = 6378137;
const F = 1 / 298.257223563;
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const Q_POLE = qOf(1);

/** Radius of the sphere with the ellipsoid's surface, m. */
export const AUTHALIC_RADIUS = A * Math.sqrt(Q_POLE / 2);

/**
 * Area between the equator and a latitude per radian of longitude, m2; negative in the south. The difference at two
 * latitudes, times the longitude between two meridians, is the exact area of their cell.
 */
export function zoneArea(latDegrees: number): number {
  return ((A * A) / 2) * qOf(Math.sin((latDegrees * Math.PI) / 180));
}

/** Snyder (3-12). */
function qOf(sinLat: number): number {
  const eSin = E * sinLat;
  return (1 - E2) * (sinLat / (1 - eSin * eSin) + Math.atanh(eSin) / E);
}

/** Coefficients of Snyder's series (3-18); what is cut off is below 1e-9 rad. */
const SIN_2 = E2 / 3 + (31 * E2 ** 2) / 180 + (59 * E2 ** 3) / 560;
const SIN_4 = (17 * E2 ** 2) / 360 + (61 * E2 ** 3) / 1260;
const SIN_6 = (383 * E2 ** 3) / 45360;

/**
 * Latitude on the authalic sphere, radians. The series, unlike the closed form, keeps its digits at the poles.
 *
 * @param lat geodetic, radians
 */
export function authalicLatitude(lat: number): number {
  return lat - SIN_2 * Math.sin(2 * lat) + SIN_4 * Math.sin(4 * lat) - SIN_6 * Math.sin(6 * lat);
}
