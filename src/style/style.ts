/** Dynamic: from that date's own data. Theoretical: from the index's own breakpoints, the same on every date. */
export type Mode = 'dynamic' | 'theoretical';

/** How breakpoints of a dynamic legend are found. */
export type BreakMethod = 'equal_interval' | 'quantile' | 'natural_breaks' | 'std_dev';

/** The span that breakpoints are laid over: all data, or between two percentiles in [0, 100]. */
export type BreakRange = 'minmax' | readonly [low: number, high: number];

/** Whether pixels are painted in class colours or in 250 equal steps of the colour map. */
export type Ramp = 'classes' | 'continuous';

/** The name of a published colour map, or an explicit list of `#rrggbb` colours. */
export type ColorMap = string | readonly string[];

/** Open: values beyond the ends take the end class's colour and area. Closed: they have neither. */
export type Ends = 'open' | 'closed';

/** One class of a legend, as the v0 API shows it: `[min, max)`, the last one closed. Area in m2. */
export interface LegendClass {
  readonly min: number;
  readonly max: number;
  readonly label: string;
  /** `#rrggbb`, lower case. */
  readonly color: string;
  readonly area: number;
  /** Share of the valid area of that date, 0 to 100. */
  readonly area_percentage: number;
}

/**
 * A legend as the catalogue stores it: the one thing that PNG, tiles, legend image, SLD and statistics read. It is
 * computed once per AOI, index, date and method, and named by `scaleId`.
 */
export interface Legend {
  readonly mode: Mode;
  readonly classes: readonly LegendClass[];
  readonly ends: Ends;
  readonly ramp: Ramp;
  readonly colorMap: ColorMap;
  readonly method: BreakMethod;
  readonly range: BreakRange;
  /** True once its classes were given by hand (PUT); automatic legends follow their data. */
  readonly isEdited: boolean;
}

/** A painted interval in index values: `[min, max)`, or `[min, max]` when `isMaxClosed`. */
export interface PaintedInterval {
  readonly min: number;
  readonly max: number;
  readonly isMaxClosed: boolean;
  readonly color: string;
  readonly label: string;
}

/**
 * A legend resolved to numbers: what painter, legend drawing and exporters read. `intervals` ascend and do not
 * overlap; at most 255 of them. For `ramp: continuous` they are the 250 steps, otherwise the classes.
 */
export interface Style {
  readonly intervals: readonly PaintedInterval[];
  readonly ends: Ends;
  readonly ramp: Ramp;
  /** Classes with labels and areas, for the legend's text. */
  readonly classes: readonly LegendClass[];
}

/**
 * Breakpoints that an index brings with it: `edges` ascend strictly and are one longer than `labels`. Without
 * `colors` (as many as labels, `#rrggbb`) the classes are coloured from the index's colour map.
 */
export interface Breakpoints {
  readonly edges: readonly number[];
  readonly labels: readonly string[];
  readonly colors?: readonly string[];
}
