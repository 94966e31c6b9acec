import { pino, type DestinationStream, type Logger } from 'pino';

/** The service's logger: one JSON object a line. */
export type Log = Logger;

/**
 * A logger.
 *
 * @param level least severe level that is written, a `LOG_LEVEL` of the configuration
 * @param destination where lines go; standard output unless given (the commands give standard error, so that
 *   their own output stays clean)
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
