import type { KeyOwner } from '../catalogue/api-keys.ts';
import type { ShareRecord } from '../catalogue/shares.ts';
import type { SceneSource } from '../engine/scene-source.ts';
import { AnswerCache } from './answer-cache.ts';
import { BriefMemory } from './brief-memory.ts';
import type { PublishedMap } from './published-maps.ts';
import type { TilePlan } from './tile-plan.ts';

/** What is kept between requests so that a tile costs neither a query nor a render; nothing in it is needed. */
export interface Memory {
  /** Whom a key, by its SHA-256, speaks for; undefined for one that speaks for nobody. */
  readonly keyOwners: BriefMemory<KeyOwner | undefined>;
  /** Links by their ids; undefined for one that has ended. */
  readonly shares: BriefMemory<ShareRecord | undefined>;
  /** What links are signed with, where the catalogue keeps it: one entry. */
  readonly shareSecret: BriefMemory<Uint8Array>;
  readonly tilePlans: BriefMemory<TilePlan>;
  /** Scenes of late plans by their keys, the least recently used first: what is worked out for one is kept with it. */
  readonly scenes: Map<string, SceneSource>;
  readonly publishedMaps: BriefMemory<readonly PublishedMap[]>;
  readonly answers: AnswerCache;
}

/**
 * How long what the catalogue says may be out of date, ms. An answer is given again for another second (`recall.ts` of
 * the web service), so that a revoked key or link and a changed legend bite within two.
 */
const FRESH_MS = 1000;

/** @param answerBytes most that finished pictures may take; 0 keeps none */
export function createMemory(answerBytes: number): Memory {
  return {
    keyOwners: new BriefMemory(FRESH_MS),
    shares: new BriefMemory(FRESH_MS),
    shareSecret: new BriefMemory(FRESH_MS),
    tilePlans: new BriefMemory(FRESH_MS),
    scenes: new Map(),
    publishedMaps: new BriefMemory(FRESH_MS),
    answers: new AnswerCache(answerBytes),
  };
}

/** Forgets what a write may have changed, so that it shows at once where it was written. */
export function forgetWritten({ tilePlans, publishedMaps, shares }: Memory): void {
  for (const memory of [tilePlans, publishedMaps, shares]) memory.forget();
}
