import { execFile } from 'node:child_process';
import { Agent, get } from 'node:http';
import { promisify } from 'node:util';
import { beside, writeLabFile } from './lab.ts';

/** Something to be asked for tiles: a server, which of its answers, and in which order. */
export interface Target {
  readonly name: string;
  readonly port: number;
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** What wrk saw. */
export interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly count: number;
  /** Headers included. */
  readonly bytes: number;
  readonly errors: number;
}

/** Asks for the target's paths in a circle for some seconds, over so many connections. */
export async function load(target: Target, connections: number, seconds: number): Promise<Load> {
  const paths = writeLabFile(`paths/${target.name.replaceAll(/\W+/g, '-')}.txt`, `${target.paths.join('\n')}\n`);
  const headers = Object.entries(target.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const { stdout } = await promisify(execFile)(
    'wrk',
    [
      ...['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '20s', '-s', beside('wrk.lua'), ...headers],
      `http://127.0.0.1:${target.port}/`,
    ],
    { env: { ...process.env, PATHS: paths } },
  );
  const json = /JSON (.*)/.exec(stdout)?.[1];
  if (json === undefined) throw new Error(`wrk printed no result: ${stdout}`);
  const result = JSON.parse(json) as Load;
  if (result.count === 0 || result.errors > 0) {
    throw new Error(`${target.name}: ${result.errors} of ${result.count} requests failed`);
  }
  return result;
}

/** One pass over all paths by one connection that is kept: milliseconds and bytes of each answer. */
export async function onePass({ name, port, paths, headers }: Target): Promise<{ ms: number; body: Buffer }[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (path: string) =>
    new Promise<Buffer>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const body = Buffer.concat(chunks);
          if (response.statusCode === 200) resolve(body);
          else reject(new Error(`${name}: ${response.statusCode} for ${path}: ${body.toString().slice(0, 300)}`));
        });
      }).on('error', reject);
    });
  const answers: { ms: number; body: Buffer }[] = [];
  for (const path of paths) {
    const start = performance.now();
    const body = await ask(path);
    answers.push({ ms: performance.now() - start, body });
  }
  agent.destroy();
  return answers;
}
