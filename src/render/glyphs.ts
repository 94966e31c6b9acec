import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Font } from 'fontkit';
import { BUNDLED_FACES, systemFontFolders } from './fonts.ts';

type Fontkit = typeof import('fontkit');

const load = createRequire(import.meta.url);
let fontkit: Fontkit | undefined;

/** Opens a font file; what reads it is loaded with the first one, since it takes 6 MB of each thread. */
function openFont(path: string): ReturnType<Fontkit['openSync']> {
  fontkit ??= load('fontkit') as Fontkit;
  return fontkit.openSync(path);
}

const faces: { regular?: Font; bold?: Font } = {};

/** A bundled face, opened once. Regular and bold cover the same scripts. */
export function bundledFace(isBold: boolean): Font {
  const weight = isBold ? 'bold' : 'regular';
  return (faces[weight] ??= openFont(BUNDLED_FACES[weight]) as Font);
}

/**
 * Characters of `text` for which no font has a glyph, each once, in order of appearance. Fonts of the machine are
 * looked through once, when the first character comes up that the bundled faces lack.
 */
export function undrawable(text: string): string[] {
  return [...new Set(visibleText(text))].filter((character) => !isDrawable(character));
}

/** `text` as it can be drawn: one line, and a question mark for each character that no font has. */
export function drawableText(text: string): string {
  return Array.from(visibleText(text), (character) => (isDrawable(character) ? character : '?')).join('');
}

/** Warnings for what `drawableText` replaces. */
export function undrawableWarnings(text: string): string[] {
  return undrawable(text).map((character) => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `no font has the character "${character}" (U+${code}); it is drawn as a question mark`;
  });
}

/** One line of well-formed text: control characters (XML refuses them) and runs of white space become one space. */
export function visibleText(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Noncharacter_Code_Point}\s]+/gu, ' ')
    .trim();
}

/** Joiners, direction marks and variation selectors have no shape of their own. */
export function isShapeless(character: string): boolean {
  return /\p{Default_Ignorable_Code_Point}/u.test(character);
}

function isDrawable(character: string): boolean {
  const codePoint = character.codePointAt(0)!;
  if (isShapeless(character)) return true;
  return bundledFace(false).hasGlyphForCodePoint(codePoint) || isCovered(systemCoverage(), codePoint);
}

/** One bit per Unicode code point: 139 kB, however many fonts a machine has. */
let coverage: Uint8Array | undefined;

function systemCoverage(): Uint8Array {
  if (coverage !== undefined) return coverage;
  coverage = new Uint8Array(0x110000 / 8);
  for (const path of fontFiles(systemFontFolders())) {
    for (const codePoint of characterSet(path)) coverage[codePoint >>> 3] |= 1 << (codePoint & 7);
  }
  return coverage;
}

function isCovered(bits: Uint8Array, codePoint: number): boolean {
  return (bits[codePoint >>> 3] & (1 << (codePoint & 7))) !== 0;
}

const facesByCharacter = new Map<number, Font | undefined>();
/** Characters whose faces are remembered; the faces themselves are few. */
const MAX_CHARACTERS = 10_000;

/** A face of the machine that has an outline for a character; undefined where there is none. */
export function systemFace(codePoint: number): Font | undefined {
  if (!facesByCharacter.has(codePoint)) {
    if (facesByCharacter.size >= MAX_CHARACTERS) facesByCharacter.clear();
    facesByCharacter.set(codePoint, findFace(codePoint));
  }
  return facesByCharacter.get(codePoint);
}

function findFace(codePoint: number): Font | undefined {
  const hasOutline = (face: Font): boolean => outlineLength(face, codePoint) > 0;
  // neighbouring characters are of the same script: faces in use come first, so that a word is of one face
  const inUse = [...new Set(facesByCharacter.values())].find((face) => face !== undefined && hasOutline(face));
  if (inUse !== undefined) return inUse;
  if (!isCovered(systemCoverage(), codePoint)) return undefined;
  for (const path of fontFiles(systemFontFolders())) {
    const found = facesOf(path).find(hasOutline);
    if (found !== undefined) return found;
  }
  return undefined;
}

function outlineLength(face: Font, codePoint: number): number {
  try {
    return face.hasGlyphForCodePoint(codePoint) ? face.glyphForCodePoint(codePoint).path.commands.length : 0;
  } catch {
    return 0; // of a broken font some letters can be read
  }
}

/** Font files below `folders`, of the formats that both fontkit and the text renderer read. */
function fontFiles(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ttf|otf|ttc|otc)$/i.test(name))
      .map((name) => join(folder, name)),
  );
}

function characterSet(path: string): number[] {
  return facesOf(path).flatMap((face) => [...face.characterSet]);
}

function facesOf(path: string): readonly Font[] {
  try {
    const font = openFont(path);
    return 'fonts' in font ? font.fonts : [font];
  } catch {
    return []; // a broken font draws nothing, so it covers nothing
  }
}
