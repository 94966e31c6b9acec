/** A thread that reads, measures and draws: see `threads.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { runTask, type TaskName } from './engine.ts';
import { packError, type ReplyMessage, type TaskMessage } from './messages.ts';
import { joinSharing, type BlockSharing, type PeerMessage } from './block-sharing.ts';
import { openStore, type StoreSettings } from './open-store.ts';
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
const { store, sharing } = workerData as ThreadData;
const blocks = joinSharing(sharing);
const cogs = openStore(store, blocks);
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
  const buffers = 'output' in message ? buffersOf(message.output) : [];
  main?.postMessage(message, buffers);
}

/** Picture bytes that lie alone in their memory go over without a copy. */
function buffersOf(output: unknown): ArrayBuffer[] {
  const bytes: unknown = typeof output === 'object' && output !== null && 'bytes' in output ? output.bytes : output;
  if (!(bytes instanceof Uint8Array) || !(bytes.buffer instanceof ArrayBuffer)) return [];
  return bytes.length === bytes.buffer.byteLength ? [bytes.buffer] : [];
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
