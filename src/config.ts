import { isIP } from 'node:net';
import {
  byteCount,
  byteCountOrNone,
  httpUrl,
  listOf,
  oneOf,
  optional,
  required,
  whole,
  word,
} from './config/setting.ts';
import { SOURCE_SETTINGS } from './config/source-settings.ts';
import { Failure, type FieldFault } from './failure.ts';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Every setting, in the order of the documentation. `docs/configuration.md` holds `settingsTable()`. */
export const SETTINGS = {
  port: required('PORT', 'Port that the service listens on; 0 takes any free one.', 'port', '3000', whole(0, 65_535)),
  host: required(
    'HOST',
    'Address that it listens on. The demo key works on a loopback address only.',
    'address',
    '127.0.0.1',
    word,
  ),
  databaseUrl: optional(
    'DATABASE_URL',
    'PostgreSQL with PostGIS. Unset: an embedded one in DATA_DIR.',
    'postgres:// URL',
    postgresUrl,
  ),
  dataDir: required('DATA_DIR', 'Folder of the embedded database.', 'path', '.data', word),
  migrationsDir: optional(
    'MIGRATIONS_DIR',
    "Folder of the operator's own data migrations, NNNN_name.geojson or NNNN_name.sql.",
    'path',
    word,
  ),
  demo: required(
    'DEMO',
    'auto loads the demo into an empty embedded database; off never does.',
    'auto, off',
    'auto',
    oneOf(['auto', 'off']),
  ),
  publicUrl: optional(
    'PUBLIC_URL',
    'Base of every URL handed out. Unset: taken from each request.',
    'http(s) URL',
    httpUrl,
  ),
  trustedProxies: required(
    'TRUSTED_PROXIES',
    'Proxies whose X-Forwarded-Proto and X-Forwarded-Host are believed.',
    'addresses or CIDR ranges, comma-separated',
    '',
    listOf(network),
  ),
  corsOrigins: required(
    'CORS_ORIGINS',
    'Web origins that may call the API from a browser; * is every one.',
    'origins, comma-separated',
    '*',
    listOf(origin),
  ),
  shareSecrets: required(
    'SHARE_SECRET',
    'What links are signed with, the same in every replica; links of all are good, new ones are signed with the first. ' +
      'Unset: kept in the database.',
    'texts of 32 characters or more, comma-separated',
    '',
    listOf(secret),
  ),
  bodyLimitBytes: required(
    'BODY_LIMIT',
    'Largest request body; a larger one is answered with 413.',
    'bytes, or a number with kB or MB',
    '5 MB',
    byteCount,
  ),
  logLevel: required(
    'LOG_LEVEL',
    'Least severe message that is logged.',
    LOG_LEVELS.join(', '),
    'info',
    oneOf(LOG_LEVELS),
  ),
  poolSize: required(
    'POOL_SIZE',
    'Most connections to the database at DATABASE_URL at a time; the embedded one has a single one.',
    'connections',
    '10',
    whole(1, 1000),
  ),
  threads: optional(
    'THREADS',
    'Worker threads that read rasters and draw. Unset: one per core.',
    'threads',
    whole(1, 256),
  ),
  renderQueue: required(
    'RENDER_QUEUE',
    'Most pictures and statistics that wait for a thread; one more is answered with 503.',
    'requests',
    '256',
    whole(1, 100_000),
  ),
  blockCacheBytes: required(
    'BLOCK_CACHE',
    'Memory for decoded blocks of raster files, all threads together.',
    'bytes, or a number with kB or MB',
    '512 MB',
    byteCount,
  ),
  answerCacheBytes: required(
    'ANSWER_CACHE',
    'Memory for finished tiles and pictures; 0 keeps none.',
    'bytes, or a number with kB or MB',
    '128 MB',
    byteCountOrNone,
  ),
  openFiles: required(
    'OPEN_FILES',
    'Most raster files that each thread keeps open between requests.',
    'files',
    '64',
    whole(1, 100_000),
  ),
  ...SOURCE_SETTINGS,
};

/** The service's configuration, read and checked once. */
export type Config = { readonly [Key in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[Key]['read']> };

/**
 * The configuration that an environment gives. Pure: nothing else reads `process.env`.
 *
 * @throws Failure 'invalid' that lists every mistake at once, one per line and one per detail
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: FieldFault[] = [];
  const entries = Object.entries(SETTINGS).map(([key, setting]) => {
    const text = env[setting.variable]?.trim() || setting.fallback;
    try {
      return [key, text === undefined ? undefined : setting.read(text)];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      faults.push({ field: setting.variable, reason: error.message });
      return [key, undefined];
    }
  });
  if (faults.length > 0) {
    const lines = faults.map(({ field, reason }) => `${field}: ${reason}`);
    throw new Failure('invalid', `configuration: ${lines.join('\n')}`, { details: faults });
  }
  return Object.fromEntries(entries) as Config;
}

/** The settings as a Markdown table, for `docs/configuration.md`. */
export function settingsTable(): string {
  const rows = Object.values(SETTINGS).map(
    ({ variable, meaning, unit, fallback }) =>
      `| \`${variable}\` | ${fallback ? `\`${fallback}\`` : '-'} | ${unit} | ${meaning} |`,
  );
  return ['| Variable | Default | Value | Meaning |', '|---|---|---|---|', ...rows].join('\n') + '\n';
}

function secret(text: string): Uint8Array {
  if (text.length >= 32) return Buffer.from(text, 'utf8');
  // the text itself is a secret
  throw new RangeError(`a text of ${text.length} characters is too short; 32 random ones are enough`);
}

function postgresUrl(text: string): string {
  if (URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)) return text;
  // the text itself may hold a password
  throw new RangeError('not a URL such as postgres://user@host:5432/database');
}

function origin(text: string): string {
  if (text === '*' || (URL.canParse(text) && new URL(text).origin === text)) return text;
  throw new RangeError(`"${text}" is not an origin such as https://maps.example.org, nor *`);
}

/** An address or a range of them, as `net.BlockList` takes it. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

function network(text: string): Network {
  const [, address, length] = /^([^/]+)(\/\d{1,3})?$/.exec(text) ?? ['', '', ''];
  const version = isIP(address);
  const bits = version === 6 ? 128 : 32;
  const prefix = length ? Number(length.slice(1)) : bits;
  if (version !== 0 && prefix <= bits) return { address, prefix, family: version === 6 ? 'ipv6' : 'ipv4' };
  throw new RangeError(`"${text}" is not an address or range such as 10.0.0.1, 10.0.0.0/8 or fd00::/8`);
}
