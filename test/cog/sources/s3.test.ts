import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { sourceOpener } from '../../../src/cog/sources/open-source.ts';
import { S3Store, type S3Settings } from '../../../src/cog/sources/s3-location.ts';
import { signedHeaders } from '../../../src/cog/sources/sigv4.ts';
import { CogStore } from '../../../src/cog/store.ts';
import { makeDirectory } from '../files.ts';
import { settings, startServer } from './server.ts';
import { tiledCog, valueAt } from './tiled.ts';

const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const directory = makeDirectory();
const server = await startServer();
const KEY = "s2/T32/ndvi a+b (1)'!.tif";
server.put(`/maps/${encodeURIComponent(KEY).replaceAll('%2F', '/')}`, tiledCog({ across: 40, down: 40, gap: 1000 }));

/** A store that gives nothing but to requests that are signed as it would sign them. */
server.mischief = (request, response) => {
  const { authorization = '', host = '', range = '' } = request.headers;
  const region = /Credential=AKIDEXAMPLE\/\d{8}\/([^/]+)\/s3\/aws4_request/.exec(authorization)?.[1] ?? '';
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1].split(';') ?? [];
  const date = String(request.headers['x-amz-date']);
  const now = new Date(date.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'));
  const token = request.headers['x-amz-security-token'] as string | undefined;
  const own = names.filter((name) => !name.startsWith('x-amz-') && name !== 'host');
  const sent = Object.fromEntries(own.map((name) => [name, String(request.headers[name])]));
  const credentials = { ...KEYS, sessionToken: token };
  const expected = signedHeaders(new URL(`http://${host}${request.url ?? ''}`), sent, {
    credentials,
    region,
    now,
  });
  if (authorization === expected.authorization && range !== '' && names.includes('range')) return false;
  response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>');
  return true;
};

function open(changes: Partial<S3Settings>, hosts = ['s3://maps']) {
  const nowhere = { profile: 'default', credentialsFile: '/nowhere', configFile: '/nowhere' };
  const s3 = { ...nowhere, endpoint: server.origin, isAnonymous: false, ...changes };
  return sourceOpener(settings(hosts, { s3 }));
}

test('an object is read with signed requests', async () => {
  const store = new CogStore({ openSource: open({ ...KEYS, sessionToken: 'token' }) });
  const cog = await store.open(`s3://maps/${KEY}`);
  assert.equal(cog.info.name, "ndvi a+b (1)'!.tif");
  const { values } = await cog.readWindow({ col: 500, row: 600, width: 20, height: 20 });
  assert.equal(values[21], valueAt(501, 601));
  assert.ok(server.requests.every(({ headers }) => headers['x-amz-security-token'] === 'token'));
});

test('keys and region come from the files of the AWS tools', async () => {
  const credentialsFile = await directory.write(
    'credentials',
    Buffer.from(
      '[default]\naws_access_key_id = OTHER\naws_secret_access_key = x\n\n[ maps ]\n' +
        `aws_access_key_id=${KEYS.accessKeyId}\r\naws_secret_access_key = ${KEYS.secretAccessKey}\r\n`,
    ),
  );
  const configFile = await directory.write('config', Buffer.from('[profile maps]\nregion = eu-central-1\n'));
  await open({ profile: 'maps', credentialsFile, configFile })(`s3://maps/${KEY}`);
  assert.match(server.requests.at(-1)?.headers.authorization ?? '', /\/eu-central-1\/s3\//);
  await assert.rejects(open({ credentialsFile, configFile })(`s3://maps/${KEY}`), {
    kind: 'unreadable',
    message: /refuses access \(status 403, SignatureDoesNotMatch\)/,
  });
});

test('without credentials nothing is sent, unless the bucket is public', async () => {
  const count = server.log.length;
  await assert.rejects(open({})(`s3://maps/${KEY}`), { kind: 'unreadable', message: /AWS_NO_SIGN_REQUEST/ });
  assert.equal(server.log.length, count);
  const verify = server.mischief;
  server.mischief = undefined;
  await open({ isAnonymous: true })(`s3://maps/${KEY}`);
  assert.equal(server.requests.at(-1)?.headers.authorization, undefined);
  server.mischief = verify;
});

test('buckets that are not listed are refused', async () => {
  const refusal = { kind: 'forbidden', message: /s3:\/\/maps may not be read from; ASSET_HOSTS allows s3:\/\/other/ };
  await assert.rejects(open(KEYS, ['s3://other'])(`s3://maps/${KEY}`), refusal);
});

test('a redirect of the store is not followed: it could lead anywhere', async () => {
  const verify = server.mischief;
  server.mischief = (_, response) => {
    response
      .writeHead(307, { Location: `${server.origin}/elsewhere` })
      .end('<Error><Code>TemporaryRedirect</Code></Error>');
    return true;
  };
  await assert.rejects(open(KEYS)(`s3://maps/${KEY}`), { message: /status 307, TemporaryRedirect/ });
  server.mischief = verify;
});

test('a bucket is in the host name or in the path', async () => {
  const hosts: [changes: Partial<S3Settings>, bucket: string, url: string][] = [
    [{}, 'maps', 'https://maps.s3.us-east-1.amazonaws.com/k%20.tif'],
    [{ region: 'eu-west-1' }, 'my.maps', 'https://s3.eu-west-1.amazonaws.com/my.maps/k%20.tif'],
    [{ isVirtualHosted: false }, 'maps', 'https://s3.us-east-1.amazonaws.com/maps/k%20.tif'],
    [{ endpoint: 'https://s3.example/base/' }, 'maps', 'https://s3.example/base/maps/k%20.tif'],
    [{ endpoint: 'https://s3.example', isVirtualHosted: true }, 'maps', 'https://maps.s3.example/k%20.tif'],
  ];
  for (const [changes, bucket, url] of hosts) {
    const none = join(directory.path, 'none');
    const store = new S3Store({
      profile: 'default',
      credentialsFile: none,
      configFile: none,
      isAnonymous: true,
      ...changes,
    });
    assert.equal((await store.location(bucket, 'k .tif')).url.href, url);
  }
});

test('a bucket of another region is asked for there', async () => {
  const store = new S3Store({ ...KEYS, profile: 'default', credentialsFile: '', configFile: '', isAnonymous: false });
  const location = await store.location('maps', 'k.tif');
  const answer = (region: string) => ({
    status: 301,
    headers: { 'x-amz-bucket-region': region },
    body: new Uint8Array(),
    isWhole: true,
  });
  assert.equal(location.next(answer('evil.example/'), location.url), undefined);
  assert.equal(location.next(answer('eu-north-1'), location.url)?.host, 'maps.s3.eu-north-1.amazonaws.com');
  assert.equal(location.next(answer('eu-north-1'), location.url), undefined);
  assert.match((await location.headersFor(location.url, {})).authorization, /\/eu-north-1\/s3\//);
});
