import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig, SETTINGS, settingsTable } from '../src/config.ts';
import { Failure } from '../src/failure.ts';

test('an empty environment gives the defaults', () => {
  const config = loadConfig({});
  assert.equal(config.port, 3000);
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.databaseUrl, undefined);
  assert.equal(config.dataDir, '.data');
  assert.equal(config.publicUrl, undefined);
  assert.equal(config.bodyLimitBytes, 5_000_000);
  assert.deepEqual(config.corsOrigins, ['*']);
  assert.deepEqual(config.trustedProxies, []);
  assert.equal(config.demo, 'auto');
  assert.equal(config.assetRoots, undefined);
  assert.deepEqual(config.assetHosts, ['*']);
});

test('texts become typed values, and an empty one counts as unset', () => {
  const config = loadConfig({
    PORT: '8080',
    HOST: '',
    DATABASE_URL: 'postgres://map@localhost/map',
    PUBLIC_URL: 'https://maps.example.org/api/',
    TRUSTED_PROXIES: '10.0.0.0/8, ::1',
    CORS_ORIGINS: 'https://a.example,https://b.example:8443',
    BODY_LIMIT: '1.5 MB',
    LOG_LEVEL: 'DEBUG',
  });
  assert.equal(config.port, 8080);
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.publicUrl, 'https://maps.example.org/api');
  assert.deepEqual(config.trustedProxies, [
    { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
    { address: '::1', prefix: 128, family: 'ipv6' },
  ]);
  assert.deepEqual(config.corsOrigins, ['https://a.example', 'https://b.example:8443']);
  assert.equal(config.bodyLimitBytes, 1_500_000);
  assert.equal(config.logLevel, 'debug');
});

test('every mistake is reported at once, and no password with them', () => {
  const env = {
    PORT: '70000',
    DATABASE_URL: 'mysql://root:hunter2@db/x',
    PUBLIC_URL: 'maps.example.org',
    TRUSTED_PROXIES: '10.0.0.0/33',
    CORS_ORIGINS: 'https://a.example/path',
    BODY_LIMIT: '5 gallons',
    SHARE_SECRET: 'hunter2',
    LOG_LEVEL: 'loud',
    POOL_SIZE: '0',
    OPEN_FILES: '1.5',
    DEMO: 'yes',
  };
  assert.throws(
    () => loadConfig(env),
    (error) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.kind, 'invalid');
      assert.deepEqual(error.details?.map(({ field }) => field).sort(), Object.keys(env).sort());
      assert.ok(!error.message.includes('hunter2'));
      return true;
    },
  );
});

test('the table names every variable with its default', () => {
  const table = settingsTable();
  for (const { variable, fallback } of Object.values(SETTINGS)) {
    assert.ok(table.includes(`| \`${variable}\` | ${fallback ? `\`${fallback}\`` : '-'} |`), variable);
  }
});

test('where rasters may lie is checked entry by entry', () => {
  const { assetRoots, assetHosts, awsCredentialsFile, awsIsAnonymous } = loadConfig({
    ASSET_ROOTS: '/data/maps, /srv/../data2',
    ASSET_HOSTS: 'data.example.org, *.tiles.example:8443,s3://maps, [::1]:9000',
    AWS_NO_SIGN_REQUEST: 'YES',
  });
  assert.deepEqual(assetRoots, ['/data/maps', '/data2']);
  assert.deepEqual(assetHosts, ['data.example.org', '*.tiles.example:8443', 's3://maps', '[::1]:9000']);
  assert.match(awsCredentialsFile, /^\/.*\.aws\/credentials$/);
  assert.equal(awsIsAnonymous, true);
  for (const entry of ['https://data.example.org', 'a b', '*:80', 's3://maps/key', 'host:port']) {
    assert.throws(() => loadConfig({ ASSET_HOSTS: entry }), { message: /ASSET_HOSTS: .* is none of host/ }, entry);
  }
  assert.throws(
    () => loadConfig({ AWS_ENDPOINT_URL: 'https://ada:hunter2@s3.example' }),
    (error: Error) => error.message.includes('AWS_ENDPOINT_URL') && !error.message.includes('hunter2'),
  );
});
