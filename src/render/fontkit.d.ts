/** The little of fontkit that is used here; the package brings no types. */
declare module 'fontkit' {
  export interface Glyph {
    readonly advanceWidth: number;
  }
  export interface Font {
    readonly unitsPerEm: number;
    readonly characterSet: readonly number[];
    hasGlyphForCodePoint(codePoint: number): boolean;
    glyphForCodePoint(codePoint: number): Glyph;
  }
  export interface FontCollection {
    readonly fonts: readonly Font[];
  }
  export function openSync(path: string): Font | FontCollection;
}
