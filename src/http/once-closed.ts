import type { ServerResponse } from 'node:http';

/** Runs `then` once the answer is sent or its caller has gone; at once where that was so before. */
export function onceClosed(response: ServerResponse, then: () => void): void {
  if (response.destroyed) then();
  else response.once('close', then);
}
