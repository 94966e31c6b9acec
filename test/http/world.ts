import { createKey } from '../../src/catalogue/api-keys.ts';
import type { Database } from '../../src/catalogue/database.ts';
import type { ProjectRecord } from '../../src/catalogue/projects.ts';
import type { Services } from '../../src/operations/services.ts';
import { makeProject, makeTenant, openTestDatabase } from '../database.ts';
import { createMemory } from '../../src/operations/memory.ts';
import { openTestPixels } from '../pixels.ts';
import { startApp, type Answer, type Call, type Client, type LogLines } from './client.ts';

/** A tenant with a project, and a client that calls with its key. */
export interface Member {
  readonly tenantId: string;
  readonly project: ProjectRecord;
  /** Calls with a key that may write. */
  readonly call: Client;
  /** Calls with a key that may only read. */
  readonly read: Client;
}

/** The real app on a database of its own, with two tenants that must not see each other. */
export interface World {
  readonly database: Database;
  readonly services: Services;
  readonly ada: Member;
  readonly bob: Member;
  /** Calls without any key. */
  readonly call: Client;
  readonly origin: string;
  readonly log: LogLines;
  close(): Promise<void>;
}

/** Opens a world for one test file; whoever opened it closes it. */
export async function openWorld(): Promise<World> {
  const database = await openTestDatabase();
  const services = { database, ...openTestPixels(), memory: createMemory(10_000_000) };
  const stops: (() => void)[] = [];
  const app = await startApp({ after: (stop: () => void) => stops.push(stop) }, services);
  const ada = await makeMember(database, app.call, 'ada');
  const bob = await makeMember(database, app.call, 'bob');
  const close = async () => {
    for (const stop of stops) stop();
    await services.cogs.close();
    await database.close();
  };
  return { database, services, ada, bob, ...app, close };
}

async function makeMember(database: Database, call: Client, name: string): Promise<Member> {
  const tenant = await makeTenant(database, name);
  const project = await makeProject(database, tenant.id);
  const writer = await createKey(database, { tenantId: tenant.id, name, rights: 'write' });
  const reader = await createKey(database, { tenantId: tenant.id, name: `${name}-reads`, rights: 'read' });
  return { tenantId: tenant.id, project, call: withKey(call, writer.key), read: withKey(call, reader.key) };
}

function withKey(call: Client, key: string): Client {
  return (path: string, options: Call = {}): Promise<Answer> =>
    call(path, { ...options, headers: { authorization: `Bearer ${key}`, ...options.headers } });
}
