/** One goal and what was measured of it. */
export interface Row {
  readonly name: string;
  /** What `ratio` has to be. */
  readonly goal: { readonly atLeast: number } | { readonly atMost: number };
  readonly ratio: number;
  /** The numbers that the ratio is made of, with their units. */
  readonly measured: string;
}

export function isMet({ goal, ratio }: Row): boolean {
  return 'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;
}

/** A Markdown table of what was measured, with a last column that says which goals are missed. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const goal = 'atLeast' in row.goal ? `≥ ${shortNumber(row.goal.atLeast)}` : `≤ ${shortNumber(row.goal.atMost)}`;
    return `| ${row.name} | ${goal} | ${shortNumber(row.ratio)} | ${row.measured} | ${isMet(row) ? 'met' : '**missed**'} |`;
  });
  return ['| case | goal | ratio | measured | |', '|---|---|---|---|---|', ...lines].join('\n') + '\n';
}

/** Three digits, as far as they stand behind the point. */
export function shortNumber(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
