import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

/** What each room may import from the others. Arrows point down only; `failure` is everyone's, `log` all but the pure rooms'. */
const ROOMS: Record<string, { pure?: true; imports: readonly string[]; packages: readonly string[] }> = {
  grid: { pure: true, imports: [], packages: ['proj4'] },
  raster: { pure: true, imports: ['grid'], packages: ['jsep'] },
  stats: { pure: true, imports: [], packages: [] },
  style: { pure: true, imports: ['stats', 'raster'], packages: ['chroma-js', '@rgrove/parse-xml', 'fflate'] },
  presets: { pure: true, imports: ['style', 'raster'], packages: [] },
  wasm: { imports: [], packages: [] },
  cog: { imports: ['raster', 'grid', 'wasm'], packages: ['geotiff', 'epsg-index'] },
  catalogue: {
    imports: ['grid', 'raster', 'stats', 'style', 'presets'],
    packages: ['pg', '@electric-sql/pglite', '@electric-sql/pglite-postgis'],
  },
  render: { imports: ['grid', 'raster', 'stats', 'style', 'wasm'], packages: ['sharp', 'fontkit', 'dejavu-fonts-ttf'] },
  engine: { imports: ['grid', 'raster', 'stats', 'style', 'wasm', 'cog', 'render'], packages: [] },
  operations: {
    imports: ['grid', 'raster', 'stats', 'style', 'presets', 'cog', 'catalogue', 'render', 'engine'],
    packages: [],
  },
  http: {
    imports: ['operations', 'catalogue', 'render', 'grid', 'raster', 'stats', 'style', 'presets', 'config'],
    packages: ['koa', '@koa/router', '@koa/bodyparser', '@koa/cors', 'zod', 'zod-openapi', 'swagger-ui-dist'],
  },
  cli: {
    imports: [
      'operations',
      'catalogue',
      'render',
      'grid',
      'raster',
      'stats',
      'style',
      'presets',
      'cog',
      'wasm',
      'config',
      'wiring',
    ],
    packages: ['commander', 'shpjs', '@tmcw/togeojson', '@xmldom/xmldom', 'cli-progress'],
  },
  failure: { pure: true, imports: [], packages: [] },
  log: { imports: [], packages: ['pino'] },
  config: { imports: [], packages: [] },
  wiring: { imports: ['config', 'engine', 'catalogue', 'operations'], packages: [] },
  main: { imports: ['config', 'wiring', 'http', 'operations', 'catalogue'], packages: [] },
};

/** Modules of Node itself that a pure room may use: arithmetic on bytes, never files, clocks or the environment. */
const PURE_BUILTINS = new Set(['node:crypto']);
/** What a pure room must not mention: each makes the same input give different output. */
const IMPURE = /\b(Date\.now|new Date\(\)|Math\.random|process\.|performance\.now|await |async )/;

const room = (file: string): string => relative(SOURCE, file).split('/')[0].replace(/\.ts$/, '');

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(SOURCE, name));

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
  );
  return [...found].flatMap((match) => match.slice(1).filter((group: string | undefined) => group !== undefined));
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

test('every source file lies in a room of the house', () => {
  for (const file of files) assert.ok(room(file) in ROOMS, `${relative(SOURCE, file)} lies in no known room`);
});

test('arrows between rooms point down', () => {
  for (const file of files) {
    const here = room(file);
    for (const specifier of importsOf(file).filter((name) => name.startsWith('.'))) {
      const there = room(resolve(dirname(file), specifier));
      if (there === here || there === 'failure') continue;
      if (there === 'log' && !ROOMS[here].pure) continue;
      assert.ok(ROOMS[here].imports.includes(there), `${relative(SOURCE, file)} must not import ${specifier}`);
    }
  }
});

test('each package is used in one room only', () => {
  for (const file of files) {
    for (const specifier of importsOf(file).filter((name) => !name.startsWith('.'))) {
      if (specifier.startsWith('node:')) {
        const isAllowed = !ROOMS[room(file)].pure || PURE_BUILTINS.has(specifier);
        assert.ok(isAllowed, `${relative(SOURCE, file)} is in a pure room and must not import ${specifier}`);
        continue;
      }
      const isAllowed = ROOMS[room(file)].packages.includes(packageOf(specifier));
      assert.ok(isAllowed, `${relative(SOURCE, file)} must not import the package ${specifier}`);
    }
  }
});

test('every dependency of the package is some room’s', () => {
  const manifest = JSON.parse(readFileSync(join(SOURCE, '../package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const known = Object.values(ROOMS).flatMap((entry) => entry.packages);
  for (const name of Object.keys(manifest.dependencies)) assert.ok(known.includes(name), `no room uses ${name}`);
});

test('pure rooms hold no clock, chance, environment or waiting', () => {
  for (const file of files.filter((name) => ROOMS[room(name)].pure)) {
    const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    assert.doesNotMatch(code, IMPURE, relative(SOURCE, file));
  }
});

test('only config reads the environment', () => {
  const readers = files.filter((file) =>
    readFileSync(file, 'utf8')
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      .includes('process.env'),
  );
  const allowed = new Set(['main.ts', 'cli/main.ts', 'render/fonts.ts']); // the doors hand it to loadConfig; sharp's fonts are set through it
  for (const file of readers)
    assert.ok(allowed.has(relative(SOURCE, file)), `${relative(SOURCE, file)} reads process.env`);
});
