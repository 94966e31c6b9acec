import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isPublicAddress } from '../../../src/cog/sources/addresses.ts';
import { AllowedHosts } from '../../../src/cog/sources/allowed-hosts.ts';
import { withinRoots } from '../../../src/cog/sources/allowed-roots.ts';
import { makeDirectory } from '../files.ts';

const directory = makeDirectory();
const url = (text: string) => new URL(text);

test('addresses that are no public host', () => {
  const cases = [
    ...[
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.255.0.1',
      '169.254.169.254',
      '172.31.0.1',
      '192.168.1.1',
    ],
    ...['198.19.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12::1'],
    ...[
      'ff02::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::ffff:0:0',
      '::ffff:a00:0',
      '64:ff9b::10.0.0.1',
      '2002:7f00:1::',
    ],
    ...['2001::1', '2001:db8::1', '::127.0.0.1', 'localhost', ''],
  ];
  for (const address of cases) assert.equal(isPublicAddress(address), false, address);
});

test('addresses of public hosts', () => {
  for (const address of ['1.1.1.1', '172.32.0.1', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::101:101'])
    assert.equal(isPublicAddress(address), true, address);
});

test('hosts are allowed by name, port or domain', () => {
  const hosts = new AllowedHosts([
    'data.example.org',
    'minio.internal:9000',
    '*.tiles.example',
    '*.p.example:8443',
    '[::1]:8080',
  ]);
  for (const text of [
    'https://data.example.org/a.tif',
    'https://DATA.example.org.:8443/a.tif',
    'http://minio.internal:9000/a.tif',
    'https://a.tiles.example/a.tif',
    'https://a.p.example:8443/a.tif',
    'http://[::1]:8080/a.tif',
  ]) {
    assert.doesNotThrow(() => hosts.checkUrl(url(text)), text);
  }
  for (const text of [
    'https://example.org/a.tif',
    'https://data.example.org.evil.example/',
    'http://minio.internal/a.tif',
    'https://tiles.example/a.tif',
    'https://a.p.example/a.tif',
    'https://eviltiles.example/a.tif',
    'http://[::1]/a.tif',
  ]) {
    const refusal = { kind: 'forbidden', message: /ASSET_HOSTS allows data\.example\.org, minio/ };
    assert.throws(() => hosts.checkUrl(url(text)), refusal, text);
  }
  assert.throws(() => hosts.checkBucket('maps'), { kind: 'forbidden', message: /^s3:\/\/maps may not/ });
});

test('private addresses in a URL, however written, are refused by the star', () => {
  const hosts = new AllowedHosts(['*']);
  assert.doesNotThrow(() => hosts.checkUrl(url('https://1.1.1.1/a.tif')));
  assert.doesNotThrow(() => hosts.checkBucket('maps'));
  const texts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.1',
    '017700000001',
    '[::1]',
    '[::ffff:10.0.0.1]',
    '169.254.169.254',
  ];
  for (const host of texts) {
    const refusal = { kind: 'forbidden', message: /private one is read only if ASSET_HOSTS names it/ };
    assert.throws(() => hosts.checkUrl(url(`http://${host}/a.tif`)), refusal, host);
  }
});

test('a name that resolves to a private address leads nowhere unless it is listed', async () => {
  const resolve = (entries: string[], options: { all?: boolean }) =>
    new Promise((done, fail) => {
      const lookup = new AllowedHosts(entries).lookupFor(url('http://localhost/a.tif'));
      lookup('localhost', options, (error, address) => (error === null ? done(address) : fail(error)));
    });
  await assert.rejects(resolve(['*'], { all: true }), { kind: 'forbidden' });
  await assert.rejects(resolve(['*'], {}), { kind: 'forbidden' });
  assert.match(String(await resolve(['localhost'], {})), /^(127\.0\.0\.1|::1)$/);
});

test('files are read below the roots only, wherever links lead', async () => {
  const [inside, outside] = [join(directory.path, 'in'), join(directory.path, 'in-not')];
  await mkdir(join(inside, 'deep'), { recursive: true });
  await mkdir(outside);
  const good = await directory.write('in/deep/a.tif', Buffer.from('a'));
  const secret = await directory.write('in-not/secret.tif', Buffer.from('s'));
  await symlink(good, join(outside, 'link-in.tif'));
  await symlink(secret, join(inside, 'link-out.tif'));
  await symlink(outside, join(inside, 'folder-out'));
  const allow = withinRoots([join(directory.path, 'nowhere'), inside]);
  assert.equal(await allow(good), good);
  assert.equal(await allow(inside), inside, 'a root itself, to which rasters are built');
  assert.equal(await allow(join(outside, 'link-in.tif')), good);
  for (const path of [
    secret,
    join(inside, 'link-out.tif'),
    join(inside, 'folder-out/secret.tif'),
    `${inside}/../in-not/secret.tif`,
  ]) {
    await assert.rejects(allow(path), (error: Error) => {
      assert.ok('kind' in error && error.kind === 'forbidden' && error.message.includes('ASSET_ROOTS'));
      assert.ok(!error.message.includes(directory.path));
      return true;
    });
  }
  await assert.rejects(allow(join(inside, 'missing.tif')), { kind: 'unreadable', message: /no such file/ });
});
