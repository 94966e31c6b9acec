/** A million turns: beyond, longitudes no longer tell one pixel from the next. */
const MAX_LONGITUDE = 360e6;

/** Whether a longitude and latitude name a place: latitudes end at the poles, longitudes go round. */
export function isOnEarth(lon: number, lat: number): boolean {
  return Math.abs(lon) <= MAX_LONGITUDE && Math.abs(lat) <= 90;
}
