/** A thread that reads, measures and draws: see `threads.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { runTask, type TaskName } from './engine.ts';
import { packError, postReply, type ReplyMessage, type TaskMessage } from './messages.ts';
import { joinSharing, type BlockSharing, type PeerMessage } from './block-sharing.ts';
import { openStore, type StoreSettings } from './open-store.ts';
import { standBack } from './priority.ts';
import type { SceneSource } from './scene-source.ts';

/** What a thread is started with. */
export interface ThreadData {
  readonly store: StoreSettings;
  readonly sharing: BlockSharing;
}

/** Scenes that a thread remembers; a border of 10,000 points is 500 kB. */
const MAX_SCENES = 64;

const main = parentPort;
if (main === null) throw new Error('engine/worker runs as a worker thread only');
standBack();
const blocks = joinSharing((workerData as ThreadData).sharing);
const cogs = openStore((workerData as ThreadData).store, blocks);
// nothing but the blocks themselves may hold on to the regions: that of a thread that ended is memory to give back
Reflect.deleteProperty(workerData as ThreadData, 'sharing');
const scenes = new Map<string, SceneSource>();

function sceneOf({ sceneKey, scene }: TaskMessage): SceneSource | undefined {
  const known = scene ?? scenes.get(sceneKey);
  if (known === undefined) return undefined;
  scenes.delete(sceneKey); // to the young end of the map's insertion order
  scenes.set(sceneKey, known);
  const oldest = scenes.keys().next().value;
  if (scenes.size > MAX_SCENES && oldest !== undefined) scenes.delete(oldest);
  return known;
}

function reply(message: ReplyMessage): void {
  if (main !== null) postReply(main, message);
}

async function run(message: TaskMessage): Promise<void> {
  const { id, name, input } = message;
  const scene = sceneOf(message);
  if (scene === undefined) {
    reply({ kind: 'needsScene', id });
    return;
  }
  try {
    reply({
      kind: 'done',
      id,
      output: await runTask<TaskName>(cogs, name, { ...input, scene }),
    });
  } catch (error) {
    reply({ kind: 'failed', id, error: packError(error) });
  }
}

main.on('message', (message: TaskMessage | PeerMessage) => {
  if ('kind' in message) blocks.replacePeer(message.place, message.region);
  else void run(message);
});
reply({ kind: 'ready' });
