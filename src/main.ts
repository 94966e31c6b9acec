import { BlockList, isIPv4, isIPv6, type AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { loadConfig, type Config } from './config.ts';
import { Failure } from './failure.ts';
import { createApp } from './http/app.ts';
import { drain } from './http/drain.ts';
import { createLog, type Log } from './log.ts';
import { dateKey } from './operations/date-key.ts';
import { DEMO_KEY, isUnused, loadDemo, openDemo, type DemoMap } from './operations/load-demo.ts';
import { migrateCatalogue } from './operations/migrate-catalogue.ts';
import { openServices, projectFolder, type OpenServices } from './wiring.ts';

/** How long running requests may take to finish once the process is told to stop, ms. */
const GRACE_MS = 10_000;

async function start(): Promise<void> {
  const config = loadConfig(process.env);
  const log = createLog(config.logLevel);
  const services = await openServices(config, log, 'threads');
  try {
    const demo = await prepare(services, config, log);
    // whoever balances load sends requests as soon as the port is open
    await services.engine.ready();
    const server = createServer(createApp(services, config, log));
    await listen(server, config);
    stopOnSignal(server, services, log);
    greet(server, config, demo);
  } catch (error) {
    await services.close();
    throw error;
  }
}

/** Brings the catalogue up to date and, into an empty embedded one, loads the demo. */
async function prepare(services: OpenServices, config: Config, log: Log): Promise<DemoMap | undefined> {
  const { database } = services;
  const { drifted } = await migrateCatalogue(services, config.migrationsDir);
  for (const name of drifted) log.warn({ migration: name }, 'changed since it was applied; not applied again');
  if (database.kind !== 'embedded') return undefined;
  if (config.demo === 'auto' && (await isUnused(database))) {
    await loadDemo(services, projectFolder('fixtures/demo'), (line) => log.info(line));
  }
  return openDemo(database, config.demo === 'auto' && isLoopback(config.host));
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  return (isIPv4(host) && LOOPBACK.check(host)) || (isIPv6(host) && LOOPBACK.check(host, 'ipv6'));
}

function listen(server: Server, { port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

function greet(server: Server, { host }: Config, demo: DemoMap | undefined): void {
  const { port } = server.address() as AddressInfo;
  const base = `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const lines = [`Chromatile listens on ${base}`, `API documents: ${base}/docs`];
  if (demo !== undefined) {
    const body = { index_id: demo.indexId, date: dateKey(demo.date), visualization_mode: 'dynamic' };
    lines.push(
      `Demo key: ${DEMO_KEY} (synthetic rasters; works on this machine only). A first picture, chromatile.png:`,
      '',
      `curl -fsS -o chromatile.png -H 'Authorization: ${DEMO_KEY}' -H 'Content-Type: application/json' \\`,
      `  -d '${JSON.stringify(body)}' \\`,
      `  ${base}/v0/aois/${demo.aoiId}/visualizations/${demo.visualizationId}/png`,
    );
  }
  process.stdout.write(`\n${lines.join('\n')}\n\n`);
}

function stopOnSignal(server: Server, services: OpenServices, log: Log): void {
  let isStopping = false;
  const stop = (signal: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info({ signal }, 'stopping');
    drain(server, GRACE_MS)
      .then(() => services.close())
      .then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'the database did not close');
          process.exit(1);
        },
      );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

start().catch((error: unknown) => {
  const text = error instanceof Failure ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`chromatile: ${text}\n`);
  process.exit(1);
});
