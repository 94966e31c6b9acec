import type { Command } from 'commander';
import * as aois from './aois.ts';
import * as assets from './assets.ts';
import type { Cli } from './command.ts';
import * as doctor from './doctor.ts';
import * as keys from './keys.ts';
import * as migrate from './migrate.ts';
import * as projects from './projects.ts';
import * as render from './render.ts';
import * as shares from './shares.ts';
import * as tenants from './tenants.ts';
import * as visualizations from './visualizations.ts';

/** Adds a command with its subcommands to the program. */
export type Register = (program: Command, cli: Cli) => void;

/** Every command, in the order of the help. */
export const COMMANDS: readonly Register[] = [
  migrate,
  tenants,
  keys,
  projects,
  aois,
  assets,
  visualizations,
  shares,
  render,
  doctor,
].map(({ register }) => register);
