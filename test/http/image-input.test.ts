import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { imageBodyShape, imageOptions, imageOptionsOfQuery, imageQueryShape } from '../../src/http/image-input.ts';
import { RESAMPLINGS } from '../../src/raster/resample.ts';
import { DEFAULT_IMAGE_OPTIONS, DEFAULT_LEGEND_OPTIONS, isDrawable } from '../../src/render/image-options.ts';

const fromBody = (input: unknown) => imageOptions(z.object(imageBodyShape).parse(input));
const fromQuery = (text: string) =>
  imageOptionsOfQuery(z.object(imageQueryShape).parse(Object.fromEntries(new URLSearchParams(text))));
const refusesBody = (input: unknown) => !z.object(imageBodyShape).safeParse(input).success;

test('nothing asked for is the contract’s plain PNG', () => {
  assert.deepEqual(fromBody({}), DEFAULT_IMAGE_OPTIONS);
  assert.deepEqual(fromQuery(''), DEFAULT_IMAGE_OPTIONS);
  assert.deepEqual(fromBody({ legend: true }), DEFAULT_IMAGE_OPTIONS);
});

test('a query says what a body says', () => {
  const pairs: [string, unknown][] = [
    ['legend=false', { legend: false }],
    ['width=800&height=600&scale=2', { width: 800, height: 600, scale: 2 }],
    ['max_size=512&format=webp&quality=80', { max_size: 512, format: 'webp', quality: 80 }],
    ['background=%23ffffff80&resampling=bilinear', { background: '#ffffff80', resampling: 'bilinear' }],
    ['legend_position=top-left&legend_theme=dark', { legend: { position: 'top-left', theme: 'dark' } }],
    ['legend_title=Field&legend_units=m&legend_decimals=3', { legend: { title: 'Field', units: 'm', decimals: 3 } }],
    ['legend_title=false&legend_areas=false', { legend: { title: false, areas: false } }],
    ...RESAMPLINGS.map((name): [string, unknown] => [`resampling=${name}`, { resampling: name }]),
    ['outline=true', { outline: true }],
    ['outline_color=red', { outline: { color: 'red', width: 1.5 } }],
    ['outline=true&outline_width=3', { outline: { color: '#ffffff', width: 3 } }],
    ['outline=false&outline_width=3', { outline: false }],
    ['scale_bar=true&north_arrow=true', { scale_bar: true, north_arrow: true }],
    ['scale_bar_units=imperial', { scale_bar: { units: 'imperial' } }],
    ['scale_bar_position=top-left&north_arrow_position=auto', { scale_bar: { position: 'top-left' }, north_arrow: {} }],
    ['scale_bar=false&scale_bar_units=metric', { scale_bar: false }],
    ['attribution=ESA', { attribution: 'ESA' }],
    ['attribution=ESA&attribution_position=top-right', { attribution: { text: 'ESA', position: 'top-right' } }],
  ];
  for (const [query, body] of pairs) assert.deepEqual(fromQuery(query), fromBody(body), query);
});

test('what is given stands beside the defaults of the rest', () => {
  const options = fromBody({ max_size: 100, legend: { theme: 'dark' } });
  assert.deepEqual(options, {
    ...DEFAULT_IMAGE_OPTIONS,
    maxSize: 100,
    legend: { ...DEFAULT_LEGEND_OPTIONS, theme: 'dark' },
  });
});

test('values out of bounds, and colours that would leave their place, are refused', () => {
  const faults = [
    { width: 0 },
    { width: 1.5 },
    { max_size: 4097 },
    { scale: 0 },
    { quality: 101 },
    { format: 'gif' },
    { resampling: 'lanczos' },
    { background: '"/><script>' },
    { outline: { color: 'red" onload="x', width: 1 } },
    { outline: { color: 'red' } },
    { legend: 'no' },
    { legend: { decimals: -1 } },
    { scale_bar: { units: 'nautical' } },
    { north_arrow: { position: 'middle' } },
    { attribution: 'x'.repeat(501) },
  ];
  for (const fault of faults) assert.ok(refusesBody(fault), JSON.stringify(fault));
});

test('an image beyond the largest side is not drawable', () => {
  assert.ok(isDrawable({ width: 4096 }));
  assert.ok(isDrawable({ height: 2048, scale: 2 }));
  assert.ok(!isDrawable({ width: 2049, scale: 2 }));
  assert.ok(isDrawable({ scale: 4 }));
});
