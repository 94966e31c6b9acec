/** Rectangle `[minX, minY, maxX, maxY]` in some CRS. In EPSG:4326 `minX > maxX` means it crosses the antimeridian. */
export type Bounds = readonly [minX: number, minY: number, maxX: number, maxY: number];
