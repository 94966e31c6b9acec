import { Failure } from '../failure.ts';
import type { Caller, MapId } from './services.ts';

/** Whether a caller may see a visualization, of those that its tenant has. */
export function mayShow({ only }: Caller, { aoiId, visualizationId }: MapId): boolean {
  return only === undefined || (only.aoiId === aoiId && only.visualizationId === visualizationId);
}

/** @throws Failure `forbidden` as `refusedLink`, before anything is looked up, if a link asks for what it does not show */
export function requireShown(caller: Caller, map: MapId): void {
  if (!mayShow(caller, map)) throw refusedLink();
}

/**
 * The one answer to every link that is not good for what it asks: expired, revoked, forged, or for something else. It
 * is the same in every byte, so that nothing tells whether the something else exists.
 */
export function refusedLink(): Failure {
  return new Failure('forbidden', 'this link is not valid: it may have ended, or it is not for what was asked');
}
