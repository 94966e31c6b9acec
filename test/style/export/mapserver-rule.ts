/** A LAYER's classes and PROCESSING options, as MapServer reads them. */
export interface LayerStyle {
  readonly classes: readonly {
    readonly name: string;
    readonly min: number;
    readonly max: number;
    readonly color: string;
  }[];
  readonly scale: readonly [low: number, high: number] | undefined;
  readonly buckets: number | undefined;
}

/** Reads the text of a LAYER. */
export function readLayer(text: string): LayerStyle {
  const option = (name: string): string | undefined => new RegExp(`PROCESSING "${name}=([^"]*)"`).exec(text)?.[1];
  const [low, high] = (option('SCALE') ?? '').split(',').map(Number);
  const classes = [...text.matchAll(/CLASS NAME "((?:[^"\\]|\\.)*)" EXPRESSION \(([^)]*)\) STYLE COLOR ([\d ]+) END/g)];
  return {
    classes: classes.map(([, name, condition, color]) => {
      const bound = (sign: string): number =>
        Number(new RegExp(`\\[pixel\\] ${sign} (-?[\\d.]+)`).exec(condition)?.[1] ?? NaN);
      const rgb = color.trim().split(' ').map(Number);
      return {
        name: name.replace(/\\(.)/g, '$1'),
        min: bound('>='),
        max: bound('<'),
        color: `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`,
      };
    }),
    scale: option('SCALE') === undefined ? undefined : [low, high],
    buckets: option('SCALE_BUCKETS') === undefined ? undefined : Number(option('SCALE_BUCKETS')),
  };
}

/** The colour that MapServer gives a stored number, undefined for none (`mapdrawgdal.c`, 8.0). */
export function mapserverColor({ classes, scale, buckets }: LayerStyle, stored: number): string | undefined {
  let value = stored;
  if (scale !== undefined && buckets !== undefined) {
    const ratio = buckets / (scale[1] - scale[0]);
    const bucket = Math.trunc((Math.fround(stored) - scale[0]) * ratio + 1) - 1;
    if (bucket < 0 || bucket >= buckets) return undefined;
    value = Number(Math.fround((bucket + 0.5) / ratio + scale[0]).toPrecision(6));
  }
  // a bound that is not there is NaN, which nothing is below
  return classes.find(({ min, max }) => !(value < min) && !(value >= max))?.color;
}
