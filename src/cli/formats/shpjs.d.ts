/** The little of shpjs that is used here; the package brings no types. */
declare module 'shpjs' {
  export interface Layer {
    readonly type: 'FeatureCollection';
    readonly fileName: string;
    readonly features: readonly {
      readonly geometry: unknown;
      readonly properties: Readonly<Record<string, unknown>>;
    }[];
  }
  /** The layers of a zip, brought to longitude and latitude by their `.prj`. */
  export function parseZip(zip: Uint8Array): Promise<Layer | Layer[]>;
}
