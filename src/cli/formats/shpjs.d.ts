/** The little of shpjs that is used here; the package brings no types. */
declare module 'shpjs' {
  export interface Layer {
    readonly features: readonly {
      readonly geometry: unknown;
      readonly properties: Readonly<Record<string, unknown>>;
    }[];
  }
  /** One Shapefile, brought to longitude and latitude by its `.prj`; a `.cpg` names the encoding of the `.dbf`. */
  export default function readShapefile(parts: {
    readonly shp: DataView;
    readonly dbf?: DataView | undefined;
    readonly prj?: string | undefined;
    readonly cpg?: string | undefined;
  }): Promise<Layer>;
}
