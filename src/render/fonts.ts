import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/** Name that the bundled faces answer to: no installed font of the machine can take their place. */
export const FONT_FAMILY = 'Chromatile Sans';

const resolve = createRequire(import.meta.url).resolve;

/** Paths of the bundled faces: DejaVu Sans Condensed, which keeps long labels readable in a narrow panel. */
export const BUNDLED_FACES = {
  regular: resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  bold: resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
} as const;

/** Folders in which the machine's own fonts are looked for, for scripts that the bundled faces lack. */
export function systemFontFolders(): string[] {
  const home = homedir();
  const folders = [
    '/usr/share/fonts',
    '/usr/local/share/fonts',
    join(home, '.local/share/fonts'),
    join(home, '.fonts'),
    '/System/Library/Fonts',
    '/Library/Fonts',
    join(home, 'Library/Fonts'),
    'C:\\Windows\\Fonts',
  ];
  return folders.filter((folder) => existsSync(folder));
}

/**
 * Text of a fontconfig file that knows the bundled faces first, then `folders`. It includes no other configuration,
 * so hinting and substitutions of the machine cannot move a pixel.
 */
export function fontsConf(bundledFolder: string, cacheFolder: string, folders: readonly string[]): string {
  const dirs = [bundledFolder, ...folders].map((folder) => `  <dir>${escapeXml(folder)}</dir>`).join('\n');
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
${dirs}
  <cachedir>${escapeXml(cacheFolder)}</cachedir>
  <match target="scan">
    <test name="file" compare="contains"><string>${escapeXml(bundledFolder)}</string></test>
    <edit name="family" mode="assign"><string>${FONT_FAMILY}</string></edit>
    <edit name="width" mode="assign"><int>100</int></edit>
  </match>
  <match target="font">
    <edit name="antialias" mode="assign"><bool>true</bool></edit>
    <edit name="hinting" mode="assign"><bool>false</bool></edit>
    <edit name="rgba" mode="assign"><const>none</const></edit>
  </match>
</fontconfig>
`;
}

let prepared: string | undefined;

/**
 * Writes the font configuration to a temporary folder of its own, removed at exit, and points fontconfig at it.
 * Returns the configuration's path. It must run on the main thread before sharp is loaded (`sharp.ts` does) and before
 * threads are started: the environment of a worker thread is a copy that native code never sees.
 */
export function prepareFonts(): string {
  if (!isMainThread && process.env.FONTCONFIG_FILE !== undefined) prepared ??= process.env.FONTCONFIG_FILE;
  if (prepared !== undefined) return prepared;
  const folder = mkdtempSync(join(tmpdir(), 'chromatile-fonts-'));
  const [bundled, cache] = [join(folder, 'bundled'), join(folder, 'cache')];
  mkdirSync(bundled);
  mkdirSync(cache);
  copyFileSync(BUNDLED_FACES.regular, join(bundled, 'regular.ttf'));
  copyFileSync(BUNDLED_FACES.bold, join(bundled, 'bold.ttf'));
  prepared = join(folder, 'fonts.conf');
  writeFileSync(prepared, fontsConf(bundled, cache, systemFontFolders()));
  process.env.FONTCONFIG_FILE = prepared;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return prepared;
}

/** Text made safe as XML content or attribute value. */
export function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
