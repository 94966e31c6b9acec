type Triple = readonly [number, number, number];

/** How a colour is seen: with normal vision, or without the cones for green (deuteranopia) or red (protanopia). */
export type Vision = keyof typeof SIMULATION;

// Machado, Oliveira and Fernandes (2009), doi 10.1109/TVCG.2009.113, severity 1, on linear RGB
const SIMULATION = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
} as const satisfies Record<string, readonly Triple[]>;

const RGB_TO_XYZ: readonly Triple[] = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];
const WHITE: Triple = [0.95047, 1, 1.08883];

/** CIE L*a*b* of a `#rrggbb` colour as it is seen. */
export function labOf(color: string, vision: Vision = 'normal'): Triple {
  const linear = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const seen = times(SIMULATION[vision], linear).map((share) => Math.min(1, Math.max(0, share)));
  const [x, y, z] = times(RGB_TO_XYZ, seen).map((value, i) => {
    const t = value / WHITE[i];
    return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Distance of two colours in L*a*b* (CIE 1976); about 2.3 is just noticeable side by side. */
export function colorDistance(one: string, other: string, vision: Vision): number {
  const [a, b] = [labOf(one, vision), labOf(other, vision)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function times(matrix: readonly Triple[], vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * vector[i], 0));
}
