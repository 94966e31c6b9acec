import type { Breakpoints } from '../style/style.ts';

/** What a band sees, whatever its satellite calls it. Names of STAC's eo extension where it has one. */
export type CommonName =
  | 'coastal'
  | 'blue'
  | 'green'
  | 'red'
  | 'rededge1'
  | 'rededge2'
  | 'rededge3'
  | 'nir'
  | 'nir08'
  | 'nir09'
  | 'swir12'
  | 'swir16'
  | 'swir22';

export interface Band {
  /** As expressions call it; an identifier. */
  readonly name: string;
  readonly commonName: CommonName;
  /** Centre, nm. */
  readonly wavelength: number;
  /** Metres. */
  readonly spatialResolution: number;
  /** Reflectance (0 to 1) = stored * scale + offset, for imagery that does not state its own. */
  readonly scale: number;
  readonly offset: number;
}

/** Imagery of a satellite that can be searched for. */
export interface Collection {
  readonly id: string;
  readonly name: string;
  readonly provider: 'planetary' | 'pixxel';
  /** Properties that a search can filter on. */
  readonly queryables: readonly string[];
  /** Stored values that a true-colour picture shows from black to white. */
  readonly rescale: readonly [min: number, max: number];
}

export interface Satellite {
  /** UUID, the same on every installation. */
  readonly id: string;
  /** Part of the ids of its indices; never changes. */
  readonly key: string;
  readonly name: string;
  readonly bands: readonly Band[];
  readonly collections: readonly Collection[];
  /** Band names of a true-colour picture. */
  readonly rgbComposite: { readonly red: string; readonly green: string; readonly blue: string };
}

export type Family = 'vegetation' | 'chlorophyll' | 'water' | 'soil' | 'urban' | 'snow' | 'burn';

export interface Reference {
  /** Authors, year and where it appeared. */
  readonly text: string;
  /** Absent where the work has none, as with older proceedings. */
  readonly doi?: string;
}

/** A published index, written once for all satellites. */
export interface IndexDefinition {
  /** Short name, unique in any letter case. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what high and low values mean. */
  readonly description: string;
  /** Expression over common names of bands, in reflectance. */
  readonly formula: string;
  readonly colorMap: string;
  /** From the lowest to the highest valid value; values beyond belong to the end classes. */
  readonly breakpoints: Breakpoints;
  readonly reference: Reference;
}

/** A published index over the bands of one satellite: one row of the catalogue. */
export interface PresetIndex extends Omit<IndexDefinition, 'formula'> {
  /** UUID, the same on every installation. */
  readonly id: string;
  readonly satelliteId: string;
  readonly family: Family;
  /** Over the satellite's band names. */
  readonly expression: string;
  /** Names of the bands it reads, in order of appearance. */
  readonly bands: readonly string[];
  /** Valid range: the ends of the breakpoints. */
  readonly rescale: readonly [min: number, max: number];
}
