/**
 * Loaded into the built service before its own code (`node --import`): ends a render thread, as a crash would, each
 * time that the parent process says so.
 */
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

const started = [];

threads.Worker = class extends threads.Worker {
  constructor(entry, options) {
    super(entry, options);
    if (String(entry).endsWith('/engine/worker.js')) started.push(this);
  }
};
syncBuiltinESMExports();

process.on('message', () => void started.at(-1).terminate());
process.on('disconnect', () => process.exit());
