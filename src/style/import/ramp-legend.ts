import { DEFAULT_BINS, MAX_BINS } from '../automatic.ts';
import { rampColors } from '../classes.ts';
import { editLegend } from '../edit.ts';
import type { Legend } from '../style.ts';
import { unreadableStyle } from './faults.ts';
import type { Span } from './pieces.ts';
import { colorsOfRamp, rampOfBlend, type Ramp } from './ramp.ts';
import type { Blend, Notes } from './read-style.ts';
import type { ImportTarget } from './target.ts';

/** The continuous legend of colours that blend. @throws Failure `invalid` if they are transparent throughout */
export function blendedLegend(blend: Blend, target: ImportTarget, notes: Notes): Legend {
  const ramp = rampOfBlend(blend, target.encoding, notes);
  if (ramp.spans.length === 0) throw unreadableStyle('it paints nothing: every colour is transparent');
  const labels = blend.knots.filter(({ paint, value }) => paint?.label !== undefined && Number(paint.label) !== value);
  if (labels.length > 0) {
    const message = 'labels of single values: the classes of a continuous legend are intervals';
    notes.add('lost', 'stop_labels', message, labels[0].line === undefined ? null : { line: labels[0].line });
  }
  if (blend.isClamped && !ramp.isOpen) {
    notes.add('note', 'closed', 'values beyond the ramp are not painted, as in the file');
  }
  notes.add('differs', 'ramp', 'a smooth ramp is painted in 250 equal steps, within a step of the file’s colours');
  return rampLegend(ramp, target);
}

/** The continuous legend of a ramp, with the present classes where they cover the same. */
export function rampLegend(ramp: Ramp, target: ImportTarget): Legend {
  const { automatic, previous } = target;
  const colorMap = colorsOfRamp(ramp);
  const bounds = keptBounds(ramp, previous) ?? boundsOf(ramp);
  const colors = rampColors(bounds, colorMap);
  const items = bounds.map(({ min, max, label }, i) => ({ min, max, label, color: colors[i] }));
  const legend = editLegend({ items, automatic: { ...automatic, ramp: 'continuous', colorMap }, field: 'style' });
  return { ...legend, ends: ramp.isOpen ? 'open' : 'closed' };
}

type LabelledSpan = Pick<Span, 'min' | 'max' | 'label'>;

function keptBounds({ spans }: Ramp, previous: Legend | undefined): LabelledSpan[] | undefined {
  if (previous === undefined || previous.classes.length === 0) return undefined;
  const kept: { min: number; max: number }[] = [];
  for (const { min, max } of previous.classes) {
    const before = kept.at(-1);
    if (before?.max === min) before.max = max;
    else kept.push({ min, max });
  }
  const isSame =
    kept.length === spans.length && kept.every(({ min, max }, i) => min === spans[i].min && max === spans[i].max);
  return isSame ? previous.classes.map(({ min, max, label }) => ({ min, max, label })) : undefined;
}

/** Between the values at which the file names colours, if they are few; else equal ones, or one a span. */
function boundsOf({ spans, stops }: Ramp): LabelledSpan[] {
  const inner = (span: Ramp['spans'][number]): number[] =>
    stops.filter((value) => value > span.min && value < span.max);
  const count = spans.reduce((sum, span) => sum + inner(span).length + 1, 0);
  if (spans.length > MAX_BINS) {
    throw unreadableStyle(`it has ${spans.length} parts with gaps between them; a legend has 1 to ${MAX_BINS} classes`);
  }
  return spans.flatMap((span) => {
    const between = count <= MAX_BINS && count > 1 ? inner(span) : spans.length === 1 ? equalParts(span) : [];
    const edges = [span.min, ...between, span.max];
    return edges.slice(1).map((max, i) => ({ min: edges[i], max, label: undefined }));
  });
}

function equalParts({ min, max }: Ramp['spans'][number]): number[] {
  return Array.from({ length: DEFAULT_BINS - 1 }, (_, i) => min + ((max - min) * (i + 1)) / DEFAULT_BINS);
}
