/** A DISCRETE colour ramp of a QML, with the ranges that are transparent. */
export interface QmlStyle {
  readonly items: readonly {
    readonly value: number;
    readonly color: string;
    readonly alpha: number;
    readonly label: string;
  }[];
  readonly hidden: readonly { readonly min: number; readonly max: number }[];
}

/** Reads a QML; numbers of 15 digits where it `isSaved` by QGIS. */
export function readQml(qml: string, { isSaved = false } = {}): QmlStyle {
  const number = (text: string): number => {
    if (text === 'inf') return Infinity;
    return isSaved ? Number(Number(text).toPrecision(15)) : Number(text);
  };
  const elements = (name: string): Map<string, string>[] =>
    [...qml.matchAll(new RegExp(`<${name} ([^>]*)/>`, 'g'))].map(([, text]) => {
      return new Map([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
    });
  return {
    items: elements('item').map((item) => {
      const [value, alpha] = [number(item.get('value') ?? ''), Number(item.get('alpha'))];
      return { value, color: item.get('color') ?? '', alpha, label: item.get('label') ?? '' };
    }),
    hidden: elements('pixelListEntry').map((entry) => {
      return { min: number(entry.get('min') ?? ''), max: number(entry.get('max') ?? '') };
    }),
  };
}

/** QGIS takes values so near to each other for the same, where it looks for transparent ones. */
const SAME_VALUE = 4 * Number.EPSILON;

/**
 * The colour that QGIS gives a value, undefined for none: that of the first item not below it
 * (`qgscolorrampshader.cpp`), unless a transparent range holds it (`qgsrastertransparency.cpp`).
 */
export function qgisColor({ items, hidden }: QmlStyle, value: number): string | undefined {
  if (hidden.some(({ min, max }) => value >= min - SAME_VALUE && value <= max + SAME_VALUE)) return undefined;
  const item = items.find((one) => value <= one.value);
  return item === undefined || item.alpha === 0 ? undefined : item.color;
}
