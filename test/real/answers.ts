/** A class of a legend as the API shows it. */
export interface LegendItem {
  readonly min: number;
  readonly max: number;
  readonly label: string;
  readonly color: string;
  /** m2 */
  readonly area: number;
  readonly area_percentage: number;
}

/** What these tests read of a visualization as the API shows it. */
export interface VisualizationAnswer {
  readonly id: string;
  readonly status: string;
  /** By date key, `YYYY_MM_DD`. */
  readonly metadata: {
    readonly legend: Readonly<Record<string, { readonly dynamic: LegendItem[]; readonly theoretical: LegendItem[] }>>;
  };
}
