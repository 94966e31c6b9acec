import { parseExpression, type MathNode } from '../../src/raster/band-math.ts';
import { SATELLITES } from '../../src/presets/satellites.ts';
import type { PresetIndex } from '../../src/presets/types.ts';
import { reflectance, type Surface } from './spectra.ts';

/** The value of an index over a surface, by walking its expression with the bands of its own satellite. */
export function valueOver(index: PresetIndex, surface: Surface): number {
  const satellite = SATELLITES.find(({ id }) => id === index.satelliteId);
  if (satellite === undefined) throw new RangeError(`no satellite of ${index.name}`);
  const { root } = parseExpression(
    index.expression,
    satellite.bands.map(({ name }) => name),
  );
  return evaluate(root, (name) => {
    const band = satellite.bands.find((candidate) => candidate.name === name);
    if (band === undefined) throw new RangeError(`no band ${name}`);
    return reflectance(surface, band.commonName);
  });
}

/** The label of the class that a value lies in; values beyond the ends belong to the end classes. */
export function classOf({ breakpoints: { edges, labels } }: PresetIndex, value: number): string {
  const inner = edges.slice(1, -1);
  return labels[inner.filter((edge) => value >= edge).length];
}

function evaluate(node: MathNode, band: (name: string) => number): number {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'band':
      return band(node.name);
    case 'negate':
      return -evaluate(node.operand, band);
    case 'arithmetic': {
      const [left, right] = [evaluate(node.left, band), evaluate(node.right, band)];
      return { '+': left + right, '-': left - right, '*': left * right, '/': left / right, '^': left ** right }[
        node.operator
      ];
    }
    case 'call': {
      const [x] = node.args.map((argument) => evaluate(argument, band));
      if (node.name === 'sqrt') return Math.sqrt(x);
      if (node.name === 'exp') return Math.exp(x);
      break;
    }
    default:
  }
  throw new RangeError(`presets do not use ${node.kind === 'call' ? node.name : node.kind}`);
}
