import type { Ends } from './style.ts';

/** One row of a legend drawing: a class with its text, its ground area and its share of the valid area. */
export interface LegendRow {
  readonly color: string;
  readonly label: string;
  /** The class's bounds as text, such as `0.2 – 0.5`; `< 0.2` and `≥ 0.8` at open ends. */
  readonly interval: string;
  readonly areaHa: number;
  /** Share of the valid area, 0 to 100. */
  readonly percent: number;
}

/** A continuous colour bar: `colors` are equal steps from `min` to `max`, and every tick lies within them. */
export interface LegendBar {
  readonly colors: readonly string[];
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

/** What a drawing of a legend shows: the same classes, colours and numbers as the picture. Rows ascend. */
export interface LegendModel {
  readonly kind: 'classes' | 'continuous';
  readonly rows: readonly LegendRow[];
  /** Present when `kind` is `continuous` and there is something to show. */
  readonly bar?: LegendBar;
  readonly ends: Ends;
}
