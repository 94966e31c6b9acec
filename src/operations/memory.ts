import type { KeyOwner } from '../catalogue/api-keys.ts';
import { AnswerCache } from './answer-cache.ts';
import { BriefMemory } from './brief-memory.ts';
import type { PublishedMap } from './published-maps.ts';
import type { TilePlan } from './tile-plan.ts';

/** What is kept between requests so that a tile costs neither a query nor a render; nothing in it is needed. */
export interface Memory {
  /** Whom a key, by its SHA-256, speaks for; undefined for one that speaks for nobody. */
  readonly keyOwners: BriefMemory<KeyOwner | undefined>;
  readonly tilePlans: BriefMemory<TilePlan>;
  readonly publishedMaps: BriefMemory<readonly PublishedMap[]>;
  readonly answers: AnswerCache;
}

/**
 * How long what the catalogue says may be out of date, ms. An answer is given again for another second (`recall.ts` of
 * the web service), so that a revoked key or a changed legend bites within two.
 */
const FRESH_MS = 1000;

/** @param answerBytes most that finished pictures may take; 0 keeps none */
export function createMemory(answerBytes: number): Memory {
  return {
    keyOwners: new BriefMemory(FRESH_MS),
    tilePlans: new BriefMemory(FRESH_MS),
    publishedMaps: new BriefMemory(FRESH_MS),
    answers: new AnswerCache(answerBytes),
  };
}
