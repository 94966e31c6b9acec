import { Presets, SingleBar } from 'cli-progress';
import type { Cli, GlobalOptions } from './command.ts';

/** How far a long job has come. */
export interface Progress {
  /** `done` of the total are dealt with. */
  update(done: number): void;
  /** Takes the bar away. */
  stop(): void;
}

const SILENT: Progress = { update: () => undefined, stop: () => undefined };

/** A bar at a terminal, on standard error; nothing elsewhere or with `--json`. Stop it before writing anything. */
export function startProgress(cli: Cli, { json }: GlobalOptions, total: number, unit: string): Progress {
  if (json === true || cli.stderr !== process.stderr || cli.stderr.isTTY !== true || total < 2) return SILENT;
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: `{bar} {value}/{total} ${unit} {eta_formatted}`,
      clearOnComplete: true,
      hideCursor: true,
      gracefulExit: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}
