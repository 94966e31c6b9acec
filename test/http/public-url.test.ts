import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../src/config.ts';
import { publicUrlOf } from '../../src/http/public-url.ts';

function asked(remoteAddress: string, headers: Record<string, string>): Parameters<ReturnType<typeof publicUrlOf>>[0] {
  const get = (name: string) => headers[name.toLowerCase()] ?? '';
  return { get, req: { socket: { remoteAddress } } } as never;
}

const FORWARDED = { host: 'inner:3000', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'maps.example.org' };

test('PUBLIC_URL wins over everything', () => {
  const publicUrl = publicUrlOf(loadConfig({ PUBLIC_URL: 'https://a.example/api/', TRUSTED_PROXIES: '10.0.0.0/8' }));
  assert.equal(publicUrl(asked('10.0.0.1', FORWARDED)), 'https://a.example/api');
});

test('forwarded headers are believed from trusted proxies only', () => {
  const publicUrl = publicUrlOf(loadConfig({ TRUSTED_PROXIES: '10.0.0.0/8,fd00::/8' }));
  assert.equal(publicUrl(asked('10.0.0.1', FORWARDED)), 'https://maps.example.org');
  assert.equal(publicUrl(asked('::ffff:10.0.0.1', FORWARDED)), 'https://maps.example.org');
  assert.equal(publicUrl(asked('fd00::1', FORWARDED)), 'https://maps.example.org');
  assert.equal(publicUrl(asked('192.0.2.1', FORWARDED)), 'http://inner:3000');
});

test('of several values the nearest proxy’s counts', () => {
  const publicUrl = publicUrlOf(loadConfig({ TRUSTED_PROXIES: '127.0.0.1' }));
  const spoofed = { ...FORWARDED, 'x-forwarded-host': 'evil.example, maps.example.org' };
  assert.equal(publicUrl(asked('127.0.0.1', spoofed)), 'https://maps.example.org');
});

test('a host that is none falls back to the address listened on', () => {
  const publicUrl = publicUrlOf(loadConfig({}));
  assert.equal(publicUrl(asked('127.0.0.1', { host: 'a b"<script>' })), 'http://127.0.0.1:3000');
  assert.equal(publicUrl(asked('127.0.0.1', {})), 'http://127.0.0.1:3000');
  assert.equal(publicUrl(asked('127.0.0.1', { host: '[::1]:3000' })), 'http://[::1]:3000');
});
