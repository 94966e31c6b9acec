import type { Case } from './cases.ts';
import type { Tally } from './compare.ts';
import type { Program } from './programs/program.ts';

const BEGIN = '<!-- results: written by npm run conformance -->';
const END = '<!-- end of results -->';
/** By the beginning of their columns' names. */
const EXPECTED = ["GeoServer's rule", 'QGIS', 'MapServer', 'gdaldem'];

interface Sum {
  pixels: number;
  wrong: number;
  excused: number;
}

/** What was found, a row a group of cases, a column a program. */
export class Results {
  readonly #programs: readonly Program[];
  readonly #sums = new Map<string, Map<string, Sum>>();
  readonly #styles = new Map<string, Set<string>>();
  /** What is wrong, a line a case and program. */
  readonly wrong: string[] = [];

  constructor(programs: readonly Program[]) {
    this.#programs = programs;
  }

  /** Programs that were not found. */
  get missing(): string[] {
    return EXPECTED.filter((name) => !this.#programs.some((program) => program.name.startsWith(name)));
  }

  add({ group, name }: Case, program: Program, { pixels, wrong, excused, examples }: Tally): void {
    const row = this.#sums.get(group) ?? new Map<string, Sum>();
    this.#sums.set(group, row);
    this.#styles.set(group, (this.#styles.get(group) ?? new Set()).add(name));
    const sum = row.get(program.name) ?? { pixels: 0, wrong: 0, excused: 0 };
    row.set(program.name, {
      pixels: sum.pixels + pixels,
      wrong: sum.wrong + wrong,
      excused: sum.excused + excused,
    });
    if (wrong > 0) {
      this.wrong.push(`${program.name}, ${group}, ${name}: ${wrong} of ${pixels}: ${examples.join('; ')}`);
    }
  }

  /** Markdown. */
  table(): string {
    const names = this.#programs.map(({ name, version }) => `${name} (${version})`);
    const head = ['raster', 'styles', 'pixels', ...names];
    const rows = [...this.#sums].map(([group, row]) => {
      const [first] = row.values();
      const cells = this.#programs.map(({ name }) => cell(row.get(name)));
      const styles = String(this.#styles.get(group)?.size ?? 0);
      return [group, styles, first.pixels.toLocaleString('en'), ...cells];
    });
    return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  }

  /** The page with the table in place of the one that it has. */
  into(page: string): string {
    const [start, end] = [page.indexOf(BEGIN), page.indexOf(END)];
    if (start < 0 || end < start) throw new Error(`the page lacks the lines ${BEGIN} and ${END}`);
    return `${page.slice(0, start)}${BEGIN}\n\n${this.table()}\n\n${page.slice(end)}`;
  }
}

function cell(sum: Sum | undefined): string {
  if (sum === undefined) return '–';
  const { pixels, wrong, excused } = sum;
  const share = wrong === 0 ? '100 %' : `${((1 - wrong / pixels) * 100).toFixed(4)} % (${wrong} wrong)`;
  return excused === 0 ? share : `${share}, ${excused} named`;
}
