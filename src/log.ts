import { pino, type DestinationStream, type Logger } from 'pino';

/** Longest that a line may wait, ms. */
const FLUSH_MS = 250;

/** The service's logger: one JSON object a line. */
export type Log = Logger;

/**
 * A logger.
 *
 * @param level least severe level that is written, a `LOG_LEVEL` of the configuration
 * @param destination where lines go; standard output unless given (the commands give standard error, so that
 *   their own output stays clean). Lines for standard output are written several at a time, at the latest after
 *   `FLUSH_MS` and at the end of the process: a write for each would cost a third of a tile from memory
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return pino(options, destination ?? pino.destination({ sync: false, minLength: 4096, periodicFlush: FLUSH_MS }));
}
