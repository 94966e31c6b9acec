import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rasteriseSvg } from '../../src/render/sharp.ts';
import { fitText, measureText, textElement } from '../../src/render/text.ts';

/** Columns that hold ink when a text is drawn in black. */
async function inkWidth(text: string, sizePx: number, isBold: boolean): Promise<number> {
  const element = textElement(text, 20, 60, { sizePx, color: '#000000', isBold });
  const { data, width, height } = await rasteriseSvg(
    `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="90">${element}</svg>`,
  );
  const inked = Array.from({ length: width }, (_, col) => col).filter((col) =>
    Array.from({ length: height }, (_, row) => data[(row * width + col) * 4 + 3]).some((alpha) => alpha > 40),
  );
  return inked[inked.length - 1] - inked[0] + 1;
}

test('measured widths are the widths that are drawn', async () => {
  for (const text of ['Home Farm, north paddock', 'Γυμνό έδαφος', 'Водно-болотные угодья', '−0.12 – 0.34']) {
    for (const isBold of [false, true]) {
      const [measured, drawn] = [measureText(text, 40, isBold), await inkWidth(text, 40, isBold)];
      assert.ok(Math.abs(measured - drawn) < 9, `${text}: measured ${measured}, drawn ${drawn}`);
    }
  }
});

test('digits are equally wide, so numbers set to the right stand in line', () => {
  for (const digit of '0123456789') assert.equal(measureText(digit, 12, false), measureText('0', 12, false));
});

test('text breaks at spaces and hyphens and never outgrows its lines', () => {
  assert.deepEqual(fitText('Short', 12, false, 100, 2), { lines: ['Short'], isShortened: false });
  const two = fitText('Sparse vegetation on stony ground', 12, false, 110, 2);
  assert.deepEqual(two, { lines: ['Sparse vegetation', 'on stony ground'], isShortened: false });
  assert.deepEqual(fitText('north-west', 12, false, 45, 2).lines, ['north-', 'west']);
  for (const text of [
    'Sparse vegetation on stony ground above the tree line',
    'Водноболотныеугодьякамышпрочее',
    'x'.repeat(400),
  ]) {
    for (const width of [3, 20, 70, 150]) {
      const { lines } = fitText(text, 12, false, width, 2);
      assert.ok(lines.length <= 2);
      for (const part of lines.filter((line) => Array.from(line).length > 1)) {
        assert.ok(measureText(part, 12, false) <= width, `${part} in ${width}`);
      }
    }
  }
});

test('what is cut shows: at the end, or in the middle of a name whose end matters', () => {
  const name = 'Agricultural cooperative of the lower valley, parcel 12';
  assert.match(fitText(name, 12, false, 150, 1).lines[0], /^Agricultural .*…$/);
  const middle = fitText(name, 12, false, 150, 1, 'middle');
  assert.equal(middle.isShortened, true);
  assert.match(middle.lines[0], /^Agri.*….*12$/);
});

test('markup in a label stays text', () => {
  assert.match(textElement('<b> & "c"', 0, 0, { sizePx: 9, color: '#000' }), />&lt;b&gt; &amp; &quot;c&quot;<\/text>$/);
});
