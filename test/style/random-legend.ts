import { decimalsFor } from '../../src/style/number-format.ts';
import { intervalLabel } from '../../src/style/classes.ts';
import type { Legend, LegendClass } from '../../src/style/style.ts';

/**
 * A legend of one to fifteen random classes: some with short decimal edges and some with long ones, some with gaps,
 * open or closed, now and then continuous.
 */
export function randomLegend(random: () => number): Legend {
  const count = 1 + Math.floor(random() * 15);
  const digits = random() < 0.7 ? 1 + Math.floor(random() * 4) : 17;
  const round = (x: number): number => (digits === 17 ? x : Number(x.toFixed(digits)));
  const edges = [...new Set(Array.from({ length: count + 1 }, () => round(random() * 2 - 1)))].sort((a, b) => a - b);
  if (edges.length < 2) edges.push(edges[0] + 0.5);
  const hasGaps = random() < 0.3;
  const decimals = decimalsFor(edges);
  const classes: LegendClass[] = edges.slice(1).flatMap((max, i) => {
    if (hasGaps && i > 0 && random() < 0.3) return [];
    const color = `#${(0x102030 + i * 0x0a0b0c).toString(16).padStart(6, '0')}`;
    const [min, label] = [edges[i], intervalLabel(edges[i], max, decimals)];
    return [{ min, max, label, color, area: 0, area_percentage: 0 }];
  });
  return {
    mode: 'dynamic',
    classes,
    ends: random() < 0.5 ? 'open' : 'closed',
    ramp: random() < 0.1 ? 'continuous' : 'classes',
    colorMap: 'viridis',
    method: 'equal_interval',
    range: 'minmax',
    isEdited: false,
  };
}
