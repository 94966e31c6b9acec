import { MAX_BINS } from '../automatic.ts';
import type { Legend } from '../style.ts';
import { classLegend } from './class-legend.ts';
import { unreadableStyle } from './faults.ts';
import { withOuterBounds } from './outer-bounds.ts';
import { flatPieces, settle, singlePieces, spansOf } from './pieces.ts';
import { blendedLegend } from './ramp-legend.ts';
import type { Blend, Notes, ReadStyle } from './read-style.ts';
import { steppedLegend } from './stepped-legend.ts';
import type { ImportTarget } from './target.ts';

/**
 * The legend of a drawing in index values, without areas.
 *
 * @throws Failure `invalid` for one that paints nothing or more than a legend can
 */
export function legendOf({ drawing, range }: ReadStyle, target: ImportTarget, notes: Notes): Legend {
  const { encoding } = target;
  const pieces =
    drawing.kind === 'singles'
      ? singlePieces(drawing, encoding)
      : drawing.kind === 'blend'
        ? flatPieces(drawing, encoding)
        : drawing;
  if (pieces === undefined) return blendedLegend(drawing as Blend, target, notes);
  if (drawing.kind === 'singles') {
    notes.add('note', 'single_values', 'single values became classes that hold nothing else');
  }
  const settled = settle(pieces, encoding, notes);
  const { paints } = settled;
  const [isOpenBelow, isOpenAbove] = [paints[0] !== undefined, paints[paints.length - 1] !== undefined];
  const found = spansOf(settled, encoding, range, notes);
  if (found.length === 0) throw unreadableStyle('it paints nothing: every colour is transparent');
  const spans = withOuterBounds(found, target, range, notes);
  if (isOpenBelow !== isOpenAbove) {
    const side = isOpenBelow ? 'below the first' : 'above the last';
    const message = `values ${side} class are painted by the file; here that class reaches as far as this date's data`;
    notes.add('differs', 'half_open', message);
  }
  const isOpen = isOpenBelow && isOpenAbove;
  return spans.length > MAX_BINS
    ? steppedLegend(spans, settled, isOpen, target, notes)
    : classLegend(spans, isOpen, target, notes);
}
