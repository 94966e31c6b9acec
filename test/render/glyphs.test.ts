import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawableText, undrawable, undrawableWarnings } from '../../src/render/glyphs.ts';

/** A private-use character that no font of a usual machine has. */
const NOWHERE = '\u{f1234}';

test('Latin, Greek and Cyrillic are always drawable', () => {
  for (const text of [
    'Żółta łąka, Übergröße, Çayır, Đồng cỏ',
    'Γυμνό έδαφος ΐ',
    'Вода, їжа, Ђурађ, ӘӨҮ',
    '−0.2 – 0.5 m²/m² ≥ < …',
  ]) {
    assert.deepEqual(undrawable(text), []);
    assert.equal(drawableText(text), text.normalize('NFC'));
  }
});

test('a character that no font has is reported once and drawn as a question mark', () => {
  assert.deepEqual(undrawable(`a${NOWHERE}b${NOWHERE}`), [NOWHERE]);
  assert.equal(drawableText(`a${NOWHERE}b`), 'a?b');
  assert.deepEqual(undrawableWarnings(NOWHERE), [
    `no font has the character "${NOWHERE}" (U+F1234); it is drawn as a question mark`,
  ]);
});

test('control characters, line breaks and broken surrogates become harmless', () => {
  assert.equal(drawableText('  a\u0000\n\tb\u0007 '), 'a b');
  assert.equal(drawableText('a\ud800b'), 'a\ufffdb');
  assert.deepEqual(undrawable('e\u0301\u200b\ufe0f'), []);
  assert.equal(drawableText('e\u0301'), 'é');
});
