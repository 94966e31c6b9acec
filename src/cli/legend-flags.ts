import { Option, type Command } from 'commander';
import { MAX_BINS } from '../style/automatic.ts';
import type { BreakMethod, BreakRange, Ramp } from '../style/style.ts';
import { breakRange, wholeNumber } from './values.ts';

/** How an automatic legend is asked for at the command line. */
export interface LegendFlags {
  readonly bins?: number;
  readonly method?: BreakMethod;
  readonly range?: BreakRange;
  readonly ramp?: Ramp;
}

const METHODS: readonly BreakMethod[] = ['equal_interval', 'quantile', 'natural_breaks', 'std_dev'];
const RAMPS: readonly Ramp[] = ['classes', 'continuous'];

/** Adds the flags of automatic legends. */
export function withLegendFlags(command: Command): Command {
  return command
    .option('--bins <number>', `classes of a dynamic legend, 1 to ${MAX_BINS}`, wholeNumber(1, MAX_BINS))
    .addOption(new Option('--method <name>', 'how dynamic classes are found').choices(METHODS))
    .option('--range <minmax|low,high>', 'all values, or between two percentiles such as 2,98', breakRange)
    .addOption(new Option('--ramp <name>', 'painted in class colours or continuously').choices(RAMPS));
}
