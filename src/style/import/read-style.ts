/** Formats that a style can be read from. */
export const IMPORT_FORMATS = ['sld', 'qml', 'gdal'] as const;

export type ImportFormat = (typeof IMPORT_FORMATS)[number];

/** Where in the file something stands. */
export interface Place {
  /** From 1. */
  readonly line: number;
  /** Name of the XML element. */
  readonly element?: string;
}

/**
 * What an import has to tell. `lost`: the file says it and a legend cannot. `differs`: programs, or this service, draw
 * it differently. `note`: how it was understood.
 */
export interface ImportNote {
  readonly severity: 'lost' | 'differs' | 'note';
  /** The kind of finding, for programs. */
  readonly code: string;
  readonly message: string;
  readonly place: Place | null;
}

/** What values are painted with; undefined paints nothing. */
export type Paint = { readonly color: string; readonly label?: string | undefined } | undefined;

/** A place on the number line where the paint changes. */
export interface Cut {
  readonly value: number;
  /** Which side the value itself belongs to, in the program that the file is for. */
  readonly side: 'below' | 'above';
  readonly line?: number | undefined;
}

/** Values below `cuts[0]` have `paints[0]`, between `cuts[i - 1]` and `cuts[i]` `paints[i]`; `paints` is one longer. */
export interface Pieces {
  readonly kind: 'pieces';
  readonly cuts: readonly Cut[];
  readonly paints: readonly Paint[];
}

/** Colours that blend between values; ascending, twice the same value where they jump. */
export interface Blend {
  readonly kind: 'blend';
  readonly knots: readonly Knot[];
  /** Whether values beyond the ends take the end colours, or none. */
  readonly isClamped: boolean;
  /** Which side of a jump its value belongs to. */
  readonly side: 'below' | 'above';
}

export interface Knot {
  readonly value: number;
  readonly paint: Paint;
  readonly line?: number | undefined;
}

/** Single values, each with a paint of its own; ascending, all different. */
export interface Singles {
  readonly kind: 'singles';
  readonly knots: readonly Knot[];
}

/** A style file as it was understood, in the numbers that it is written in. */
export interface ReadStyle {
  readonly format: ImportFormat;
  readonly drawing: Pieces | Blend | Singles;
  /** Numbers of the file: index values, or those that the raster stores. */
  readonly unit: 'index' | 'stored';
  /** Band that it is for, if it says so; from 1. */
  readonly band?: number | undefined;
  /** First and last value that it says it covers. */
  readonly range?: readonly [min: number, max: number] | undefined;
  readonly notes: readonly ImportNote[];
}

/** Most examples that a note names. */
const MOST_EXAMPLES = 3;

interface Finding {
  readonly note: ImportNote;
  readonly examples: string[];
  count: number;
}

/** Gathers what is found while reading; the same thing said of many entries is told once, with the first place. */
export class Notes {
  readonly #findings = new Map<string, Finding>();

  /** @param example what of the file it is said of, where that helps: the first few are named */
  add(
    severity: ImportNote['severity'],
    code: string,
    message: string,
    place: Place | null = null,
    example?: string,
  ): void {
    const key = code + message;
    const finding = this.#findings.get(key) ?? { note: { severity, code, message, place }, examples: [], count: 0 };
    this.#findings.set(key, finding);
    finding.count++;
    if (example !== undefined) finding.examples.push(example);
  }

  all(): ImportNote[] {
    return [...this.#findings.values()].map(({ note, examples, count }) => {
      const named = [...new Set(examples)].slice(0, MOST_EXAMPLES);
      const shown = named.length === 0 ? '' : `: ${named.join(', ')}`;
      const times = count === 1 ? '' : ` (${count} times)`;
      return { ...note, message: note.message + shown + times };
    });
  }
}
