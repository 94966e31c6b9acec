import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** A timer of 0 would be none. */
const AT_ONCE_MS = 1;

/**
 * Stops taking connections, and settles when all have ended: what is being answered is finished, and no connection is
 * kept for another request, which clients would otherwise go on to send for as long as there is one.
 *
 * @param graceMs after which connections that are left are cut
 */
export function drain(server: Server, graceMs: number): Promise<void> {
  // before the app, which may answer at once
  server.prependListener('request', (_: IncomingMessage, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  // answers begun before this have promised to keep theirs
  server.keepAliveTimeout = AT_ONCE_MS;
  setTimeout(() => server.closeAllConnections(), graceMs).unref();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
