import type { Job } from './job.ts';

/** What a thread has in hand. */
export interface ThreadLoad {
  /** Jobs; Infinity for a thread that has ended. */
  readonly load: number;
  /** Whether one of them takes long. */
  readonly hasLongJob: boolean;
  /** Whether one of them may be what took a thread down. */
  readonly hasSuspect: boolean;
}

type WaitingJob = Pick<Job, 'affinity' | 'crashes'>;

/** Tasks that one thread has in hand: while it finishes one, the next is already there. */
const IN_HAND = 2;

/** Whether a job reads a whole scene, which can take seconds; those with an affinity are tiles. */
export function isLong({ affinity }: Pick<Job, 'affinity'>): boolean {
  return affinity === undefined;
}

/**
 * Which waiting job goes to which thread now: the oldest that can go to any; undefined while all must wait.
 *
 * A tile goes to the thread of its affinity while that has room, and to one with nothing to do at all when it has not;
 * it goes around long jobs as long as a thread has none. A job that was in hand when a thread ended goes to a thread
 * that has nothing else in hand, so that it takes no other down with it: one thread is left to finish for it.
 */
export function nextHandOut(
  waiting: readonly WaitingJob[],
  threads: readonly ThreadLoad[],
): { readonly job: number; readonly thread: number } | undefined {
  let open = [...threads.keys()].filter((i) => threads[i].load < Infinity && !threads[i].hasSuspect);
  let isOneKept = false;
  for (const [job, { affinity, crashes }] of waiting.entries()) {
    const idlest = idlestOf(open, threads);
    if (idlest === undefined || threads[idlest].load >= IN_HAND) return undefined;
    if (crashes > 0) {
      if (threads[idlest].load === 0) return { job, thread: idlest };
      if (!isOneKept) open = open.filter((i) => i !== idlest);
      isOneKept = true;
      continue;
    }
    const thread = affinity === undefined ? idlest : threadForTile(affinity, open, threads);
    if (thread !== undefined && threads[thread].load < IN_HAND) return { job, thread };
  }
  return undefined;
}

function threadForTile(affinity: number, open: readonly number[], threads: readonly ThreadLoad[]): number | undefined {
  const own = affinity % threads.length;
  const quick = open.filter((i) => !threads[i].hasLongJob);
  if (quick.length === 0) return idlestOf(open, threads);
  const idlest = idlestOf(quick, threads);
  if (!quick.includes(own)) return idlest;
  if (threads[own].load < IN_HAND) return own;
  return idlest !== undefined && threads[idlest].load === 0 ? idlest : undefined;
}

/** The one with the fewest jobs in hand; among equals one without a long one. */
function idlestOf(places: readonly number[], threads: readonly ThreadLoad[]): number | undefined {
  const weight = (i: number): number => threads[i].load + (threads[i].hasLongJob ? 0.5 : 0);
  return places.length === 0 ? undefined : places.reduce((best, i) => (weight(i) < weight(best) ? i : best));
}
