import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { PICTURES } from '../fixtures/gallery.ts';
import type { Cli } from '../src/cli/command.ts';
import { COMMANDS } from '../src/cli/commands.ts';
import { settingsTable } from '../src/config.ts';
import { ROUTES } from '../src/http/routes.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const PAGES = ['README.md', 'fixtures/README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)]
  .filter((path) => path.endsWith('.md'))
  .sort();

/** The anchors that a page's headings make, as GitHub does it. */
function anchorsOf(page: string): Set<string> {
  const headings = read(page).match(/^#+ .*$/gm) ?? [];
  return new Set(
    headings.map((heading) =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test('the configuration page holds the table of the settings as they are', () => {
  assert.ok(read('docs/configuration.md').includes(settingsTable()), 'docs/configuration.md: put settingsTable() in');
});

for (const page of PAGES) {
  test(`every link and picture in ${page} is there`, () => {
    for (const [, target] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path] = target.split('#');
      const anchor = target.split('#').at(1);
      const file = path === '' ? join(ROOT, page) : resolve(dirname(join(ROOT, page)), path);
      assert.ok(existsSync(file), `${page} links to ${target}, which is not there`);
      if (anchor === undefined) continue;
      const linked = file.slice(ROOT.length);
      assert.ok(anchorsOf(linked).has(anchor), `${page} links to ${target}: ${linked} has no such heading`);
    }
  });
}

/** What docs/api.md says of a route's access in the last column of its line. */
const ACCESS = { open: '–', view: 'read or link', read: 'read', write: 'write' };

test('the API guide names every route, and who may call it', () => {
  const lines = read('docs/api.md').split('\n');
  for (const { method, path, access } of ROUTES) {
    const line = lines.find((text) => text.startsWith(`| \`${method} ${path}\` |`));
    assert.ok(line !== undefined, `docs/api.md has no line for ${method} ${path}`);
    assert.ok(line.endsWith(`| ${ACCESS[access]} |`), `docs/api.md: ${method} ${path} is for "${ACCESS[access]}"`);
  }
});

test('every route file that the README names is there', () => {
  for (const [, path] of read('README.md').matchAll(/`(src\/[\w./-]+)`/g)) {
    assert.ok(existsSync(join(ROOT, path)), `README.md names ${path}`);
  }
});

test('the loading page names every command', () => {
  const program = new Command();
  // registering a command uses no stream; running one would
  for (const register of COMMANDS) register(program, {} as Cli);
  const page = read('docs/loading.md');
  for (const command of program.commands) {
    const line = page.split('\n').filter((row) => row.startsWith(`| \`chromatile ${command.name()}`));
    assert.ok(line.length > 0, `docs/loading.md has no row for chromatile ${command.name()}`);
    for (const child of command.commands) {
      assert.ok(
        line.some((row) => new RegExp(`\\b${child.name()}\``).test(row)),
        `docs/loading.md does not name chromatile ${command.name()} ${child.name()}`,
      );
    }
  }
});

test('every command that the pages show exists', () => {
  const program = new Command();
  for (const register of COMMANDS) register(program, {} as Cli);
  for (const page of PAGES) {
    for (const [line, name, sub] of read(page).matchAll(/^(?:\| `)?chromatile ([a-z]+)(?: ([a-z]+))?/gm)) {
      const command = program.commands.find((each) => each.name() === name);
      assert.ok(command !== undefined, `${page}: ${line}`);
      if (command.commands.length === 0) continue;
      assert.ok(
        command.commands.some((each) => each.name() === sub),
        `${page}: ${line}`,
      );
    }
  }
});

test('the gallery holds the pictures that are drawn for it, each shown and of a moderate size', () => {
  const files = readdirSync(join(ROOT, 'docs/gallery')).sort();
  assert.deepEqual(files, PICTURES.map(({ name }) => `${name}.png`).sort());
  const page = read('docs/gallery.md');
  for (const file of files) {
    assert.ok(page.includes(`(gallery/${file})`), `docs/gallery.md does not show ${file}`);
    assert.ok(statSync(join(ROOT, 'docs/gallery', file)).size < 150_000, `${file} is too large`);
  }
});

test('every picture of the page about programs is shown and of a moderate size', () => {
  const page = read('docs/clients.md');
  for (const file of readdirSync(join(ROOT, 'docs/clients'))) {
    assert.ok(page.includes(`(clients/${file})`), `docs/clients.md does not show ${file}`);
    assert.ok(statSync(join(ROOT, 'docs/clients', file)).size < 150_000, `${file} is too large`);
  }
});
