/** Where a piece of furniture stands: in a corner of the map, or where it hides least (`auto`). */
export const FURNITURE_POSITIONS = ['auto', 'top-left', 'top-right', 'bottom-left', 'bottom-right'] as const;
export type FurniturePosition = (typeof FURNITURE_POSITIONS)[number];

export const SCALE_BAR_UNITS = ['metric', 'imperial'] as const;
export type ScaleBarUnits = (typeof SCALE_BAR_UNITS)[number];

export interface ScaleBarOptions {
  readonly position: FurniturePosition;
  /** Metres and kilometres, or feet and miles. */
  readonly units: ScaleBarUnits;
}

export interface NorthArrowOptions {
  readonly position: FurniturePosition;
}

export interface AttributionOptions {
  readonly text: string;
  readonly position: FurniturePosition;
}

/** What stands on a map besides its legend; each is left out unless asked for. */
export interface FurnitureOptions {
  readonly scaleBar?: false | ScaleBarOptions;
  readonly northArrow?: false | NorthArrowOptions;
  readonly attribution?: false | AttributionOptions;
}

export const DEFAULT_SCALE_BAR: ScaleBarOptions = { position: 'auto', units: 'metric' };
export const DEFAULT_NORTH_ARROW: NorthArrowOptions = { position: 'auto' };

/** Furniture of a picture that has no legend, such as a window that a map service was asked for. */
export interface WindowFurniture extends FurnitureOptions {
  /** Image pixels per CSS pixel; 1 unless given. */
  readonly scale?: number;
  /** Dark letters on light rims, as unless given, or light ones on dark rims. */
  readonly theme?: 'light' | 'dark';
}
