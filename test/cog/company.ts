import type { BlocksMessage, Region } from '../../src/cog/block-messages.ts';
import { SharedBlocks } from '../../src/cog/shared-blocks.ts';

/** A thread: it hears nothing before it has come up, and nothing said before that. */
interface Thread {
  readonly place: number;
  /** As the main thread knew them when it started this one. */
  readonly regions: readonly Region[];
  /** From the main thread, and from each other one: in order each, but not between them. */
  readonly fromMain: { place: number; region: Region }[];
  readonly heard: Map<Thread, BlocksMessage[]>;
  /** What it does when its turn of the event loop has ended. */
  readonly later: (() => void)[];
  blocks?: SharedBlocks;
  hasEnded: boolean;
}

/**
 * Threads that share blocks, and the main one that starts them, each step of which is taken when the caller says so:
 * messages take as long as they like, and threads come up late, end at any time and are replaced later still.
 */
export class Company {
  readonly threads: Thread[];
  readonly #bytes: number;
  /** As the main thread knows them. */
  readonly #regions: Region[];

  /** @param bytes of each thread's region */
  constructor(count: number, bytes: number) {
    this.#bytes = bytes;
    this.#regions = Array.from({ length: count }, () => this.#region(1));
    this.threads = this.#regions.map((_, place) => startThread(place, this.#regions));
  }

  /** The blocks of the thread at a place, which has come up. */
  blocks(place: number): SharedBlocks {
    const { blocks } = this.threads[place];
    if (blocks === undefined) throw new Error(`the thread at ${place} has not come up`);
    return blocks;
  }

  comeUp(place: number): void {
    const thread = this.threads[place];
    if (thread.blocks !== undefined || thread.hasEnded) return;
    const { regions, later } = thread;
    const post = (message: BlocksMessage): void => {
      for (const other of this.threads) {
        if (other === thread || other.blocks === undefined || other.hasEnded) continue;
        other.heard.set(thread, [...(other.heard.get(thread) ?? []), message]);
      }
    };
    thread.blocks = new SharedBlocks(place, regions, post, (work) => later.push(work));
    thread.blocks.join();
  }

  /** A thread ends; what it has said is still on its way. */
  end(place: number): void {
    this.threads[place].hasEnded = true;
  }

  /** The main thread finds that a thread has ended, starts another and tells the rest. */
  replace(place: number): void {
    if (!this.threads[place].hasEnded) return;
    const region = this.#region(this.#regions[place].epoch + 1);
    this.#regions[place] = region;
    this.threads[place] = startThread(place, this.#regions);
    for (const other of this.threads) if (other.place !== place) other.fromMain.push({ place, region });
  }

  /** Hands a thread the next message of one of those who have told it something; false if there is none. */
  deliver(place: number, random: () => number = () => 0): boolean {
    const { blocks, hasEnded, fromMain, heard } = this.threads[place];
    if (blocks === undefined || hasEnded) return false;
    const queues = [...heard.values()].filter(({ length }) => length > 0);
    const at = Math.floor(random() * (queues.length + (fromMain.length > 0 ? 1 : 0)));
    const message = queues.at(at)?.shift();
    if (at < queues.length && message !== undefined) {
      blocks.receive(message);
      return true;
    }
    const news = fromMain.shift();
    if (news !== undefined) blocks.replacePeer(news.place, news.region);
    return news !== undefined;
  }

  /** Ends a thread's turn of the event loop. */
  endTurn(place: number): void {
    if (!this.threads[place].hasEnded) for (const work of this.threads[place].later.splice(0)) work();
  }

  /** All threads come up and hear all. */
  settle(random?: () => number): void {
    for (const { place } of this.threads) {
      this.replace(place);
      this.comeUp(place);
    }
    for (let isBusy = true; isBusy;) {
      isBusy = false;
      for (const { place, later } of this.threads) {
        if (this.deliver(place, random) || later.length > 0) isBusy = true;
        this.endTurn(place);
      }
    }
  }

  #region(epoch: number): Region {
    return { epoch, memory: new SharedArrayBuffer(this.#bytes) };
  }
}

function startThread(place: number, regions: readonly Region[]): Thread {
  return { place, regions: [...regions], fromMain: [], heard: new Map(), later: [], hasEnded: false };
}
