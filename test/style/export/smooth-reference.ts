import type { Encoding } from '../../../src/raster/raster.ts';
import { slotOf } from '../../../src/stats/classify.ts';
import { channelsOf } from '../../../src/style/color.ts';
import { cutsOf } from '../../../src/style/cuts.ts';
import type { Style } from '../../../src/style/style.ts';

/**
 * What a blend of a continuous style gives a stored number, unrounded red, green and blue, undefined for none: painted
 * where the picture is, linear between the steps' middles.
 */
export function blendOf(style: Style, encoding: Encoding): (stored: number) => readonly number[] | undefined {
  const cuts = cutsOf(style, encoding);
  const middles = style.intervals.map(({ min, max }) => min / 2 + max / 2);
  const colors = style.intervals.map(({ color }) => channelsOf(color));
  return (stored) => {
    if (Number.isNaN(stored) || slotOf(cuts, stored) === 0) return undefined;
    const value = stored * encoding.scale + encoding.offset;
    const above = middles.findIndex((middle) => middle > value);
    if (above === 0) return colors[0];
    if (above === -1) return colors[colors.length - 1];
    const share = (value - middles[above - 1]) / (middles[above] - middles[above - 1]);
    return colors[above - 1].map((channel, i) => channel + (colors[above][i] - channel) * share);
  };
}
