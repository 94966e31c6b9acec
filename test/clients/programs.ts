import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Interpreters to try: one that is named, the system's (which has GDAL and QGIS where Debian installed them), any. */
const PYTHONS = [process.env.CLIENTS_PYTHON, '/usr/bin/python3', 'python3'].filter((path) => path !== undefined);

/** A Python that can import a module, or undefined where none of those there are can. */
export async function pythonWith(module: string): Promise<string | undefined> {
  for (const python of PYTHONS) {
    const found = await run(python, ['-c', `import ${module}`], { env: environment() }).then(
      () => true,
      () => false,
    );
    if (found) return python;
  }
  return undefined;
}

/** What a script of this folder prints as JSON. @throws Error with all that it said if it fails */
export async function ask<T>(python: string, script: string, request: unknown): Promise<T> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await run(python, [path, JSON.stringify(request)], {
    env: environment(),
    timeout: 120_000,
    maxBuffer: 2 ** 26,
  });
  const answer = stdout.trim().split('\n').at(-1) ?? '';
  return JSON.parse(answer) as T;
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, QT_QPA_PLATFORM: 'offscreen', GDAL_HTTP_TIMEOUT: '30', NO_PROXY: '127.0.0.1' };
}
