import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Failure } from '../../src/failure.ts';
import { parseComposite, parseExpression, type MathNode } from '../../src/raster/band-math.ts';

const BANDS = ['B02', 'B03', 'B04', 'B08', 'B8A'];

/** The tree with every bracket written out. */
function written(node: MathNode): string {
  switch (node.kind) {
    case 'number':
      return String(node.value);
    case 'band':
      return node.name;
    case 'negate':
      return `(-${written(node.operand)})`;
    case 'arithmetic':
    case 'comparison':
      return `(${written(node.left)} ${node.operator} ${written(node.right)})`;
    case 'conditional':
      return `(${written(node.test)} ? ${written(node.yes)} : ${written(node.no)})`;
    case 'call':
      return `${node.name}(${node.args.map(written).join(', ')})`;
  }
}
const read = (text: string) => written(parseExpression(text, BANDS).root);

describe('parseExpression', () => {
  it('binds as mathematics does', () => {
    assert.equal(read('(B08 - B04) / (B08 + B04)'), '((B08 - B04) / (B08 + B04))');
    assert.equal(read('2*B04^2+1'), '((2 * (B04 ^ 2)) + 1)');
    assert.equal(read('B02^2^3'), '(B02 ^ (2 ^ 3))');
    assert.equal(read('-B02^2'), '(-(B02 ^ 2))');
    assert.equal(read('(-B02)^2'), '((-B02) ^ 2)');
    assert.equal(read('B02^-1'), '(B02 ^ (-1))');
    assert.equal(read('2^-B02^2'), '(2 ^ (-(B02 ^ 2)))');
    assert.equal(read('-B02*B03'), '((-B02) * B03)');
    assert.equal(read('B02 - -B03 - 1'), '((B02 - (-B03)) - 1)');
    assert.equal(read('B02/B03/B04'), '((B02 / B03) / B04)');
    assert.equal(read('+B02'), 'B02');
    assert.equal(
      read('B08 + 1 > 2 * B04 ? B08 : B04 < 3 ? 0.5 : 1e-3'),
      '(((B08 + 1) > (2 * B04)) ? B08 : ((B04 < 3) ? 0.5 : 0.001))',
    );
    assert.equal(read('B02 < B03 == B03 < B04'), '((B02 < B03) == (B03 < B04))');
  });

  it('knows its functions', () => {
    assert.equal(read('clamp(sqrt(abs(B02)), 0, 1)'), 'clamp(sqrt(abs(B02)), 0, 1)');
    assert.equal(read('min(B02, B03, B04) + max(B08,B8A) + exp(B02) + ln(B02) + log10(B02)').startsWith('(((('), true);
  });

  it('lists bands once, in order of appearance', () => {
    assert.deepEqual(parseExpression('(B8A - B02) / (B02 + B8A + B03)', BANDS).bands, ['B8A', 'B02', 'B03']);
    assert.equal(parseExpression('  B02 + 1 ', BANDS).text, 'B02 + 1');
  });

  const refused: [text: string, message: RegExp][] = [
    ['', /is empty/],
    ['   ', /is empty/],
    ['1 + 2', /uses no band; valid bands are B02, B03/],
    ['B99 + 1', /unknown band B99; valid bands are B02, B03, B04, B08, B8A/],
    ['b02', /unknown band b02/],
    ['B02 ** 2', /Expected expression after \*/],
    ['B02 B03', /operator is missing/],
    ['2(B02)', /operator is missing/],
    ['B02 < B03 < B04', /write \(a < b\) \* \(b < c\)/],
    ['B02 > (B03 <= B04)', /a <= b > c is no comparison of three/],
    ['B02 == B03 == B04', /no comparison of three/],
    ['B02; B03', /operator is missing/],
    ['B02, B03', /one expression, found 2/],
    ['(B02, B03)', /not allowed/],
    ['(B02', /Unclosed \(/],
    ['B02)', /Unexpected "\)"/],
    ['B02 +', /Expected expression after \+/],
    ['-', /missing operand of -/],
    ['-B02^', /missing exponent/],
    ['B02 ? B03', /Expected :/],
    ['min(B02)', /min takes 2 to 16 arguments, found 1/],
    ['abs()', /abs takes 1 argument, found 0/],
    ['clamp(B02, 1)', /clamp takes 3 arguments, found 2/],
    ['min', /min is a function/],
    ['pow(B02, 2)', /unknown function pow; valid functions are abs, sqrt/],
    ['toString(B02)', /unknown function toString/],
    ['B02(B03)', /unknown function B02/],
    ['B02.length', /MemberExpression is not allowed/],
    ['B02["x"]', /not allowed|MemberExpression/],
    ['this', /ThisExpression/],
    ['constructor', /unknown band constructor/],
    ['__proto__ + B02', /unknown band __proto__/],
    ['[B02]', /ArrayExpression/],
    ['"B02"', /not a finite number/],
    ['1e999 * B02', /1e999 is not a finite number/],
    ['B02 && B03', /Unexpected "&"/],
    ['B02 % 2', /Unexpected "%"/],
    ['!B02', /Unexpected "!"/],
    ['B02 = 1', /Unexpected "="/],
    ['B02 | B03', /Unexpected "\|"/],
    ['`B02`', /Unexpected "`"/],
    ['B02 + 0x10', /./],
  ];
  for (const [text, message] of refused) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseExpression(text, BANDS),
        (error) => error instanceof Failure && error.details?.[0].field === 'expression' && message.test(error.message),
      );
    });
  }

  it('refuses what is long or deep, quickly', () => {
    const hostile = [
      'B02+'.repeat(501) + 'B02',
      '('.repeat(900) + 'B02' + ')'.repeat(900),
      '-'.repeat(1900) + 'B02',
      '2^-'.repeat(600) + 'B02',
      'B02' + '?B02:B02'.repeat(240),
      'B02?'.repeat(400) + 'B02',
      'abs('.repeat(300) + 'B02' + ')'.repeat(300),
      ','.repeat(2000),
    ];
    const start = performance.now();
    for (const text of hostile) assert.throws(() => parseExpression(text, BANDS), Failure);
    assert.ok(performance.now() - start < 1000);
  });
});

describe('parseComposite', () => {
  it('is three expressions', () => {
    const composite = parseComposite('B04, max(B03, B02), B02 * 2', BANDS);
    assert.deepEqual(
      composite.map(({ text }) => text),
      ['B04', 'max(B03, B02)', 'B02 * 2'],
    );
  });

  it('refuses another number of them, and a faulty one', () => {
    assert.throws(() => parseComposite('B04, B03', BANDS), /needs three expressions.*found 2/);
    assert.throws(() => parseComposite('B04, B03, B02, B08', BANDS), /found 4/);
    assert.throws(() => parseComposite('B04, , B02', BANDS), /is empty/);
    assert.throws(() => parseComposite('B04, B99, B02', BANDS), /unknown band B99/);
  });
});
