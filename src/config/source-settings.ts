import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { listOf, oneOf, optional, required, whole, word } from './setting.ts';

/** Where rasters may lie, and how those of other hosts are read; see docs/sources.md. */
export const SOURCE_SETTINGS = {
  assetRoots: optional(
    'ASSET_ROOTS',
    'Folders below which local rasters may lie, links followed. Unset: anywhere.',
    'paths, comma-separated',
    listOf((text) => resolve(text)),
  ),
  assetHosts: required(
    'ASSET_HOSTS',
    'Hosts and buckets that rasters may be read from; * is every public host and every bucket.',
    '`host`, `host:port`, `*.domain`, `s3://bucket` or `*`, comma-separated',
    '*',
    listOf(hostEntry),
  ),
  remoteTimeoutS: required(
    'REMOTE_TIMEOUT',
    'Longest that one read from another host may take, retries included.',
    'seconds',
    '30',
    whole(1, 3600),
  ),
  remoteConnections: required(
    'REMOTE_CONNECTIONS',
    'Most requests to one host at a time, for each thread.',
    'requests',
    '8',
    whole(1, 256),
  ),
  remoteRecheckS: required(
    'REMOTE_RECHECK',
    'How long a remote raster at hand counts as unchanged.',
    'seconds',
    '30',
    whole(0, 86_400),
  ),
  awsAccessKeyId: optional('AWS_ACCESS_KEY_ID', 'Key for `s3://` rasters.', 'text', word),
  awsSecretAccessKey: optional('AWS_SECRET_ACCESS_KEY', 'Its secret.', 'text', word),
  awsSessionToken: optional('AWS_SESSION_TOKEN', 'Its token, where the key is a temporary one.', 'text', word),
  awsProfile: required('AWS_PROFILE', 'Section of the files below that holds the key.', 'name', 'default', word),
  awsCredentialsFile: required(
    'AWS_SHARED_CREDENTIALS_FILE',
    'Keys by profile.',
    'path',
    '~/.aws/credentials',
    homePath,
  ),
  awsConfigFile: required('AWS_CONFIG_FILE', 'Regions, and keys, by profile.', 'path', '~/.aws/config', homePath),
  awsRegion: optional('AWS_REGION', 'Region of the buckets; us-east-1 if the files name none either.', 'name', word),
  awsDefaultRegion: optional('AWS_DEFAULT_REGION', 'The same, where AWS_REGION is unset.', 'name', word),
  awsS3Endpoint: optional('AWS_ENDPOINT_URL_S3', 'S3 store other than AWS.', 'http(s) URL', endpointUrl),
  awsEndpoint: optional(
    'AWS_ENDPOINT_URL',
    'The same, where AWS_ENDPOINT_URL_S3 is unset.',
    'http(s) URL',
    endpointUrl,
  ),
  awsIsAnonymous: required(
    'AWS_NO_SIGN_REQUEST',
    'Whether to read public buckets without a key.',
    'yes, no',
    'no',
    yesNo,
  ),
  awsIsVirtualHosted: optional(
    'AWS_VIRTUAL_HOSTING',
    'Whether the bucket is part of the host name. Unset: with AWS only.',
    'yes, no',
    yesNo,
  ),
};

function hostEntry(text: string): string {
  const isHost =
    /^(\*|(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.test(text) && !text.startsWith('*:');
  if (isHost || /^s3:\/\/[a-z0-9._-]+$/i.test(text)) return text;
  throw new RangeError(`"${text}" is none of host, host:port, *.domain, s3://bucket or *`);
}

function yesNo(text: string): boolean {
  return ['yes', 'true', '1'].includes(oneOf(['yes', 'no', 'true', 'false', '1', '0'])(text));
}

function homePath(text: string): string {
  return text.startsWith('~/') ? join(homedir(), text.slice(2)) : resolve(text);
}

/** The text itself may hold a password, which no message shows. */
function endpointUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '';
  if (isPlain) return url.href;
  throw new RangeError('not a URL such as https://s3.example.org (no query, no user)');
}
