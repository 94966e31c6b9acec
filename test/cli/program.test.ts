import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from './run.ts';

test('help is an answer, a wrong command line is exit code 2', async () => {
  const help = await run(['--help']);
  assert.equal(help.code, 0);
  for (const command of ['migrate', 'tenants', 'keys', 'projects', 'aois'])
    assert.match(help.stdout, new RegExp(command));
  for (const args of [
    ['nonsense'],
    ['keys', 'create'],
    ['aois'],
    ['keys', 'create', '--name', 'x', '--rights', 'all'],
  ]) {
    const wrong = await run(args);
    assert.equal(wrong.code, 2, args.join(' '));
    assert.equal(wrong.stdout, '');
    assert.notEqual(wrong.stderr, '');
  }
});

test('a failure is one line, or one object with --json, wherever that stands', async () => {
  const env = { PORT: 'x', DATA_DIR: '/nonexistent/data' };
  const plain = await run(['keys', 'list'], env);
  assert.equal(plain.code, 1);
  assert.match(plain.stderr, /^configuration: PORT: .+\n$/);
  for (const args of [
    ['--json', 'keys', 'list'],
    ['keys', 'list', '--json'],
  ]) {
    const { code, stdout, stderr } = await run(args, env);
    assert.equal(code, 1);
    assert.equal(stdout, '');
    const { error } = JSON.parse(stderr) as { error: { code: string; details: { field: string }[] } };
    assert.equal(error.code, 'invalid');
    assert.equal(error.details[0]?.field, 'PORT');
  }
});

test('a file that cannot be read is refused before any database is opened', async () => {
  const load = ['aois', 'load', '/nonexistent/fields.kml', '--project', 'p', '--satellite', 's'];
  const { code, stderr } = await run(load, { DATA_DIR: '/nonexistent/data' });
  assert.deepEqual({ code, stderr }, { code: 1, stderr: 'fields.kml: there is no such file\n' });
});
