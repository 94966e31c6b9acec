#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Host } from './command.ts';
import { runProgram } from './program.ts';
import { openServices } from '../wiring.ts';

const isMain = realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);

if (isMain) {
  const host: Host = {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    openServices,
  };
  // not process.exit: what is still on its way to a pipe would be lost
  process.exitCode = await runProgram(host, process.argv.slice(2));
}
