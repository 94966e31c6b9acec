import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refuses, startApp } from './client.ts';
import { fakeServices } from './fake-services.ts';

test('the page and everything it loads come from here, with their charset', async (t) => {
  const { call } = await startApp(t, fakeServices());
  const page = await call('/docs');
  assert.equal(page.status, 200);
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  assert.match(page.headers['content-security-policy'] as string, /default-src 'none'; script-src 'self'/);
  const addresses = [...page.text.matchAll(/(?:src|href|data-api)="([^"]+)"/g)].map(([, address]) => address);
  assert.equal(addresses.length, 5);
  for (const address of addresses) {
    assert.ok(!address.includes('//'), address);
    const file = await call(new URL(address, 'http://here/docs').pathname);
    assert.equal(file.status, 200, address);
    if (/\.(js|css)$/.test(address)) assert.match(file.headers['content-type'] ?? '', /charset=utf-8$/, address);
  }
});

test('the page works with a slash at its end', async (t) => {
  const { call } = await startApp(t, fakeServices());
  const page = await call('/docs/');
  for (const [, address] of page.text.matchAll(/(?:src|href|data-api)="([^"]+)"/g)) {
    assert.equal((await call(new URL(address, 'http://here/docs/').pathname)).status, 200, address);
  }
});

test('files are kept by browsers, and no other file is served', async (t) => {
  const { call } = await startApp(t, fakeServices());
  const script = await call('/docs/swagger-ui-bundle.js');
  assert.equal(script.headers['cache-control'], 'public, max-age=86400');
  const again = await call('/docs/swagger-ui-bundle.js', { headers: { 'if-none-match': script.headers.etag ?? '' } });
  assert.equal(again.status, 304);
  for (const name of ['package.json', '..%2Fpackage.json', 'constructor', '__proto__']) {
    refuses(await call(`/docs/${name}`), 404, 'not_found');
  }
});
