import { editLegend, type LegendItemInput } from '../edit.ts';
import { oneLine } from '../export/subject.ts';
import type { Legend } from '../style.ts';
import type { Span } from './pieces.ts';
import type { Notes } from './read-style.ts';
import type { ImportTarget } from './target.ts';

const MAX_LABEL_LENGTH = 200;

/**
 * The legend of these classes, as a PUT of them would be.
 *
 * @param spans at most as many as a legend has classes, with finite bounds
 */
export function classLegend(spans: readonly Span[], isOpen: boolean, target: ImportTarget, notes: Notes): Legend {
  const items = spans.map(({ min, max, color, label }) => ({ min, max, color, label: labelOf(label, notes) }));
  return { ...edited(items, target), ends: isOpen ? 'open' : 'closed' };
}

/** Where the classes are the present ones, labels left out are the present labels. */
function edited(items: readonly LegendItemInput[], { automatic, previous }: ImportTarget): Legend {
  const isSame =
    previous?.classes.length === items.length &&
    previous.classes.every(({ min, max }, i) => min === items[i].min && max === items[i].max);
  const labelled = isSame
    ? items.map((item, i) => ({ ...item, label: item.label ?? previous.classes[i].label }))
    : items;
  return editLegend({ items: labelled, automatic, field: 'style' });
}

function labelOf(label: string | undefined, notes: Notes): string | undefined {
  if (label === undefined) {
    notes.add('note', 'label', 'a class without a label has its interval as label, or the present label of that class');
    return undefined;
  }
  const clean = oneLine(label).trim();
  if (clean.length <= MAX_LABEL_LENGTH) return clean === '' ? undefined : clean;
  notes.add('lost', 'label_length', `a label of more than ${MAX_LABEL_LENGTH} characters was cut`);
  // not in the middle of a pair of surrogates
  return oneLine(clean.slice(0, MAX_LABEL_LENGTH));
}
