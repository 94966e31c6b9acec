import { access, constants, readFile, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { COMPILED, compiledFault, compiledFile } from '../../wasm/instance.ts';
import { BUNDLED_FACES, FONT_FAMILY, systemFontFolders } from '../../render/fonts.ts';
import { undrawable } from '../../render/glyphs.ts';
import { rasteriseSvg, sharp } from '../../render/sharp.ts';
import { fail, messageOf, ok, warn, type Check } from './check.ts';

/** First release with everything that the service uses, as `package.json` says. */
const OLDEST_NODE = [20, 15] as const;
/** Bytes below which the disk is reported. */
const LOW_DISK = 1e9;
const FULL_DISK = 1e8;

const require = createRequire(import.meta.url);

export function checkNode(): Check {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const isEnough = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  const detail = `${process.version} on ${process.platform} ${process.arch}`;
  return isEnough ? ok('node', detail) : fail('node', detail, `install Node.js ${OLDEST_NODE.join('.')} or later`);
}

/** What draws and decodes. */
export async function checkLibraries(): Promise<Check> {
  const packages = await Promise.all(['geotiff', 'proj4'].map(async (name) => `${name} ${await versionOf(name)}`));
  return ok('libraries', [`sharp ${sharp.versions.sharp}`, `libvips ${sharp.versions.vips}`, ...packages].join(', '));
}

/** Whether the compiled loops are there and understood: without them everything works, more slowly. */
export function checkCompiledLoops(fileOf: (name: string) => URL = compiledFile): Check {
  const faults = COMPILED.flatMap((name) => {
    const fault = compiledFault(fileOf(name));
    return fault === undefined ? [] : [`${name}.wasm ${fault}`];
  });
  if (faults.length === 0) return ok('loops', COMPILED.join(', '));
  const hint = 'run `npm run build`; WebAssembly with SIMD must not be switched off';
  return warn('loops', `${faults.join(', ')}: plain loops are used, which are slower`, hint);
}

async function versionOf(name: string): Promise<string> {
  for (const folder of require.resolve.paths(name) ?? []) {
    const text = await readFile(join(folder, name, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return (JSON.parse(text) as { version: string }).version;
  }
  return 'unknown';
}

/** Letters of the scripts that always have to render. */
const SPECIMEN = 'NDVI Höhe Žluť Вода Ύδωρ 0–1';

/** Draws a line of text, as a legend does: that the faces are there does not say that the renderer finds them. */
export async function checkFonts(): Promise<Check> {
  const hint = 'run `npm ci` again: the bundled fonts are part of the package dejavu-fonts-ttf';
  try {
    await Promise.all(Object.values(BUNDLED_FACES).map((path) => access(path, constants.R_OK)));
    const missing = undrawable(SPECIMEN);
    if (missing.length > 0) return fail('fonts', `no font draws ${missing.join(' ')}`, hint);
    const { data } = await rasteriseSvg(
      `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="30">` +
        `<text x="5" y="22" font-family="${FONT_FAMILY}" font-size="18">${SPECIMEN}</text></svg>`,
    );
    if (data.every((byte) => byte === 0)) return fail('fonts', 'the bundled fonts draw nothing', hint);
  } catch (error) {
    return fail('fonts', messageOf(error), hint);
  }
  const folders = systemFontFolders();
  const others = folders.length === 0 ? 'no fonts of the system' : `fonts of the system in ${folders.join(', ')}`;
  return ok('fonts', `Latin, Greek and Cyrillic bundled; ${others}`);
}

/** The folder or, before it is made, the nearest one above it. */
export async function existingFolder(path: string): Promise<string> {
  const folder = resolve(path);
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  return isThere || dirname(folder) === folder ? folder : existingFolder(dirname(folder));
}

export async function checkWritable(name: string, path: string): Promise<Check> {
  const folder = await existingFolder(path);
  try {
    await access(folder, constants.W_OK);
    return ok(name, folder === resolve(path) ? folder : `${resolve(path)}, not made yet`);
  } catch {
    return fail(name, `${folder} cannot be written to`, 'change its owner, or set DATA_DIR to another folder');
  }
}

/** Space where the database and where temporary files are. */
export async function checkDisk(dataDir: string): Promise<Check[]> {
  return Promise.all(
    [await existingFolder(dataDir), tmpdir()].map(async (folder) => {
      const { bavail, bsize } = await statfs(folder);
      const free = bavail * bsize;
      const detail = `${(free / 1e9).toFixed(1)} GB free in ${folder}`;
      if (free < FULL_DISK) return fail('disk', detail, 'make room: writes are about to fail');
      return free < LOW_DISK ? warn('disk', detail, 'make room before it is full') : ok('disk', detail);
    }),
  );
}
