import type { Encoding } from '../../raster/raster.ts';
import type { ReadStyle } from './read-style.ts';

/** The drawing in index values; a negative scale turns it round. */
export function inIndexValues(drawing: ReadStyle['drawing'], { scale, offset }: Encoding): ReadStyle['drawing'] {
  const isTurned = scale < 0;
  const convert = <Item extends { readonly value: number }>(items: readonly Item[]): Item[] => {
    const converted = items.map((item) => ({ ...item, value: item.value * scale + offset }));
    return isTurned ? converted.reverse() : converted;
  };
  const turned = (side: 'below' | 'above'): 'below' | 'above' =>
    isTurned ? (side === 'below' ? 'above' : 'below') : side;
  switch (drawing.kind) {
    case 'pieces':
      return {
        kind: 'pieces',
        cuts: convert(drawing.cuts).map((cut) => ({ ...cut, side: turned(cut.side) })),
        paints: isTurned ? [...drawing.paints].reverse() : drawing.paints,
      };
    case 'blend':
      return { ...drawing, knots: convert(drawing.knots), side: turned(drawing.side) };
    case 'singles':
      return { kind: 'singles', knots: convert(drawing.knots) };
  }
}
