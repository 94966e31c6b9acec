import type { Ring } from '../../src/grid/geometry.ts';
import { DEFAULT_IMAGE_OPTIONS, DEFAULT_LEGEND_OPTIONS, type ImageOptions } from '../../src/render/image-options.ts';
import type { LegendHeading } from '../../src/render/legend.ts';
import type { MapPlan, MapRequest } from '../../src/render/map-plan.ts';
import type { LegendModel } from '../../src/style/legend.ts';

/** An index picture of fields under a light gradient, pure mathematics: values in about [-0.15, 0.95]. */
export function fieldValue(x: number, y: number): number {
  const field = Math.floor(x * 5 + Math.sin(y * 3)) * 7 + Math.floor(y * 4 + x * 0.8) * 13;
  const vigour = 0.2 + 0.65 * fraction(Math.sin(field * 12.9898) * 43758.5453);
  const texture = 0.06 * Math.sin(x * 61 + field) * Math.sin(y * 53) + 0.05 * Math.sin((x + y) * 23);
  const pond = Math.hypot((x - 0.62) * 1.3, y - 0.4) < 0.09 ? -0.9 : 0;
  return Math.min(0.95, Math.max(-0.15, vigour + texture + pond));
}

function fraction(value: number): number {
  return value - Math.floor(value);
}

/** An irregular farm in unit coordinates: a notch in the south-east, touching all four sides. */
const FARM: Ring = [
  [0.02, 0.3],
  [0.18, 0.06],
  [0.47, 0],
  [0.8, 0.05],
  [1, 0.2],
  [0.97, 0.46],
  [0.63, 0.52],
  [0.6, 0.78],
  [0.5, 1],
  [0.16, 0.93],
  [0, 0.62],
  [0.02, 0.3],
];

export function farmRings(width: number, height: number): Ring[] {
  return [FARM.map(([x, y]) => [x * width, y * height] as const)];
}

/** Slots 1 to `count` of the field picture inside the farm, equal intervals; a cloud of missing data where asked. */
export function fieldSlots(width: number, height: number, count: number, hasCloud = false): Uint8Array {
  const slots = new Uint8Array(width * height);
  const [ring] = farmRings(1, 1);
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const [x, y] = [(col + 0.5) / width, (row + 0.5) / height];
      if (!isInside(x, y, ring) || (hasCloud && Math.hypot(x - 0.3, (y - 0.68) * 1.4) < 0.1)) continue;
      slots[row * width + col] = 1 + Math.min(count - 1, Math.floor(((fieldValue(x, y) + 0.15) / 1.1) * count));
    }
  }
  return slots;
}

function isInside(x: number, y: number, ring: Ring): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [x0, y0] = ring[i - 1];
    const [x1, y1] = ring[i];
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
  }
  return inside;
}

const RED_TO_GREEN = ['#d7191c', '#fdae61', '#ffffbf', '#a6d96a', '#1a9641'];
export const FIVE_LABELS = ['Very Low', 'Low', 'Moderate', 'High', 'Very High'];
/** Long labels in three scripts. */
export const LONG_LABELS = [
  'Вода и теневые участки',
  'Γυμνό έδαφος',
  'Sparse vegetation on stony ground above the tree line',
  'Водно-болотные угодья, камыш и прибрежная растительность',
  'Υγρότοπος',
  'Dense',
];

/** Colour of position `t` in [0, 1] of a red to green ramp. */
export function rampColor(t: number): string {
  const at = Math.min(t, 0.999999) * (RED_TO_GREEN.length - 1);
  const [low, share] = [Math.floor(at), at - Math.floor(at)];
  const channel = (color: string, i: number) => parseInt(color.slice(1 + i * 2, 3 + i * 2), 16);
  const mixed = [0, 1, 2].map((i) =>
    Math.round(channel(RED_TO_GREEN[low], i) * (1 - share) + channel(RED_TO_GREEN[low + 1], i) * share),
  );
  return `#${mixed.map((c) => c.toString(16).padStart(2, '0')).join('')}`;
}

export function rampColors(count: number): string[] {
  return Array.from({ length: count }, (_, i) => rampColor(count === 1 ? 0.5 : i / (count - 1)));
}

/** A legend of equal intervals over the field picture's values. */
export function classModel(labels: readonly string[], hectares = 400): LegendModel {
  const colors = rampColors(labels.length);
  const edge = (i: number) => (-0.15 + (1.1 * i) / labels.length).toFixed(2).replace('-', '−');
  const weights = labels.map((_, i) => (i === 0 ? 0.0004 : 1 + Math.sin(i * 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    kind: 'classes',
    ends: 'open',
    rows: labels.map((label, i) => ({
      color: colors[i],
      label,
      interval: `${edge(i)} – ${edge(i + 1)}`,
      areaHa: (weights[i] / total) * hectares,
      percent: (weights[i] / total) * 100,
    })),
  };
}

export function continuousModel(ends: 'open' | 'closed' = 'open'): LegendModel {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8].map((value) => ({ value, text: value.toFixed(1) }));
  return {
    ...classModel(FIVE_LABELS),
    kind: 'continuous',
    ends,
    bar: { colors: rampColors(250), min: -0.15, max: 0.95, ticks },
  };
}

export const HEADING: LegendHeading = {
  indexName: 'NDVI',
  aoiName: 'Home Farm, north paddock',
  date: '6 May 2024',
  mode: 'dynamic',
};

/** Options with some of them changed. */
export function imageOptions(
  changes: Partial<Omit<ImageOptions, 'legend'>> & { legend?: false | Partial<ImageOptions['legend'] & object> } = {},
): ImageOptions {
  const { legend, ...rest } = changes;
  const chosen = legend === false ? false : { ...DEFAULT_LEGEND_OPTIONS, ...legend };
  return { ...DEFAULT_IMAGE_OPTIONS, ...rest, legend: chosen };
}

/** A request for the farm at a native size. */
export function farmRequest(width: number, height: number, changes: Partial<MapRequest> = {}): MapRequest {
  return {
    native: { width, height },
    rings: farmRings(width, height),
    legend: { model: classModel(FIVE_LABELS), heading: HEADING },
    options: imageOptions(),
    ...changes,
  };
}

/** The farm's slots at the size that a plan asks for. */
export function planSlots(plan: MapPlan, count: number, hasCloud = false): Uint8Array {
  return fieldSlots(plan.data.width, plan.data.height, count, hasCloud);
}
