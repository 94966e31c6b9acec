import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TESTS = join(ROOT, 'test');
const OPENS_DATABASE = join(TESTS, 'database.ts');

/**
 * Tests that read the database through the API but are about something else, with the reason: a second database has
 * nothing to add.
 */
const ABOUT_OTHERS: readonly string[] = [
  'test/real/pictures.test.ts', // every pixel of every picture, which is made after the database has answered
];

/** Tests that hold code to a time, which whatever runs beside them would lengthen. */
const TIMED: readonly string[] = ['test/bench/gate-cold.test.ts', 'test/bench/gate-warm.test.ts'];

export function timedTests(): readonly string[] {
  return TIMED;
}

export function untimedTests(): string[] {
  return testFiles().filter((file) => !TIMED.includes(file));
}

/** Every test file, from the root of the project. */
export function testFiles(): string[] {
  return readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => relative(ROOT, join(TESTS, name)))
    .sort();
}

/** The test files whose imports lead to a database that every test shares with the others' engine. */
export function databaseTests(): string[] {
  return testFiles().filter((file) => !ABOUT_OTHERS.includes(file) && reaches(join(ROOT, file), new Set()));
}

/** Whether the imports of a test's own files lead to `test/database.ts`. */
function reaches(file: string, seen: Set<string>): boolean {
  if (file === OPENS_DATABASE) return true;
  if (seen.has(file) || !file.startsWith(TESTS)) return false;
  seen.add(file);
  return importsOf(file).some((imported) => reaches(imported, seen));
}

function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/\bfrom '(\.[^']+)'/g);
  return [...found].map(([, path]) => resolve(dirname(file), path));
}
